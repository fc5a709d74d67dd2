//! What a request's headers say: which service and operation it means, and whose credentials signed it.

use http::{HeaderMap, header};

/// The services that name their operation in `x-amz-target`; what has no such header is S3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum JsonApi {
    DynamoDb,
    Sqs,
    SecretsManager,
    StepFunctions,
    Kms,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Target {
    S3,
    Json { service: JsonApi, operation: String },
    Unknown,
}

impl Target {
    pub fn of(headers: &HeaderMap) -> Self {
        let Some(target) = headers.get("x-amz-target") else {
            return Self::S3;
        };
        let Some((prefix, operation)) = target.to_str().ok().and_then(|target| target.rsplit_once('.')) else {
            return Self::Unknown;
        };
        let service = match prefix {
            "DynamoDB_20120810" => JsonApi::DynamoDb,
            "AmazonSQS" => JsonApi::Sqs,
            "secretsmanager" => JsonApi::SecretsManager,
            "AWSStepFunctions" => JsonApi::StepFunctions,
            "TrentService" => JsonApi::Kms,
            _ => return Self::Unknown,
        };
        Self::Json { service, operation: operation.to_owned() }
    }
}

/// The access key id in a SigV4 `authorization` header: `AWS4-HMAC-SHA256 Credential=KEY/date/region/service/aws4_request, ...`.
pub(crate) fn access_key(headers: &HeaderMap) -> Option<&str> {
    let (_, credential) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once("Credential=")?;
    credential.split_once('/').map(|(key, _)| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(http::HeaderName::from_static(name), value.parse().unwrap())])
    }

    #[test]
    fn the_target_header_names_service_and_operation() {
        let json = |service, operation: &str| Target::Json { service, operation: operation.into() };
        for (target, expected) in [
            ("DynamoDB_20120810.GetItem", json(JsonApi::DynamoDb, "GetItem")),
            ("AmazonSQS.SendMessage", json(JsonApi::Sqs, "SendMessage")),
            ("secretsmanager.GetSecretValue", json(JsonApi::SecretsManager, "GetSecretValue")),
            ("AWSStepFunctions.StartExecution", json(JsonApi::StepFunctions, "StartExecution")),
            ("TrentService.Encrypt", json(JsonApi::Kms, "Encrypt")),
            ("AmazonSNS.Publish", Target::Unknown),
            ("GetItem", Target::Unknown),
        ] {
            assert_eq!(Target::of(&headers("x-amz-target", target)), expected, "{target}");
        }
        assert_eq!(Target::of(&HeaderMap::new()), Target::S3);
    }

    #[test]
    fn the_access_key_is_read_from_the_signature() {
        let signed =
            "AWS4-HMAC-SHA256 Credential=EMBEDDED000000000001/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0";
        assert_eq!(access_key(&headers("authorization", signed)), Some("EMBEDDED000000000001"));
        assert_eq!(access_key(&headers("authorization", "Bearer x")), None);
        assert_eq!(access_key(&HeaderMap::new()), None);
    }
}
