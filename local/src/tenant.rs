//! The demo tenant: what a newcomer's first requests are made as.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use genesis_access::ApiKey;
use genesis_aws::{ApiKeyRecord, Cloud, StoreError, Tenant};
use genesis_core::{Ids, KeyId, Scope, TenantId};

use crate::StartError;

/// The demo tenant's key, in the data folder.
const KEY_FILE: &str = "demo-key";

/// A tenant with a key to all of it.
#[derive(Debug)]
pub struct Demo {
    pub tenant: TenantId,
    /// In the form a client sends.
    pub key: String,
}

impl Demo {
    /// A tenant that nobody else will see.
    pub async fn create(operator: &Cloud) -> Result<Self, StoreError> {
        Self::named(operator, "Demo").await
    }

    pub(crate) async fn named(operator: &Cloud, name: &str) -> Result<Self, StoreError> {
        let tenant = TenantId::new(operator.ids().next());
        let record = Tenant { id: tenant, name: name.to_owned(), created_at: operator.clock().now() };
        operator.tenants(tenant).create(&record).await?;
        let key = new_key(operator, tenant, &Scope::ALL).await?;
        Ok(Self { tenant, key: key.reveal() })
    }

    /// The tenant of a data folder, known by the key kept there; none before the first start is done.
    pub(crate) async fn of_folder(operator: &Cloud, folder: &Path) -> Result<Option<Self>, StartError> {
        let path = folder.join(KEY_FILE);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read.map_err(|source| StartError::Read { path: path.clone(), source })?,
        };
        let unknown = |path: &PathBuf| StartError::DemoKey { path: path.clone() };
        let key: ApiKey = text.trim().parse().map_err(|_| unknown(&path))?;
        let record = operator.api_keys().find(key.id()).await?.ok_or_else(|| unknown(&path))?;
        Ok(Some(Self { tenant: record.tenant, key: key.reveal() }))
    }

    /// Keeps the key for later starts.
    pub(crate) fn keep(&self, folder: &Path) -> Result<(), StartError> {
        let path = folder.join(KEY_FILE);
        write_private(&path, &self.key).map_err(|source| StartError::Write { path, source })
    }
}

/// Makes an API key. Only its hash is stored.
pub async fn new_key(operator: &Cloud, tenant: TenantId, scopes: &[Scope]) -> Result<ApiKey, StoreError> {
    let key = ApiKey::new(KeyId::new(operator.ids().next()), secret(operator.ids()));
    let keys = operator.api_keys();
    let hash = key.hash(keys.pepper().await?);
    let record = ApiKeyRecord { id: key.id().clone(), tenant, hash, scopes: scopes.to_vec(), created_at: operator.clock().now() };
    keys.create(&record).await?;
    Ok(key)
}

/// Two random ids hold 244 random bits.
fn secret(ids: &Ids) -> [u8; 32] {
    let halves = [ids.next().into_bytes(), ids.next().into_bytes()].concat();
    halves.try_into().expect("two ids are 32 bytes")
}

/// The file is there whole or, when the disk is full, not at all.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    use std::io::Write;
    let draft = path.with_extension("new");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&draft)?.write_all(text.as_bytes())?;
    fs::rename(draft, path)
}
