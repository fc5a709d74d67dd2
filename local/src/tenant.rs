//! The demo tenant: what a newcomer's first requests are made as.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use genesis_access::{ApiKey, KeySecrets};
use genesis_aws::{ApiKeyRecord, Cloud, Holder, NotKept, StoreError};
use genesis_core::{Role, Scope, TenantId, UserId};
use genesis_tenancy::{Email, Member, Name, Slug, Tenant, Tier, User};

use crate::StartError;

/// The demo tenant's key, in the data folder.
const KEY_FILE: &str = "demo-key";

/// A tenant with its owner, and the owner's key to all of it.
#[derive(Debug)]
pub struct Demo {
    pub tenant: TenantId,
    pub owner: UserId,
    /// In the form a client sends.
    pub key: String,
}

impl Demo {
    /// A tenant that nobody else will see. Nobody who tries the platform is to run out of anything.
    pub async fn create(operator: &Cloud) -> Result<Self, StoreError> {
        Self::named(operator, "Demo", Tier::Enterprise).await
    }

    pub(crate) async fn named(operator: &Cloud, name: &str, tier: Tier) -> Result<Self, StoreError> {
        let (tenant, now) = (TenantId::new(operator.ids().next()), operator.clock().now());
        let called = Name::parse("name", name).expect("a name was read as one");
        let email = Email::parse("email", "owner@example.com").expect("an address");
        let owner = User::founder(
            UserId::new(operator.ids().next()),
            "owner".to_owned(),
            email,
            Name::parse("name", "Owner").expect("a name"),
            now,
        );
        let slug = Slug::of(&called, 1);
        let made = Tenant { tier, ..Tenant::new(tenant, called, slug, now).with_owner() };
        operator.tenants(tenant).create_by_name(made, &owner, None).await.map_err(|error| match error {
            NotKept::Store(error) => error,
            NotKept::Taken(_) | NotKept::LastOwner(_) | NotKept::Exceeded(_) => StoreError::Conflict,
        })?;
        let key = new_key(operator, owner.member(tenant), &Scope::OF_TENANTS).await?;
        Ok(Self { tenant, owner: owner.id, key: key.reveal() })
    }

    /// Another key of the owner's, in the form a client sends.
    pub async fn key_for(&self, operator: &Cloud, scopes: &[Scope]) -> Result<String, StoreError> {
        let owner = Member { tenant: self.tenant, user: self.owner, role: Role::Owner, permissions: Vec::new(), is_active: true };
        Ok(new_key(operator, owner, scopes).await?.reveal())
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
        let Holder::User(owner) = record.holder else { return Err(unknown(&path)) };
        Ok(Some(Self { tenant: owner.tenant, owner: owner.user, key: key.reveal() }))
    }

    /// Keeps the key for later starts.
    pub(crate) fn keep(&self, folder: &Path) -> Result<(), StartError> {
        let path = folder.join(KEY_FILE);
        write_private(&path, &self.key).map_err(|source| StartError::Write { path, source })
    }
}

/// Makes an API key of a user's. Only its hash is stored.
pub async fn new_key(operator: &Cloud, member: Member, scopes: &[Scope]) -> Result<ApiKey, StoreError> {
    let key = ApiKey::random(operator.ids());
    let keys = operator.api_keys();
    let record = ApiKeyRecord {
        id: key.id().clone(),
        name: "first".to_owned(),
        holder: Holder::User(member),
        secrets: KeySecrets::of(&key, keys.pepper().await?),
        scopes: scopes.to_vec(),
        created_at: operator.clock().now(),
        expires_at: None,
        last_used_at: None,
    };
    keys.create(&record).await?;
    Ok(key)
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
