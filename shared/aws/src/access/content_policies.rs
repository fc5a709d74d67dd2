//! What tenants want done about content, in the table `tenants`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | a tenant's policy | `{tenant}#content-policy` | `policy` |

use std::{collections::BTreeMap, sync::Arc};

use genesis_audit::{EventType, Severity};
use genesis_core::{Fault, Kind, TenantId};
use genesis_guard::Action;
use genesis_tenancy::{ContentPolicy, ContentRefused, Passage, Screening, Signs};
use serde_json::{Value, json};

use crate::{
    Cloud, Mark, Settings, StoreError,
    clients::Clients,
    table::{Key, Table, write},
};

/// What one tenant wants.
#[derive(Clone)]
pub struct ContentPolicies {
    table: Table,
    tenant: TenantId,
}

impl ContentPolicies {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId) -> Self {
        Self { table: Table::new(clients, settings.table("tenants")), tenant }
    }

    /// What the tenant has said; the platform's own where that is nothing.
    pub async fn find(&self) -> Result<ContentPolicy, StoreError> {
        self.table.get(&policy_key(self.tenant)).await.map(Option::unwrap_or_default)
    }

    /// The last writer's stands.
    pub async fn keep(&self, policy: &ContentPolicy) -> Result<(), StoreError> {
        let put = self.table.client().put_item().table_name(&self.table.name).set_item(Some(write(&policy_key(self.tenant), policy)?));
        put.send().await.map(drop).map_err(StoreError::of("PutItem"))
    }
}

impl Cloud {
    /// Has texts pass as their tenant wants it, and tells what was found in them: also where that lets them pass no further.
    pub async fn screen(
        &self,
        tenant: TenantId,
        passage: Passage,
        pass: impl FnOnce(&mut Screening) -> Result<(), ContentRefused>,
    ) -> Result<(), Unpassed> {
        let policy = self.content_policies(tenant).find().await?;
        self.screen_by(&policy, tenant, passage, pass).map_err(Unpassed::Refused)
    }

    /// The same by a policy that was found before.
    pub fn screen_by(
        &self,
        policy: &ContentPolicy,
        tenant: TenantId,
        passage: Passage,
        pass: impl FnOnce(&mut Screening) -> Result<(), ContentRefused>,
    ) -> Result<(), ContentRefused> {
        let mut screening = Screening::new(policy, passage);
        let passed = pass(&mut screening);
        if let Some(signs) = screening.signs() {
            self.tell_of_content(tenant, passage, signs);
        }
        passed
    }

    fn tell_of_content(&self, tenant: TenantId, passage: Passage, signs: &Signs) {
        let metadata = told(passage, signs);
        tracing::warn!(%tenant, found = %json!(metadata), "content was flagged");
        let is_attempt = signs.prompt_injection.is_some() || signs.sql_injection.is_some();
        let event_type = if is_attempt { EventType::SecurityViolation } else { EventType::PiiDetected };
        self.mark(Mark { event_type, severity: Severity::Warning, message: Some("content was flagged".to_owned()), metadata });
    }
}

/// Kinds, scores and what was done, by the names that audits have for them.
fn told(passage: Passage, signs: &Signs) -> BTreeMap<String, Value> {
    let injections = [("prompt", &signs.prompt_injection), ("sql", &signs.sql_injection)];
    let found = injections.into_iter().filter_map(|(name, injection)| injection.as_ref().map(|scored| (name, json!(scored))));
    let action = match signs.action {
        Some(Action::Refuse) => "blocked",
        Some(Action::Redact) => "redacted",
        Some(Action::Flag) | None => "logged",
    };
    let mut told = BTreeMap::from([
        ("passage".to_owned(), json!(passage)),
        ("pii_types_found".to_owned(), json!(signs.personal)),
        ("action_taken".to_owned(), json!(action)),
    ]);
    let found: BTreeMap<&str, Value> = found.collect();
    if !found.is_empty() {
        told.insert("injections".to_owned(), json!(found));
    }
    told
}

/// Why a text did not pass.
#[derive(Debug, thiserror::Error)]
pub enum Unpassed {
    #[error(transparent)]
    Refused(ContentRefused),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Fault for Unpassed {
    fn kind(&self) -> Kind {
        match self {
            Unpassed::Refused(refused) => refused.kind(),
            Unpassed::Store(error) => error.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Unpassed::Refused(refused) => refused.code(),
            Unpassed::Store(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&str> {
        match self {
            Unpassed::Refused(refused) => refused.field(),
            Unpassed::Store(_) => None,
        }
    }
}

fn policy_key(tenant: TenantId) -> Key {
    Key::new(format!("{tenant}#content-policy"), "policy")
}
