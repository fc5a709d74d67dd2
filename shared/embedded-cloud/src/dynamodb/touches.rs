//! Which tables and partitions a request touches.

use serde_json::Value;

use super::{LISTED, key_condition::partition};
use crate::authorise::{Keys, Resource, Touch};
use crate::principal::Api;

/// Empty for an operation that is not described here, which refuses it.
pub(crate) fn touches<'a>(operation: &'a str, request: &'a Value) -> Vec<Touch<'a>> {
    let on_table = |keys| table(request).map(|table| touch(operation, table, keys)).into_iter().collect();
    match operation {
        "CreateTable" | "DescribeTable" | "DescribeTimeToLive" | "UpdateTimeToLive" => on_table(Keys::NoneTouched),
        "PutItem" => on_table(of_key(&request["Item"])),
        "GetItem" | "DeleteItem" | "UpdateItem" => on_table(of_key(&request["Key"])),
        "Query" => of_query(request),
        "Scan" => on_table(Keys::Undetermined),
        "BatchGetItem" => of_batch(operation, request, |table| of_keys(table["Keys"].as_array())),
        "BatchWriteItem" => of_batch(operation, request, of_writes),
        "TransactGetItems" | "TransactWriteItems" => of_transaction(operation, request),
        _ => Vec::new(),
    }
}

/// An index is a resource of its own, and its hash key the leading key.
fn of_query(request: &Value) -> Vec<Touch<'_>> {
    let Some(table) = table(request) else { return Vec::new() };
    let (hash_key, resource) = match &request["IndexName"] {
        Value::Null => ("pk", Resource::Named(table)),
        Value::String(name) if name == LISTED => ("listed_in", Resource::Index { table, name: LISTED }),
        _ => return Vec::new(),
    };
    let keys = partition(request, hash_key).map_or(Keys::Undetermined, |partition| Keys::Known(vec![partition]));
    vec![Touch { service: Api::DynamoDb, operation: "Query", resource, keys }]
}

fn of_batch<'a>(operation: &'a str, request: &'a Value, keys: impl Fn(&'a Value) -> Keys<'a>) -> Vec<Touch<'a>> {
    let tables = request["RequestItems"].as_object().into_iter().flatten();
    tables.map(|(table, entry)| touch(operation, table_name(table), keys(entry))).collect()
}

fn of_writes(writes: &Value) -> Keys<'_> {
    let entries = writes.as_array().into_iter().flatten();
    known(entries.map(|write| partition_key(&write["PutRequest"]["Item"]).or_else(|| partition_key(&write["DeleteRequest"]["Key"]))))
}

fn of_transaction<'a>(operation: &'a str, request: &'a Value) -> Vec<Touch<'a>> {
    let entries = request["TransactItems"].as_array().into_iter().flatten();
    entries.filter_map(Value::as_object).flatten().map(|(action, entry)| of_transaction_entry(operation, action, entry)).collect()
}

/// An entry without a table touches the table with no name, which nobody is granted.
fn of_transaction_entry<'a>(operation: &'a str, action: &str, entry: &'a Value) -> Touch<'a> {
    let key = if action == "Put" { &entry["Item"] } else { &entry["Key"] };
    touch(operation, table(entry).unwrap_or_default(), of_key(key))
}

fn of_key(key: &Value) -> Keys<'_> {
    known(std::iter::once(partition_key(key)))
}

fn of_keys(keys: Option<&Vec<Value>>) -> Keys<'_> {
    known(keys.into_iter().flatten().map(partition_key))
}

fn known<'a>(partitions: impl Iterator<Item = Option<&'a str>>) -> Keys<'a> {
    partitions.collect::<Option<Vec<_>>>().map_or(Keys::Undetermined, Keys::Known)
}

fn partition_key(item: &Value) -> Option<&str> {
    item["pk"]["S"].as_str()
}

fn table(request: &Value) -> Option<&str> {
    request["TableName"].as_str().map(table_name)
}

/// A table may be named by its ARN.
fn table_name(table: &str) -> &str {
    table.rsplit_once(":table/").map_or(table, |(_, name)| name)
}

