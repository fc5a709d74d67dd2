//! Which key a request touches.

use serde_json::Value;

use crate::authorise::{Keys, Resource, Touch};
use crate::principal::Api;

/// A key is known by its alias. A request that names it by id, or not at all, is refused: whose it is cannot be told from that.
pub(crate) fn touches<'a>(operation: &'a str, request: &'a Value) -> Vec<Touch<'a>> {
    let touch = |key| vec![Touch { service: Api::Kms, operation, resource: key, keys: Keys::NoneTouched }];
    match operation {
        "CreateKey" => touch(Resource::AnyGranted),
        "CreateAlias" => name(&request["AliasName"]).map(Resource::Named).map_or_else(Vec::new, touch),
        _ => name(&request["KeyId"]).map(Resource::Named).map_or_else(Vec::new, touch),
    }
}

/// `NAME` in `alias/NAME` or `arn:aws:kms:region:account:alias/NAME`.
fn name(alias: &Value) -> Option<&str> {
    let alias = alias.as_str()?;
    let plain = alias.strip_prefix("arn:").and_then(|arn| arn.splitn(5, ':').nth(4)).unwrap_or(alias);
    plain.strip_prefix("alias/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_key_is_known_by_its_alias_alone() {
        let resource = |operation: &str, request: Value| touches(operation, &request).first().map(|touch| format!("{:?}", touch.resource));
        let named = Some("Named(\"tenants\")");
        assert_eq!(resource("Encrypt", json!({ "KeyId": "alias/tenants" })).as_deref(), named);
        assert_eq!(resource("Decrypt", json!({ "KeyId": "arn:aws:kms:us-east-1:000000000000:alias/tenants" })).as_deref(), named);
        assert_eq!(resource("CreateAlias", json!({ "AliasName": "alias/tenants", "TargetKeyId": "k" })).as_deref(), named);
        assert_eq!(resource("CreateKey", json!({})).as_deref(), Some("AnyGranted"));
        for key in ["arn:aws:kms:us-east-1:000000000000:key/k", "00000000-0000-4000-8000-000000000000"] {
            assert_eq!(resource("Decrypt", json!({ "KeyId": key })), None, "{key}");
        }
        assert_eq!(resource("Decrypt", json!({ "CiphertextBlob": "" })), None);
    }
}
