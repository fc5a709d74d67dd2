//! The operations of the S3 API that are embedded. Every other, and every header that would want something kept beside an object's content, is
//! refused as not implemented. Checksums are not looked at: on the way here nothing is lost.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::ops::Bound;

use async_trait::async_trait;
use bytes::Bytes;
use http_body_util::BodyExt;
use s3s::crypto::{Checksum, Md5};
use s3s::dto::{
    CommonPrefix, CopyObjectInput, CopyObjectOutput, CopyObjectResult, CopySource, CreateBucketInput, CreateBucketOutput, DeleteObjectInput,
    DeleteObjectOutput, DeleteObjectsInput, DeleteObjectsOutput, DeletedObject, ETag, GetObjectInput, GetObjectOutput, HeadObjectInput,
    HeadObjectOutput, ListObjectsV2Input, ListObjectsV2Output, Object as ListedObject, PutObjectInput, PutObjectOutput, StreamingBlob,
    Timestamp,
};
use s3s::{Body, S3, S3Error, S3ErrorCode, S3Request, S3Response, S3Result, s3_error};

use super::objects::{Object, Objects};

/// What a page of a listing holds at most.
const LARGEST_PAGE: usize = 1_000;

#[async_trait]
impl S3 for Objects {
    async fn create_bucket(&self, request: S3Request<CreateBucketInput>) -> S3Result<S3Response<CreateBucketOutput>> {
        let bucket = &request.input.bucket;
        if self.has_bucket(bucket) {
            return Err(s3_error!(BucketAlreadyExists));
        }
        Objects::create_bucket(self, bucket).map_err(refused)?;
        Ok(S3Response::new(CreateBucketOutput::default()))
    }

    async fn put_object(&self, request: S3Request<PutObjectInput>) -> S3Result<S3Response<PutObjectOutput>> {
        let PutObjectInput { bucket, key, body, if_match, if_none_match, metadata, content_encoding, .. } = request.input;
        if if_match.is_some() || if_none_match.is_some() || metadata.is_some() || content_encoding.is_some() {
            return Err(s3_error!(NotImplemented));
        }
        let content = match body {
            Some(body) => Body::from(body).collect().await.map_err(|error| S3Error::with_source(S3ErrorCode::IncompleteBody, error))?.to_bytes(),
            None => Bytes::new(),
        };
        self.put(&bucket, &key, &content).map_err(refused)?;
        Ok(S3Response::new(PutObjectOutput { e_tag: Some(tag(&content)), ..PutObjectOutput::default() }))
    }

    async fn get_object(&self, request: S3Request<GetObjectInput>) -> S3Result<S3Response<GetObjectOutput>> {
        let GetObjectInput { bucket, key, range, if_match, if_none_match, if_modified_since, if_unmodified_since, .. } = request.input;
        if if_match.is_some() || if_none_match.is_some() || if_modified_since.is_some() || if_unmodified_since.is_some() {
            return Err(s3_error!(NotImplemented));
        }
        let Object { content, written } = self.find(&bucket, &key)?;
        let mut output = GetObjectOutput { e_tag: Some(tag(&content)), last_modified: Some(written.into()), ..GetObjectOutput::default() };
        let mut part = content.clone();
        if let Some(range) = range {
            let range = range.check(content.len() as u64)?;
            output.content_range = Some(format!("bytes {}-{}/{}", range.start, range.end - 1, content.len()));
            part = content.slice(range.start as usize..range.end as usize);
        }
        output.content_length = length(part.len());
        output.body = Some(StreamingBlob::from(Body::from(part)));
        Ok(S3Response::new(output))
    }

    async fn head_object(&self, request: S3Request<HeadObjectInput>) -> S3Result<S3Response<HeadObjectOutput>> {
        let Object { content, written } = self.find(&request.input.bucket, &request.input.key)?;
        let content_length = length(content.len());
        let last_modified = Some(Timestamp::from(written));
        Ok(S3Response::new(HeadObjectOutput { e_tag: Some(tag(&content)), content_length, last_modified, ..HeadObjectOutput::default() }))
    }

    async fn copy_object(&self, request: S3Request<CopyObjectInput>) -> S3Result<S3Response<CopyObjectOutput>> {
        let CopySource::Bucket { bucket, key, version_id: None } = request.input.copy_source else { return Err(s3_error!(NotImplemented)) };
        let Object { content, .. } = self.find(&bucket, &key)?;
        self.put(&request.input.bucket, &request.input.key, &content).map_err(refused)?;
        let Object { written, .. } = self.find(&request.input.bucket, &request.input.key)?;
        let copied = CopyObjectResult { e_tag: Some(tag(&content)), last_modified: Some(written.into()), ..CopyObjectResult::default() };
        Ok(S3Response::new(CopyObjectOutput { copy_object_result: Some(copied), ..CopyObjectOutput::default() }))
    }

