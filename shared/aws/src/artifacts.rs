use std::sync::Arc;

use aws_sdk_s3::primitives::ByteStream;
use genesis_core::{RunId, TenantId};
use genesis_orchestration::{Artifact, media_type};

use crate::{Settings, StoreError, clients::Clients};

/// The files that one tenant's runs leave behind, in the bucket `artifacts` under `{tenant}/runs/{run}/{name}`.
#[derive(Clone)]
pub struct Artifacts {
    clients: Arc<Clients>,
    bucket: String,
    tenant: TenantId,
}

impl Artifacts {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId) -> Self {
        Self { clients, bucket: settings.bucket("artifacts"), tenant }
    }

    /// Writes a file; one of the same name is replaced.
    pub async fn put(&self, run: RunId, artifact: &Artifact) -> Result<(), StoreError> {
        let put = self.clients.s3().put_object().bucket(&self.bucket).key(object_key(self.tenant, run, artifact.name));
        let put = put.content_type(media_type(artifact.name)).body(ByteStream::from(artifact.content.clone().into_bytes()));
        put.send().await.map_err(StoreError::of("PutObject"))?;
        Ok(())
    }

    pub async fn get(&self, run: RunId, name: &str) -> Result<Vec<u8>, StoreError> {
        let get = self.clients.s3().get_object().bucket(&self.bucket).key(object_key(self.tenant, run, name));
        let object = get.send().await.map_err(StoreError::of("GetObject"))?;
        let body = object.body.collect().await.map_err(StoreError::unreadable)?;
        Ok(body.to_vec())
    }
}

fn object_key(tenant: TenantId, run: RunId, name: &str) -> String {
    format!("{tenant}/runs/{run}/{name}")
}
