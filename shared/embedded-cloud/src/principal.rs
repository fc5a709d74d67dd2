//! Who calls: a function, perhaps for a tenant, with the permissions it declared.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// The secret half of every key pair: inside one process the access key id alone says who calls.
pub(crate) const SECRET_KEY: &str = "embedded";

/// The AWS services that exist here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Api {
    DynamoDb,
    S3,
    Sqs,
    SecretsManager,
    StepFunctions,
    Kms,
}

/// A grant of API operations on one resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Permission {
    pub service: Api,
    /// The name of a table, bucket, queue, secret or workflow, `table/index/NAME` for an index, the NAME in a key's `alias/NAME`, or
    /// what [`directory`] says of a table.
    pub resource: String,
    /// API operation names, such as `GetItem` or `SendTaskSuccess`.
    pub actions: Vec<&'static str>,
}

/// A caller, as its credentials say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Principal {
    /// The function's name.
    pub name: String,
    /// Whose keys it may touch; `None` confines it to the platform's own.
    pub tenant: Option<String>,
    pub permissions: Vec<Permission>,
}

/// The resource of a permission that opens the platform's keys of a table to a tenant's principal, beside the tenant's own.
pub fn directory(table: &str) -> String {
    format!("{table}/keys/{PLATFORM}")
}

/// What the platform's own keys begin with.
pub(crate) const PLATFORM: &str = "platform";

impl Principal {
    pub(crate) fn may(&self, service: Api, resource: &str, action: &str) -> bool {
        self.grants(service, action).any(|permission| permission.resource == resource)
    }

    pub(crate) fn may_somewhere(&self, service: Api, action: &str) -> bool {
        self.grants(service, action).next().is_some()
    }

    /// The first part of every partition key and object key this principal may touch.
    pub(crate) fn leading_key(&self) -> &str {
        self.tenant.as_deref().unwrap_or(PLATFORM)
    }

    fn grants(&self, service: Api, action: &str) -> impl Iterator<Item = &Permission> {
        self.permissions.iter().filter(move |permission| permission.service == service && permission.actions.contains(&action))
    }
}

/// The principals with credentials, by access key id.
#[derive(Debug, Default)]
pub(crate) struct Principals(RwLock<Registered>);

#[derive(Debug, Default)]
struct Registered {
    by_key: BTreeMap<String, Arc<Principal>>,
    keys: BTreeMap<Arc<Principal>, String>,
}

impl Principals {
    /// The access key id of this principal. Equal principals share one, so that a long-lived cloud does not grow with its requests.
    pub fn register(&self, principal: Principal) -> String {
        let mut registered = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = registered.keys.get(&principal) {
            return key.clone();
        }
        let key = format!("EMBEDDED{:012}", registered.by_key.len() + 1);
        let principal = Arc::new(principal);
        registered.by_key.insert(key.clone(), Arc::clone(&principal));
        registered.keys.insert(principal, key.clone());
        key
    }

    pub fn by_access_key(&self, access_key: &str) -> Option<Arc<Principal>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).by_key.get(access_key).cloned()
    }
}
