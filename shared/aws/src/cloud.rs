mod reached;

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use genesis_core::{Clock, Ids, Queue, TenantId, Timestamp};
use genesis_models::{Charge, Model};
use genesis_orchestration::Run;
use genesis_threats::ReputationSource;

use crate::{
    AddressLists, AgentExecutions, AgentSettings, ApiKeys, Artifacts, AuditChain, AuditRecords, Commons, Connection, ContentPolicies,
    Counterpart, Documents, Gate, IdempotencyKeys, Keyrings, Knowledge, Ledger, Mark, Memories, Models, ProviderKeys, Quotas, Reputations,
    RouterMetrics, RunAccount, Runs, Sessions, Settings, SharedBreakers, SingleSignOn, StabilityTests, StoreError, Tenants, Turns, Users,
    Webhooks, Workflow,
    access::{Outside, PepperCell, ReadLists, Shares, Sights},
    audit::SigningCell,
    clients::{Clients, Entries},
    knowledge::IndexCache,
    language_models::ReadBreakers,
    runs::RunCache,
    sealing::SealingCell,
    table::Table,
    workflow,
};

/// Clients kept for so many tenants at once.
const TENANTS_KEPT: usize = 64;

/// All that one function is given: its stores, the time, new ids and the model. A store is had only for a tenant, or for
/// the platform where the thing belongs to none.
#[derive(Clone)]
pub struct Cloud(Arc<Inner>, Ids, Option<Ledger>);

struct Inner {
    settings: Settings,
    connection: Connection,
    clock: Clock,
    models: Models,
    platform: Arc<Clients>,
    tenants: Mutex<BTreeMap<TenantId, Arc<Clients>>>,
    indexes: IndexCache,
    runs: RunCache,
    pepper: PepperCell,
    seal_key: SigningCell,
    factor_sealing: SealingCell,
    webhook_sealing: SealingCell,
    sso_sealing: SealingCell,
    breakers: ReadBreakers,
    sights: Sights,
    shares: Shares,
    lists: ReadLists,
    outside: Outside,
}

impl Cloud {
    pub fn new(settings: Settings, connection: Connection, clock: Clock, ids: Ids, models: Models) -> Self {
        Self::asking(settings, connection, clock, ids, models, Outside::default())
    }

    fn asking(settings: Settings, connection: Connection, clock: Clock, ids: Ids, models: Models, outside: Outside) -> Self {
        let platform = Arc::new(connection.clients());
        let inner = Inner {
            settings,
            connection,
            clock,
            models,
            platform,
            tenants: Mutex::default(),
            indexes: IndexCache::default(),
            runs: RunCache::default(),
            pepper: PepperCell::default(),
            seal_key: SigningCell::default(),
            factor_sealing: SealingCell::default(),
            webhook_sealing: SealingCell::default(),
            sso_sealing: SealingCell::default(),
            breakers: ReadBreakers::default(),
            sights: Sights::default(),
            shares: Shares::default(),
            lists: ReadLists::default(),
            outside,
        };
        Self(Arc::new(inner), ids, None)
    }

    /// The same for another instance, which remembers nothing yet.
    pub fn afresh(&self) -> Self {
        self.with_models(self.0.models.clone())
    }

    /// The same for an instance that asks these models.
    pub fn with_models(&self, models: Models) -> Self {
        let Inner { settings, connection, clock, outside, .. } = self.0.as_ref();
        Self::asking(settings.clone(), connection.clone(), clock.clone(), self.1.clone(), models, outside.afresh())
    }

    /// The same for an instance that asks somebody outside about addresses.
    pub fn with_reputations(&self, source: Arc<dyn ReputationSource>) -> Self {
        let Inner { settings, connection, clock, models, .. } = self.0.as_ref();
        Self::asking(settings.clone(), connection.clone(), clock.clone(), self.1.clone(), models.clone(), Outside::of(source))
    }

    /// The same, but for where new ids come from.
    pub fn with_ids(&self, ids: Ids) -> Self {
        Self(self.0.clone(), ids, self.2.clone())
    }

    /// The same for one request of which this is to tell.
    pub fn with_ledger(&self, ledger: Ledger) -> Self {
        Self(self.0.clone(), self.1.clone(), Some(ledger))
    }

    pub(crate) fn ledger(&self) -> Option<&Ledger> {
        self.2.as_ref()
    }

