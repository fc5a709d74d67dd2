//! May this principal do this? Pure: a request is first reduced to what it touches.
//!
//! A key that cannot be determined is refused, as is an operation nobody described: new engine features stay closed until someone says what
//! they touch.

use std::borrow::Cow;

use crate::principal::{Api, PLATFORM, Principal, directory};

/// One resource that a request touches.
#[derive(Debug, PartialEq)]
pub(crate) struct Touch<'a> {
    pub service: Api,
    pub operation: &'a str,
    pub resource: Resource<'a>,
    pub keys: Keys<'a>,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Resource<'a> {
    Named(&'a str),
    /// A table's index, granted as `table/index/NAME`.
    Index {
        table: &'a str,
        name: &'a str,
    },
    /// The request names none, and a grant of the operation on any will do (a task token stands for its workflow).
    AnyGranted,
}

impl<'a> Resource<'a> {
    /// What holds it, where that is known.
    pub fn name(&self) -> Option<&'a str> {
        match *self {
            Resource::Named(name) | Resource::Index { table: name, .. } => Some(name),
            Resource::AnyGranted => None,
        }
    }
}

/// The partition keys, object keys or prefixes a request reads or writes.
#[derive(Debug, PartialEq)]
pub(crate) enum Keys<'a> {
    /// The operation reads and writes no item.
    NoneTouched,
    Known(Vec<&'a str>),
    Undetermined,
}

/// The refusal, worded as AWS words it.
#[derive(Debug, PartialEq, thiserror::Error)]
#[error(
    "User: arn:aws:sts::{}:assumed-role/{principal}/embedded is not authorized to perform: {operation} on resource: {resource}",
    crate::ACCOUNT
)]
pub(crate) struct Denied {
    principal: String,
    operation: String,
    resource: String,
}

impl Denied {
    pub fn new(principal: &Principal, operation: &str, resource: &str) -> Self {
        Self { principal: principal.name.clone(), operation: operation.to_owned(), resource: resource.to_owned() }
    }
}