    async fn delete_object(&self, request: S3Request<DeleteObjectInput>) -> S3Result<S3Response<DeleteObjectOutput>> {
        self.delete(&request.input.bucket, &request.input.key).map_err(refused)?;
        Ok(S3Response::new(DeleteObjectOutput::default()))
    }

    async fn delete_objects(&self, request: S3Request<DeleteObjectsInput>) -> S3Result<S3Response<DeleteObjectsOutput>> {
        let mut deleted = Vec::new();
        for object in request.input.delete.objects {
            self.delete(&request.input.bucket, &object.key).map_err(refused)?;
            deleted.push(DeletedObject { key: Some(object.key), ..DeletedObject::default() });
        }
        Ok(S3Response::new(DeleteObjectsOutput { deleted: Some(deleted), ..DeleteObjectsOutput::default() }))
    }

    async fn list_objects_v2(&self, request: S3Request<ListObjectsV2Input>) -> S3Result<S3Response<ListObjectsV2Output>> {
        self.page(request.input).map(S3Response::new)
    }
}

impl Objects {
    fn find(&self, bucket: &str, key: &str) -> S3Result<Object> {
        self.get(bucket, key).map_err(refused)?.ok_or_else(|| s3_error!(NoSuchKey))
    }

    /// A page's token is the last key or folded prefix of the page before.
    fn page(&self, input: ListObjectsV2Input) -> S3Result<ListObjectsV2Output> {
        let prefix = input.prefix.as_deref().unwrap_or_default();
        let after = input.continuation_token.as_deref().max(input.start_after.as_deref()).unwrap_or_default();
        let most = input.max_keys.map_or(LARGEST_PAGE, |most| usize::try_from(most).unwrap_or(0).min(LARGEST_PAGE));
        let keys = self.list(&input.bucket, prefix).map_err(refused)?;
        let (mut contents, mut folded, mut last, mut more) = (Vec::new(), BTreeSet::new(), None, false);
        for (key, file) in keys.range::<str, _>((Bound::Excluded(after), Bound::Unbounded)) {
            let fold = input.delimiter.as_deref().and_then(|delimiter| fold(key, prefix, delimiter));
            if fold.is_some_and(|fold| fold <= after || folded.contains(fold)) {
                continue;
            }
            more = contents.len() + folded.len() == most;
            if more {
                break;
            }
            last = Some(fold.unwrap_or(key).to_owned());
            match fold {
                Some(fold) => drop(folded.insert(fold.to_owned())),
                None => contents.push(ListedObject {
                    key: Some(key.clone()),
                    size: i64::try_from(file.len()).ok(),
                    last_modified: file.modified().ok().map(Timestamp::from),
                    ..ListedObject::default()
                }),
            }
        }
        Ok(ListObjectsV2Output {
            key_count: i32::try_from(contents.len() + folded.len()).ok(),
            max_keys: i32::try_from(most).ok(),
            is_truncated: Some(more),
            next_continuation_token: last.filter(|_| more),
            contents: Some(contents),
            common_prefixes: Some(folded.into_iter().map(|prefix| CommonPrefix { prefix: Some(prefix) }).collect()),
            name: Some(input.bucket),
            prefix: input.prefix,
            delimiter: input.delimiter,
            continuation_token: input.continuation_token,
            start_after: input.start_after,
            ..ListObjectsV2Output::default()
        })
    }
}

/// What a key is folded to: its beginning up to the first delimiter after the prefix.
fn fold<'a>(key: &'a str, prefix: &str, delimiter: &str) -> Option<&'a str> {
    let end = key.get(prefix.len()..)?.find(delimiter)?;
    key.get(..prefix.len() + end + delimiter.len())
}

fn tag(content: &[u8]) -> ETag {
    ETag::Strong(Md5::checksum(content).as_ref().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn length(bytes: usize) -> Option<i64> {
    i64::try_from(bytes).ok()
}

fn refused(error: io::Error) -> S3Error {
    match error.kind() {
        ErrorKind::InvalidInput => s3_error!(error, InvalidArgument, "the key is not embedded"),
        ErrorKind::InvalidFilename => s3_error!(error, KeyTooLongError),
        _ => s3_error!(error, InternalError),
    }
}
