use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use genesis_core::{Clock, Declaration, Ids, TenantId, Timestamp};
use genesis_models::{Charge, Configuration, Model};
use genesis_orchestration::Run;

use crate::{
    AgentExecutions, AgentSettings, ApiKeys, Artifacts, Connection, Counterpart, Documents, IdempotencyKeys, InvalidSettings, Knowledge,
    Memories, ModelKeys, Models, RouterMetrics, RunAccount, Runs, Settings, SharedBreakers, StabilityTests, Tenants, Turns, Users,
    Workflow, access::PepperCell, clients::Clients, knowledge::IndexCache, language_models::ReadBreakers, runs::RunCache, table::Table,
    workflow,
};

/// Clients kept for so many tenants at once.
const TENANTS_KEPT: usize = 64;

/// All that one function is given: its stores, the time, new ids and the model. A store is had only for a tenant, or for
/// the platform where the thing belongs to none.
#[derive(Clone)]
pub struct Cloud(Arc<Inner>, Ids);

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
    breakers: ReadBreakers,
}

impl Cloud {
    /// For a function on AWS: settings from the environment, credentials from its role.
    pub fn deployed(declaration: &Declaration) -> Result<Self, InvalidSettings> {
        let settings = Settings::from_environment()?;
        let connection = Connection::deployed(declaration.name, &settings);
        let models = Models::named(settings.models.clone());
        Ok(Self::new(settings, connection, Clock::system(), Ids::random(), models))
    }

    /// For an operator of a stage, who reaches its tables and secrets with credentials of their own.
    pub async fn of_stage(stage: &str) -> Self {
        let settings = Settings::of_stage(stage);
        let connection = Connection::of_operator(&settings).await;
        Self::new(settings, connection, Clock::system(), Ids::random(), Models::named(Configuration::default()))
    }

    pub fn new(settings: Settings, connection: Connection, clock: Clock, ids: Ids, models: Models) -> Self {
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
            breakers: ReadBreakers::default(),
        };
        Self(Arc::new(inner), ids)
    }

    /// The same for another instance, which remembers nothing yet.
    pub fn afresh(&self) -> Self {
        self.with_models(self.0.models.clone())
    }

    /// The same for an instance that asks these models.
    pub fn with_models(&self, models: Models) -> Self {
        let Inner { settings, connection, clock, .. } = self.0.as_ref();
        Self::new(settings.clone(), connection.clone(), clock.clone(), self.1.clone(), models)
    }

    /// The same, but for where new ids come from.
    pub fn with_ids(&self, ids: Ids) -> Self {
        Self(self.0.clone(), ids)
    }

    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub(crate) fn stage(&self) -> &str {
        &self.0.settings.stage
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

    pub fn model_keys(&self) -> ModelKeys {
        ModelKeys::new(self.0.platform.clone(), &self.0.settings)
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

    pub fn artifacts(&self, tenant: TenantId) -> Artifacts {
        Artifacts::new(self.clients(tenant), &self.0.settings, tenant)
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

    pub fn users(&self, tenant: TenantId) -> Users {
        Users::new(self.clients(tenant), &self.0.settings, tenant)
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

    /// Keys are found by their id alone, before the tenant is known.
    pub fn api_keys(&self) -> ApiKeys {
        ApiKeys::new(self.0.platform.clone(), &self.0.settings, self.0.pepper.clone())
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
        tenants.entry(tenant).or_insert_with(|| Arc::new(self.0.connection.clients_for(tenant, &self.0.platform))).clone()
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
