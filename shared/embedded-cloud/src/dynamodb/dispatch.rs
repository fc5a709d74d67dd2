//! One operation on the engine, and the error shapes DynamoDB gives to requests it cannot read.

use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::tokens::Tokens;

/// Runs `operation` on a request in DynamoDB's JSON. Streams, PartiQL and backups are absent: no table here has a stream.
pub(super) fn dispatch(database: &Database, tokens: &Tokens, operation: &str, body: &[u8]) -> Result<String, DynoxideError> {
    let call = Call { operation, body };
    match operation {
        "BatchGetItem" => call.run(|request| database.batch_get_item(request)),
        "BatchWriteItem" => call.run(|request| database.batch_write_item(request)),
        "CreateTable" => call.run(|request| database.create_table(request)),
        "DeleteItem" => call.run(|request| database.delete_item(request)),
        "DeleteTable" => call.run(|request| database.delete_table(request)),
        "DescribeTable" => call.run(|request| database.describe_table(request)),
        "DescribeTimeToLive" => call.run(|request| database.describe_time_to_live(request)),
        "GetItem" => call.run(|request| database.get_item(request)),
        "PutItem" => call.run(|request| database.put_item(request)),
        "Query" => call.run(|request| database.query(request)),
        "Scan" => call.run(|request| database.scan(request)),
        "TransactGetItems" => call.run(|request| database.transact_get_items(request)),
        "TransactWriteItems" => call.run(|request| tokens.once(request, |request| database.transact_write_items(request))),
        "UpdateItem" => call.run(|request| database.update_item(request)),
        "UpdateTimeToLive" => call.run(|request| database.update_time_to_live(request)),
        _ => Err(DynoxideError::ValidationException(format!("{operation} is not embedded"))),
    }
}

struct Call<'a> {
    operation: &'a str,
    body: &'a [u8],
}

impl Call<'_> {
    fn run<Q: DeserializeOwned, R: Serialize>(&self, work: impl FnOnce(Q) -> Result<R, DynoxideError>) -> Result<String, DynoxideError> {
        let request = serde_json::from_slice(self.body).map_err(|error| unreadable(&error))?;
        let response = work(request).map_err(|error| self.enveloped(error))?;
        serde_json::to_string(&response).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
    }

    /// DynamoDB wraps this family of errors on single writes and reports it bare elsewhere.
    fn enveloped(&self, error: DynoxideError) -> DynoxideError {
        match error {
            DynoxideError::EnvelopedValidation(message) if matches!(self.operation, "PutItem" | "UpdateItem" | "DeleteItem") => {
                DynoxideError::ValidationException(format!("1 validation error detected: {message}"))
            }
            other => other,
        }
    }
}

/// Sorts a request that does not fit its type into the two classes DynamoDB knows. The engine marks what it classified itself; of the rest,
/// a missing or null field and an unknown choice are invalid, a wrong JSON type is unreadable.
fn unreadable(error: &serde_json::Error) -> DynoxideError {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    match message.split_once(':') {
        Some(("SERIALIZATION" | "SERIALIZATION_AS_READ", rest)) => return DynoxideError::SerializationException(rest.to_owned()),
        Some(("VALIDATION" | "VALIDATION_AS_READ" | "VALIDATION_REQUEST", rest)) => {
            return DynoxideError::ValidationException(rest.to_owned());
        }
        _ => {}
    }
    let invalid = ["missing field", "unknown variant", "invalid type: null", "Supplied AttributeValue"];
    if invalid.iter().any(|sign| message.contains(sign)) {
        return DynoxideError::ValidationException(message.to_owned());
    }
    if message.contains("empty AttributeValue") {
        return DynoxideError::ValidationException(
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes".to_owned(),
        );
    }
    DynoxideError::SerializationException(message.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_of(operation: &str, body: &str) -> (String, String) {
        let (database, tokens) = (Database::memory().unwrap(), Tokens::default());
        let table = r#"{"TableName":"runs","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
            "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]}"#;
        dispatch(&database, &tokens, "CreateTable", table.as_bytes()).unwrap();
        let error = dispatch(&database, &tokens, operation, body.as_bytes()).unwrap_err();
        (error.error_type().rsplit('#').next().unwrap_or_default().to_owned(), error.to_string())
    }

    #[test]
    fn malformed_requests_fall_into_the_two_classes_dynamodb_knows() {
        for (operation, body, class) in [
            ("GetItem", "{", "SerializationException"),
            ("GetItem", r#"{"TableName":1,"Key":{}}"#, "SerializationException"),
            ("GetItem", r#"{"TableName":"runs","Key":[]}"#, "SerializationException"),
            ("PutItem", r#"{"TableName":"runs","Item":{"pk":{"S":1}}}"#, "SerializationException"),
            ("Query", r#"{"TableName":"runs","Limit":"ten"}"#, "SerializationException"),
            ("GetItem", r#"{"TableName":"runs"}"#, "ValidationException"),
            ("GetItem", r#"{"Key":{"pk":{"S":"a"}}}"#, "ValidationException"),
            ("GetItem", r#"{"TableName":"runs","Key":{"other":{"S":"a"}}}"#, "ValidationException"),
            ("PutItem", r#"{"TableName":"runs","Item":{"pk":{}}}"#, "ValidationException"),
            ("PutItem", r#"{"TableName":"runs","Item":{"pk":{"S":"a","N":"1"}}}"#, "ValidationException"),
            ("PutItem", r#"{"TableName":"runs","Item":{"pk":{"S":"a"},"n":{"N":"many"}}}"#, "ValidationException"),
            ("PutItem", r#"{"TableName":"runs","Item":{"pk":{"N":"1"}}}"#, "ValidationException"),
            ("PutItem", r#"{"TableName":"runs","Item":{"pk":{"S":"a"}},"ReturnValues":"SOME"}"#, "ValidationException"),
            ("Query", r#"{"TableName":"runs","KeyConditionExpression":"pk = :p"}"#, "ValidationException"),
            ("UpdateItem", r#"{"TableName":"runs","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET"}"#, "ValidationException"),
            ("TransactWriteItems", r#"{"TransactItems":[{}]}"#, "ValidationException"),
            ("GetItem", r#"{"TableName":"missing","Key":{"pk":{"S":"a"}}}"#, "ResourceNotFoundException"),
            ("ExecuteStatement", "{}", "ValidationException"),
        ] {
            let (found, message) = error_of(operation, body);
            assert_eq!(found, class, "{operation} {body}: {message}");
            assert!(!message.contains("VALIDATION") && !message.contains("SERIALIZATION"), "an internal mark leaked: {message}");
        }
    }
}
