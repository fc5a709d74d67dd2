//! S3 on a folder, path style. The protocol is the engine's, the operations are ours.

mod objects;
mod operations;

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, StatusCode, Uri};
use s3s::access::{S3Access, S3AccessContext};
use s3s::auth::{S3Auth, SecretKey};
use s3s::dto::DeleteObjectsInput;
use s3s::path::{S3Path, check_bucket_name};
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{S3Request, S3Result, s3_error};

use crate::authorise::{Keys, Resource, Touch, authorise};
use crate::principal::{Api, Principal, Principals, SECRET_KEY};
use crate::reply::{Reply, failure, gathered};
use objects::Objects;

pub(crate) struct S3 {
    service: S3Service,
    objects: Objects,
}

impl S3 {
    pub fn open(folder: &Path, principals: Arc<Principals>) -> std::io::Result<Self> {
        let objects = Objects::open(folder)?;
        let gate = Gate { principals, objects: objects.clone() };
        let mut builder = S3ServiceBuilder::new(objects.clone());
        builder.set_auth(gate.clone());
        builder.set_access(gate);
        Ok(Self { service: builder.build(), objects })
    }

    pub async fn answer(&self, request: Request<Bytes>) -> Reply {
        match self.service.call(request.map(s3s::Body::from)).await {
            Ok(response) => gathered(response).await,
            Err(error) => failure(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", &format!("{error:?}")),
        }
    }

    /// Creates the bucket unless it exists.
    pub fn create_bucket(&self, name: &str) -> std::io::Result<()> {
        if !check_bucket_name(name) {
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "not a bucket name"));
        }
        self.objects.create_bucket(name)
    }
}

/// Names the caller and refuses what it was not granted, before the engine sees the request.
#[derive(Clone)]
struct Gate {
    principals: Arc<Principals>,
    objects: Objects,
}

impl Gate {
    fn caller(&self, access_key: Option<&str>) -> S3Result<Arc<Principal>> {
        access_key.and_then(|key| self.principals.by_access_key(key)).ok_or_else(|| s3_error!(InvalidAccessKeyId))
    }

    /// No operation but the first can do without.
    fn bucket_exists(&self, operation: &str, path: &S3Path) -> S3Result<()> {
        match path {
            S3Path::Bucket { bucket } | S3Path::Object { bucket, .. }
                if operation != "CreateBucket" && !self.objects.has_bucket(bucket) =>
            {
                Err(s3_error!(NoSuchBucket))
            }
            S3Path::Root | S3Path::Bucket { .. } | S3Path::Object { .. } => Ok(()),
        }
    }
}

#[async_trait]
impl S3Auth for Gate {
    async fn get_secret_key(&self, access_key: &str) -> S3Result<SecretKey> {
        self.caller(Some(access_key)).map(|_| SecretKey::from(SECRET_KEY))
    }
}

#[async_trait]
impl S3Access for Gate {
    async fn check(&self, context: &mut S3AccessContext<'_>) -> S3Result<()> {
        let principal = self.caller(context.credentials().map(|credentials| credentials.access_key.as_str()))?;
        let source = context.headers().get("x-amz-copy-source").and_then(|source| source.to_str().ok()).map(decoded);
        let prefix = query_value(context.uri(), "prefix");
        let operation = context.s3_op().name();
        let mut touches = of_path(operation, context.s3_path(), prefix.as_deref());
        touches.extend(source.as_deref().map(|source| of_copy_source(operation, source)));
        authorise(&principal, operation, &touches).map_err(|denied| s3_error!(AccessDenied, "{denied}"))?;
        self.bucket_exists(operation, context.s3_path())
    }

    async fn delete_objects(&self, request: &mut S3Request<DeleteObjectsInput>) -> S3Result<()> {
        let principal = self.caller(request.credentials.as_ref().map(|credentials| credentials.access_key.as_str()))?;
        let keys = of_keys(request.input.delete.objects.iter().map(|object| object.key.as_str()));
        let touches = [touch("DeleteObjects", &request.input.bucket, keys)];
        authorise(&principal, "DeleteObjects", &touches).map_err(|denied| s3_error!(AccessDenied, "{denied}"))
    }
}