fn touch<'a>(operation: &'a str, table: &'a str, keys: Keys<'a>) -> Touch<'a> {
    Touch { service: Api::DynamoDb, operation, resource: Resource::Named(table), keys }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn keys_of(operation: &str, request: &Value) -> Vec<(String, Option<Vec<String>>)> {
        let owned = |keys: &Keys<'_>| match keys {
            Keys::Known(keys) => Some(keys.iter().map(ToString::to_string).collect()),
            Keys::NoneTouched | Keys::Undetermined => None,
        };
        let named = |resource: &Resource<'_>| match resource {
            Resource::Named(name) => name.to_string(),
            Resource::Index { table, name } => format!("{table}/index/{name}"),
            Resource::AnyGranted => unreachable!("tables are always named"),
        };
        touches(operation, request).iter().map(|touch| (named(&touch.resource), owned(&touch.keys))).collect()
    }

    fn key(pk: &str) -> Value {
        json!({ "pk": { "S": pk }, "sk": { "S": "x" } })
    }

    fn known(table: &str, keys: &[&str]) -> (String, Option<Vec<String>>) {
        (table.into(), Some(keys.iter().map(ToString::to_string).collect()))
    }

    #[test]
    fn every_key_of_a_request_is_seen() {
        let cases = [
            ("GetItem", json!({ "TableName": "t", "Key": key("a") }), vec![known("t", &["a"])]),
            ("PutItem", json!({ "TableName": "t", "Item": key("a") }), vec![known("t", &["a"])]),
            (
                "GetItem",
                json!({ "TableName": "arn:aws:dynamodb:us-east-1:000000000000:table/t", "Key": key("a") }),
                vec![known("t", &["a"])],
            ),
            (
                "BatchGetItem",
                json!({ "RequestItems": { "t": { "Keys": [key("a"), key("b")] }, "u": { "Keys": [key("c")] } } }),
                vec![known("t", &["a", "b"]), known("u", &["c"])],
            ),
            (
                "BatchWriteItem",
                json!({ "RequestItems": { "t": [{ "PutRequest": { "Item": key("a") } }, { "DeleteRequest": { "Key": key("b") } }] } }),
                vec![known("t", &["a", "b"])],
            ),
            (
                "TransactWriteItems",
                json!({ "TransactItems": [
                    { "Put": { "TableName": "t", "Item": key("a") } },
                    { "ConditionCheck": { "TableName": "u", "Key": key("b") } },
                    { "Update": { "TableName": "t", "Key": key("c") } },
                    { "Delete": { "TableName": "t", "Key": key("d") } },
                ] }),
                vec![known("t", &["a"]), known("u", &["b"]), known("t", &["c"]), known("t", &["d"])],
            ),
            ("TransactGetItems", json!({ "TransactItems": [{ "Get": { "TableName": "t", "Key": key("a") } }] }), vec![known("t", &["a"])]),
        ];
        for (operation, request, expected) in cases {
            assert_eq!(keys_of(operation, &request), expected, "{operation}");
        }
    }

    #[test]
    fn keys_that_cannot_be_told_are_undetermined() {
        let query = json!({ "TableName": "t", "IndexName": "listed", "KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": { ":p": { "S": "a" } } });
        let cases = [
            ("Scan", json!({ "TableName": "t" })),
            ("Query", query),
            ("Query", json!({ "TableName": "t", "KeyConditions": { "pk": {} } })),
            ("PutItem", json!({ "TableName": "t", "Item": { "sk": { "S": "a" } } })),
            ("GetItem", json!({ "TableName": "t", "Key": { "pk": { "N": "1" } } })),
            ("BatchWriteItem", json!({ "RequestItems": { "t": [{ "PutRequest": { "Item": key("a") } }, {}] } })),
            ("TransactWriteItems", json!({ "TransactItems": [{ "Put": { "TableName": "t", "Key": key("a") } }] })),
        ];
        for (operation, request) in cases {
            let touches = touches(operation, &request);
            assert_eq!(touches.iter().map(|touch| &touch.keys).collect::<Vec<_>>(), [&Keys::Undetermined], "{operation}");
        }
    }

    #[test]
    fn an_index_is_a_resource_of_its_own_and_others_than_the_known_one_touch_nothing() {
        let query = |index: &str| json!({ "TableName": "t", "IndexName": index, "KeyConditionExpression": "listed_in = :l", "ExpressionAttributeValues": { ":l": { "S": "platform#open" } } });
        assert_eq!(keys_of("Query", &query("listed")), [("t/index/listed".to_owned(), Some(vec!["platform#open".to_owned()]))]);
        assert_eq!(keys_of("Query", &query("other")), []);
    }

    #[test]
    fn operations_that_nobody_described_touch_nothing() {
        for operation in ["ExecuteStatement", "DeleteTable", "ListTables", "GetRecords"] {
            assert_eq!(touches(operation, &json!({ "TableName": "t" })), [], "{operation}");
        }
    }
}