    /// Says in the audit what the request under way is, besides what it is by itself. Nobody is told of what is no request of a tenant.
    pub fn mark(&self, mark: Mark) {
        if let Some(ledger) = &self.2 {
            ledger.mark(mark);
        }
    }

    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.0.connection
    }

    pub fn ids(&self) -> &Ids {
        &self.1
    }

    /// Whether a lease of this length binds: it has not run out, and who took or renewed it last may be alive.
    pub fn is_held(&self, lease_until: Timestamp, lease: Duration) -> bool {
        let taken_by_the_living = self.0.settings.alone_since.is_none_or(|since| lease_until >= since.plus(lease));
        lease_until > self.clock().now() && taken_by_the_living
    }

    /// From when on something begun then is worked on: what a platform that is one process has slept does not count.
    pub fn awake_since(&self, begun: Timestamp) -> Timestamp {
        self.0.settings.alone_since.map_or(begun, |since| since.max(begun))
    }

    /// How long something begun then has been worked on.
    pub fn time_since(&self, begun: Timestamp) -> Duration {
        Duration::from_millis(self.clock().now().millis_since(self.awake_since(begun)))
    }

    /// What plays every role that no language model plays; none for who is not run with models.
    pub fn model(&self) -> Option<&dyn Model> {
        match &self.0.models.counterpart {
            Counterpart::Present(model) => Some(model.as_ref()),
            Counterpart::Named(_) => None,
        }
    }

    pub fn models(&self) -> &Models {
        &self.0.models
    }

    pub fn model_keys(&self) -> ProviderKeys {
        ProviderKeys::new(self.0.platform.clone(), &self.0.settings, "model-keys")
    }

    /// The keys of who knows addresses outside.
    pub fn reputation_keys(&self) -> ProviderKeys {
        ProviderKeys::new(self.0.platform.clone(), &self.0.settings, "reputation-keys")
    }

    /// What is known of addresses.
    pub fn reputations(&self) -> Reputations {
        Reputations::new(self.address_lists(), self.0.outside.clone(), self.clock().clone())
    }

    pub fn runs(&self, tenant: TenantId) -> Runs {
        Runs::new(self.clients(tenant), &self.0.settings, tenant)
    }

    pub fn turns(&self, tenant: TenantId) -> Turns {
        Turns::new(self.runs(tenant), self.0.runs.clone())
    }

    pub fn agent_executions(&self, tenant: TenantId) -> AgentExecutions {
        AgentExecutions::new(self.clients(tenant), &self.0.settings, tenant)
    }

    pub fn agent_settings(&self, tenant: TenantId) -> AgentSettings {
        AgentSettings::new(self.clients(tenant), &self.0.settings, tenant)
    }

    pub fn content_policies(&self, tenant: TenantId) -> ContentPolicies {
        ContentPolicies::new(self.clients(tenant), &self.0.settings, tenant)
    }

    pub fn artifacts(&self, tenant: TenantId) -> Artifacts {
        Artifacts::new(self.clients(tenant), &self.0.settings, tenant)
    }

    pub fn audit_records(&self, tenant: TenantId) -> AuditRecords {
        AuditRecords::new(self.clients(tenant), &self.0.settings, tenant)
    }

    pub fn audit_chain(&self, tenant: TenantId) -> AuditChain {
        AuditChain::new(self.clients(tenant), &self.0.settings, tenant)
    }

    pub fn webhooks(&self, tenant: TenantId) -> Webhooks {
        Webhooks::new(self.clients(tenant), &self.0.settings, tenant, self.0.webhook_sealing.clone())
    }

    pub(crate) fn seal_key_cell(&self) -> &SigningCell {
        &self.0.seal_key
    }

    /// The text of a secret.
    pub(crate) async fn secret(&self, name: &str) -> Result<String, StoreError> {
        let secret = self.0.platform.secrets().get_secret_value().secret_id(self.0.settings.secret(name));
        Ok(secret.send().await.map_err(StoreError::of("GetSecretValue"))?.secret_string.unwrap_or_default())
    }

    pub(crate) async fn send(&self, queue: Queue, message: String) -> Result<(), StoreError> {
        let send = self.0.platform.sqs().send_message().queue_url(self.0.settings.queue_url(queue)).message_body(message);
        send.send().await.map(drop).map_err(StoreError::of("SendMessage"))
    }

    pub fn documents(&self, tenant: TenantId) -> Documents {
        Documents::new(self.clients(tenant), &self.0.settings, tenant)
    }

    pub fn knowledge(&self, tenant: TenantId) -> Knowledge {
        Knowledge::new(self.clients(tenant), &self.0.settings, tenant, self.0.indexes.clone())
    }

    pub fn memories(&self, tenant: TenantId) -> Memories {
        Memories::new(self.clients(tenant), &self.0.settings, tenant)
    }

    pub fn stability_tests(&self, tenant: TenantId) -> StabilityTests {
        StabilityTests::new(self.clients(tenant), &self.0.settings, tenant)
    }

    pub fn router_metrics(&self, tenant: TenantId) -> RouterMetrics {
        RouterMetrics::new(self.clients(tenant), &self.0.settings, tenant)
    }

    pub fn workflow(&self, tenant: TenantId) -> Workflow {
        Workflow::new(self.clients(tenant), &self.0.settings, tenant)
    }

    pub fn idempotency_keys(&self, tenant: TenantId) -> IdempotencyKeys {
        IdempotencyKeys::new(self.clients(tenant), &self.0.settings, tenant)
    }

    pub fn tenants(&self, tenant: TenantId) -> Tenants {
        Tenants::new(self.clients(tenant), &self.0.settings, tenant)
    }

    pub fn single_sign_on(&self, tenant: TenantId) -> SingleSignOn {
        SingleSignOn::new(self.clients(tenant), &self.0.settings, tenant, self.0.sso_sealing.clone())
    }

    pub fn quotas(&self, tenant: TenantId) -> Quotas {
        Quotas::new(self.clients(tenant), &self.0.settings, tenant)
    }

    pub fn users(&self, tenant: TenantId) -> Users {
        Users::new(self.clients(tenant), &self.0.settings, tenant)
    }

    /// Where a tenant's callers are counted; those of the platform itself at nobody's.
    pub fn gate(&self, tenant: TenantId) -> Gate {
        let table = Table::new(self.clients(tenant), self.0.settings.table("access"));
        Gate::new(table, tenant, self.clock().clone(), self.0.settings.rate_factor, self.0.sights.clone())
    }

    /// The limits that all requests have in common.
    pub fn commons(&self) -> Commons {
        let table = self.platform_table("access");
        Commons::new(table, self.clock().clone(), self.0.settings.rate_factor, self.0.shares.clone())
    }

    /// The platform's lists of addresses.
    pub fn address_lists(&self) -> AddressLists {
        AddressLists::new(self.platform_table("access"), self.clock().clone(), self.0.lists.clone())
    }

    /// How many times what tiers and presets name callers get.
    pub fn rate_factor(&self) -> u32 {
        self.0.settings.rate_factor
    }

    /// What a run may still spend on models; `beside` is what it has spent on other work.
    pub fn run_account(&self, tenant: TenantId, run: &Run, beside: Charge) -> RunAccount {
        let table = Table::new(self.clients(tenant), self.0.settings.table("orchestration"));
        RunAccount::new(table, tenant, run.id, &run.limits, beside)
    }

    /// The breakers of models, whoever asks them.
    pub fn breakers(&self) -> SharedBreakers {
        let (table, clock) = (self.platform_table("orchestration"), self.clock().clone());
        SharedBreakers::new(table, clock, self.0.models.configuration.clone(), self.0.breakers.clone())
    }

    /// The keys, as one tenant reaches them: what changes there is written with what the request tells the audit.
    pub fn api_keys_of(&self, tenant: TenantId) -> ApiKeys {
        ApiKeys::new(self.clients(tenant), &self.0.settings, self.0.pepper.clone(), self.keyrings_of(tenant))
    }

    pub fn keyrings_of(&self, tenant: TenantId) -> Keyrings {
        Keyrings::new(self.clients(tenant), &self.0.settings, self.0.factor_sealing.clone())
    }

    pub fn sessions_of(&self, tenant: TenantId) -> Sessions {
        Sessions::new(self.clients(tenant), &self.0.settings)
    }

    pub fn keyrings(&self) -> Keyrings {
        Keyrings::new(self.0.platform.clone(), &self.0.settings, self.0.factor_sealing.clone())
    }

    pub fn sessions(&self) -> Sessions {
        Sessions::new(self.0.platform.clone(), &self.0.settings)
    }

    /// Keys are found by their id alone, before the tenant is known.
    pub fn api_keys(&self) -> ApiKeys {
        ApiKeys::new(self.0.platform.clone(), &self.0.settings, self.0.pepper.clone(), self.keyrings())
    }

    /// What makes an administrator of whoever knows it. It is read each time, so that another one holds at once.
    pub async fn bootstrap_secret(&self) -> Result<String, StoreError> {
        let secret = self.0.platform.secrets().get_secret_value().secret_id(self.0.settings.secret("platform-bootstrap"));
        let value = secret.send().await.map_err(StoreError::of("GetSecretValue"))?;
        Ok(value.secret_string.unwrap_or_default())
    }

    /// Whether the tables answer; for the readiness probe.
    pub async fn is_reachable(&self) -> bool {
        self.api_keys().is_reachable().await
    }

    /// Whether the workflow engine answers; for the same.
    pub async fn is_workflow_reachable(&self) -> bool {
        workflow::is_reachable(&self.0.platform, &self.0.settings.workflow_arn).await
    }

    /// A table as the platform itself sees it, whose rights decide what that is.
    pub(crate) fn platform_table(&self, domain: &str) -> Table {
        Table::new(self.0.platform.clone(), self.0.settings.table(domain))
    }

    fn clients(&self, tenant: TenantId) -> Arc<Clients> {
        let mut tenants = self.lock_tenants();
        if tenants.len() >= TENANTS_KEPT && !tenants.contains_key(&tenant) {
            tenants.clear();
        }
        let clients = tenants.entry(tenant).or_insert_with(|| Arc::new(self.0.connection.clients_for(tenant, &self.0.platform))).clone();
        match self.2.as_ref().filter(|ledger| ledger.is_of(tenant)) {
            Some(ledger) => Arc::new(clients.writing_into(Entries { ledger: ledger.clone(), table: self.0.settings.table("security") })),
            None => clients,
        }
    }

    fn lock_tenants(&self) -> MutexGuard<'_, BTreeMap<TenantId, Arc<Clients>>> {
        self.0.tenants.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cloud")
    }
}