fn of_path<'a>(operation: &'a str, path: &'a S3Path, prefix: Option<&'a str>) -> Vec<Touch<'a>> {
    match path {
        S3Path::Root => Vec::new(),
        S3Path::Object { bucket, key } => vec![touch(operation, bucket, of_keys(std::iter::once(key.as_ref())))],
        S3Path::Bucket { bucket } => vec![touch(operation, bucket, of_bucket(operation, prefix))],
    }
}

/// Listing reads keys under its prefix; deleting many is checked once its body is read; the rest concerns the bucket itself.
fn of_bucket<'a>(operation: &str, prefix: Option<&'a str>) -> Keys<'a> {
    match operation {
        "ListObjects" | "ListObjectsV2" | "ListObjectVersions" | "ListMultipartUploads" => {
            prefix.map_or(Keys::Undetermined, |prefix| of_keys(std::iter::once(prefix)))
        }
        _ => Keys::NoneTouched,
    }
}

/// `bucket/key`, with or without a leading slash. A source that is neither touches the bucket with no name, which nobody is granted.
fn of_copy_source<'a>(operation: &'a str, source: &'a str) -> Touch<'a> {
    let (bucket, key) = source.trim_start_matches('/').split_once('/').unwrap_or_default();
    touch(operation, bucket, of_keys(std::iter::once(key)))
}

/// A key with a dot segment would leave its folder: whose it is cannot be told.
fn of_keys<'a>(keys: impl Iterator<Item = &'a str>) -> Keys<'a> {
    let plain = |key: &str| !key.split('/').any(|segment| matches!(segment, "." | ".."));
    keys.map(|key| plain(key).then_some(key)).collect::<Option<Vec<_>>>().map_or(Keys::Undetermined, Keys::Known)
}

fn touch<'a>(operation: &'a str, bucket: &'a str, keys: Keys<'a>) -> Touch<'a> {
    Touch { service: Api::S3, operation, resource: Resource::Named(bucket), keys }
}

/// `None` as well when the query names it twice.
fn query_value(uri: &Uri, name: &str) -> Option<String> {
    let pairs = uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
    let mut values = pairs.filter(|(key, _)| decoded(key) == name).map(|(_, value)| decoded(value));
    values.next().filter(|_| values.next().is_none())
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_climbs_out_of_its_folder_is_undetermined() {
        for key in ["acme/../other/secret", "acme/./x", "../other", "acme/.."] {
            assert_eq!(of_keys(std::iter::once(key)), Keys::Undetermined, "{key}");
        }
        assert_eq!(of_keys(std::iter::once("acme/a..b/.c")), Keys::Known(vec!["acme/a..b/.c"]));
    }

    #[test]
    fn a_listing_touches_its_prefix_and_without_one_everything() {
        let bucket = S3Path::bucket("artifacts");
        let keys = |prefix| of_path("ListObjectsV2", &bucket, prefix).remove(0).keys;
        assert_eq!(keys(Some("acme/")), Keys::Known(vec!["acme/"]));
        assert_eq!(keys(None), Keys::Undetermined);
    }

    #[test]
    fn a_copy_touches_its_source() {
        assert_eq!(of_copy_source("CopyObject", "/artifacts/acme/a"), touch("CopyObject", "artifacts", Keys::Known(vec!["acme/a"])));
        assert_eq!(of_copy_source("CopyObject", "nonsense").resource, Resource::Named(""));
    }

    #[test]
    fn the_prefix_is_read_decoded_from_the_query() {
        let uri: Uri = "/artifacts?list-type=2&prefix=acme%2Fruns%2F".parse().unwrap();
        assert_eq!(query_value(&uri, "prefix").as_deref(), Some("acme/runs/"));
        assert_eq!(query_value(&uri, "delimiter"), None);
        let twice: Uri = "/artifacts?prefix=acme%2F&pre%66ix=other%2F".parse().unwrap();
        assert_eq!(query_value(&twice, "prefix"), None);
    }
}