/// Every touch must be granted; a request without any describes nothing and is refused.
pub(crate) fn authorise(principal: &Principal, operation: &str, touches: &[Touch<'_>]) -> Result<(), Denied> {
    if touches.is_empty() {
        return Err(Denied::new(principal, operation, "unknown"));
    }
    touches.iter().try_for_each(|touch| authorise_touch(principal, touch))
}

fn authorise_touch(principal: &Principal, touch: &Touch<'_>) -> Result<(), Denied> {
    let resource = match touch.resource {
        Resource::Named(resource) => Cow::Borrowed(resource),
        Resource::Index { table, name } => Cow::Owned(format!("{table}/index/{name}")),
        Resource::AnyGranted => Cow::Borrowed("any"),
    };
    let granted = match touch.resource {
        Resource::Named(_) | Resource::Index { .. } => principal.may(touch.service, &resource, touch.operation),
        Resource::AnyGranted => principal.may_somewhere(touch.service, touch.operation),
    };
    let is_allowed = match &touch.keys {
        Keys::NoneTouched => granted,
        Keys::Known(keys) => {
            let has_directory = principal.may(touch.service, &directory(&resource), touch.operation);
            let leads = |key: &&str, leader| leads_with(key, leader, separator(touch.service));
            (granted || has_directory)
                && keys.iter().all(|key| granted && leads(key, principal.leading_key()) || has_directory && leads(key, PLATFORM))
        }
        Keys::Undetermined => granted && principal.may(touch.service, &resource, "Scan"),
    };
    if is_allowed { Ok(()) } else { Err(Denied::new(principal, touch.operation, &resource)) }
}

fn leads_with(key: &str, leader: &str, separator: char) -> bool {
    key.strip_prefix(leader).is_some_and(|rest| rest.starts_with(separator))
}

fn separator(service: Api) -> char {
    match service {
        Api::S3 => '/',
        Api::DynamoDb | Api::Sqs | Api::SecretsManager | Api::StepFunctions | Api::Kms => '#',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::principal::Permission;

    fn principal(tenant: Option<&str>, actions: &[&'static str]) -> Principal {
        let permission = Permission { service: Api::DynamoDb, resource: "runs".into(), actions: actions.to_vec() };
        Principal { name: "start-run".into(), tenant: tenant.map(Into::into), permissions: vec![permission] }
    }

    fn touch<'a>(operation: &'a str, table: &'a str, keys: Keys<'a>) -> Touch<'a> {
        Touch { service: Api::DynamoDb, operation, resource: Resource::Named(table), keys }
    }

    fn allowed(principal: &Principal, touch: Touch<'_>) -> bool {
        authorise(principal, "any", &[touch]).is_ok()
    }

    #[test]
    fn a_key_must_lead_with_the_tenant_and_its_separator() {
        let acme = principal(Some("acme"), &["GetItem"]);
        for (key, expected) in [
            ("acme#run#1", true),
            ("acme#", true),
            ("acme", false),
            ("acmecorp#run", false),
            ("other#run", false),
            ("platform#x", false),
            ("", false),
        ] {
            assert_eq!(allowed(&acme, touch("GetItem", "runs", Keys::Known(vec![key]))), expected, "{key}");
        }
    }

    #[test]
    fn one_foreign_key_among_many_refuses_the_request() {
        let acme = principal(Some("acme"), &["BatchGetItem"]);
        assert!(!allowed(&acme, touch("BatchGetItem", "runs", Keys::Known(vec!["acme#1", "other#1"]))));
    }

    #[test]
    fn a_principal_without_tenant_touches_the_platform_only() {
        let platform = principal(None, &["GetItem"]);
        assert!(allowed(&platform, touch("GetItem", "runs", Keys::Known(vec!["platform#keys"]))));
        assert!(!allowed(&platform, touch("GetItem", "runs", Keys::Known(vec!["acme#run"]))));
    }

    #[test]
    fn a_directory_opens_the_platforms_keys_of_its_table_beside_the_tenants_own_and_no_other_tenants() {
        let mut acme = principal(Some("acme"), &["GetItem"]);
        let opened = Permission { service: Api::DynamoDb, resource: directory("runs"), actions: vec!["PutItem"] };
        acme.permissions.push(opened);
        for (operation, table, keys, expected) in [
            ("PutItem", "runs", vec!["platform#slug#x"], true),
            ("PutItem", "runs", vec!["acme#1"], false),
            ("GetItem", "runs", vec!["platform#slug#x"], false),
            ("PutItem", "runs", vec!["platform#slug#x", "other#1"], false),
            ("PutItem", "tenants", vec!["platform#slug#x"], false),
        ] {
            assert_eq!(allowed(&acme, touch(operation, table, Keys::Known(keys.clone()))), expected, "{operation} {table} {keys:?}");
        }
        acme.permissions[0].actions.push("PutItem");
        assert!(allowed(&acme, touch("PutItem", "runs", Keys::Known(vec!["platform#slug#x", "acme#1"]))));
    }

    #[test]
    fn operations_and_resources_that_were_not_granted_are_refused() {
        let acme = principal(Some("acme"), &["GetItem"]);
        assert!(!allowed(&acme, touch("PutItem", "runs", Keys::Known(vec!["acme#1"]))));
        assert!(!allowed(&acme, touch("GetItem", "tenants", Keys::Known(vec!["acme#1"]))));
        assert!(!allowed(&acme, Touch { service: Api::Sqs, ..touch("GetItem", "runs", Keys::NoneTouched) }));
    }

    #[test]
    fn undetermined_keys_need_the_explicit_grant_to_scan() {
        let query = || touch("Query", "runs", Keys::Undetermined);
        assert!(!allowed(&principal(Some("acme"), &["Query"]), query()));
        assert!(!allowed(&principal(Some("acme"), &["Scan"]), query()));
        assert!(allowed(&principal(Some("acme"), &["Query", "Scan"]), query()));
    }

    #[test]
    fn a_task_token_needs_a_grant_on_some_workflow() {
        let success = || Touch { service: Api::DynamoDb, operation: "GetItem", resource: Resource::AnyGranted, keys: Keys::NoneTouched };
        assert!(allowed(&principal(None, &["GetItem"]), success()));
        assert!(!allowed(&principal(None, &[]), success()));
    }

    #[test]
    fn a_request_that_touches_nothing_known_is_refused() {
        assert!(authorise(&principal(None, &["ListTables"]), "ListTables", &[]).is_err());
    }
}
