use std::collections::BTreeMap;

use axum::extract::State;
use genesis_aws::{Cloud, NotGranted, StoreError};
use genesis_core::{Access, Declaration, Fault, Grant, Guard, Idempotency, Method, Resource, Route, RunId, Scope, Trigger};
use genesis_http::{Caller, Created, Function, PRINTABLE, Problem, QuotaHeaders, WeighedJson};
use genesis_lag::{LoadSettings, Rules};
use genesis_models::{Casting, Wishes};
use genesis_orchestration::{InvalidRun, NewLimits, Question, Run};
use genesis_rcr::{Policy, Role, Settings};
use genesis_tenancy::{ContentRefused, Feature, Passage, Quota, Screening, Wish};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    given::given_object::{METADATA_BYTES, within},
    given::new_load::{NewLoad, storable},
    given::new_models::{NewModels, met},
    given::new_plan::NewPlan,
    own_agents::new_agents::NewAgents,
};

const DECLARATION: Declaration = Declaration {
    name: "start-run",
    summary: "Starts answering a question.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/orchestration/start",
        guard: Guard::Scope(Scope::ManageOrchestrations),
        body_limit_bytes: 64 * 1024,
        success: 201,
        idempotency: Idempotency::Keyed,
    }),
    grants: &[
        Grant { resource: Resource::Table("idempotency"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Table("orchestration"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Table("usage"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Table("tenants"), access: &[Access::Read] },
        Grant { resource: Resource::Workflow, access: &[Access::Start] },
    ],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRun {
    /// The question; 1 to 5,000 characters.
    #[schemars(length(min = 1, max = 5000), regex(pattern = Question::PATTERN))]
    query: String,
    /// The caller's own name for what this run belongs to; the run's id where absent. Names are refused where a question would be redacted.
    #[schemars(length(max = 100), regex(pattern = PRINTABLE))]
    correlation_id: Option<String>,
    #[schemars(length(max = 100), regex(pattern = PRINTABLE))]
    workflow_id: Option<String>,
    /// Kept with the run as it is; at most 16 KiB.
    metadata: Option<Map<String, Value>>,
    /// The longest chain of dependent sub-questions; 5 where absent.
    #[schemars(range(min = 1, max = 5))]
    max_depth: Option<u32>,
    /// The most sub-questions; 10 where absent.
    #[schemars(range(min = 1, max = 12))]
    max_steps: Option<u32>,
    /// How the agents' context is chosen: `full`, `static` (by role and stage) or `rcr`, which is the default.
    policy: Option<PolicyName>,
    /// After how many waves of sub-questions what the run remembers counts half as recent, under `rcr`; 2 where absent.
    #[schemars(range(min = 0, max = 1000))]
    half_life_waves: Option<f64>,
    /// 300 where absent.
    #[schemars(range(min = 1, max = 300))]
    max_seconds: Option<u32>,
    /// The most tokens that go to models and come back; 20,000 where absent.
    #[schemars(range(min = 1, max = 50_000))]
    max_tokens: Option<u32>,
    /// In millionths of a US dollar; 1,000,000 where absent.
    #[schemars(range(min = 1, max = 1_000_000))]
    max_cost_microdollars: Option<u32>,
    /// The most searches of the knowledge library; 25 where absent.
    #[schemars(range(min = 1, max = 100))]
    max_tool_calls: Option<u32>,
    /// When a question is too much at once, and is split.
    cognitive_load: Option<NewLoad>,
    /// The caller's own decomposition, carried out instead of the planner's.
    plan: Option<NewPlan>,
    /// The roles that agents of the caller's own play in this run, each by one.
    agents: Option<NewAgents>,
    /// 42 where absent.
    #[schemars(range(max = u64::MAX))]
    seed: Option<u64>,
    /// By which models the roles are played; as the tenant or the platform has it where absent.
    #[schemars(with = "Option<NewModels>")]
    model: Option<Wishes>,
    /// How freely language models choose among likely words; 0.1 where absent and the platform has no other.
    #[schemars(range(min = 0, max = 2))]
    temperature: Option<f64>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum PolicyName {
    Full,
    Static,
    Rcr,
}

impl From<PolicyName> for Policy {
    fn from(name: PolicyName) -> Self {
        match name {
            PolicyName::Full => Policy::Full,
            PolicyName::Static => Policy::Static,
            PolicyName::Rcr => Policy::Rcr,
        }
    }
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RunStarted {
    success: bool,
    run_id: String,
    correlation_id: String,
    status: &'static str,
    /// RFC 3339.
    timestamp: String,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, start_run).takes::<NewRun>().gives::<RunStarted>()
}

async fn start_run(
    State(cloud): State<Cloud>,
    caller: Caller,
    WeighedJson(mut new, bytes): WeighedJson<NewRun>,
) -> Result<(QuotaHeaders, Created<RunStarted>), Problem> {
    cloud.screen(caller.tenant, Passage::Question, |screening| new.screen(screening)).await?;
    let (settings, quota) = cloud.agent_settings(caller.tenant).find_beside_quota().await?;
    let run = new.parse(&cloud, &settings.unwrap_or_default().models)?;
    if !run.agents.is_empty() {
        quota.tier.allow(Feature::CustomAgents).map_err(|lacking| Problem::from(lacking).at("agents"))?;
    }
    let run = Run { protections: cloud.gate(caller.tenant).protections(), ..run };
    let wish = Wish::run(run.limits.max_tokens, bytes);
    let (run, headers) = accept(&cloud, &caller, run, quota, &wish).await?;
    // A run that is stored is accepted: what cannot be started now is started by `resume-runs`.
    if let Err(error) = cloud.workflow(caller.tenant).start(run.id, run.patience()[&Role::Planner]).await {
        tracing::warn!(run = %run.id, code = error.code(), %error, "a run could not be started at once");
    }
    let started = RunStarted {
        success: true,
        run_id: run.id.to_string(),
        correlation_id: run.correlation_id,
        status: "started",
        timestamp: run.created_at.to_string(),
    };
    Ok((headers, Created(started)))
}

/// Stores the run. One of the same id and question is the same call come again, and stays as it is, whatever is left of the quota.
async fn accept(cloud: &Cloud, caller: &Caller, run: Run, quota: Quota, wish: &Wish) -> Result<(Run, QuotaHeaders), Problem> {
    let runs = cloud.runs(caller.tenant);
    let refused = match runs.create(&run, quota.clone(), wish).await {
        Ok((run, admission)) => return Ok((run, QuotaHeaders::after(caller.tenant, &admission))),
        Err(NotGranted::Exceeded(exceeded)) => Problem::over_quota(caller.tenant, &exceeded),
        Err(NotGranted::Store(StoreError::Conflict)) => StoreError::Conflict.into(),
        Err(NotGranted::Store(error)) => return Err(error.into()),
    };
    match runs.find(run.id).await? {
        Some(stored) if stored.original_query == run.original_query => Ok((stored, QuotaHeaders::seen(&quota))),
        _ => Err(refused),
    }
}

impl NewRun {
    fn screen(&mut self, screening: &mut Screening) -> Result<(), ContentRefused> {
        screening.pass_text("query", &mut self.query)?;
        self.plan.iter_mut().try_for_each(|plan| plan.screen(screening))?;
        self.metadata.iter_mut().try_for_each(|metadata| screening.pass_fields("metadata", metadata))?;
        self.agents.iter().try_for_each(|agents| agents.screen(screening))?;
        for (field, name) in [("correlation_id", &self.correlation_id), ("workflow_id", &self.workflow_id)] {
            name.iter().try_for_each(|name| screening.pass_name(field, name))?;
        }
        Ok(())
    }

    fn limits(&self) -> NewLimits {
        let Self { max_depth, max_steps, max_seconds, max_tokens, max_cost_microdollars, max_tool_calls, .. } = *self;
        NewLimits { max_depth, max_steps, max_seconds, max_tokens, max_cost_microdollars, max_tool_calls }
    }

    fn parse(mut self, cloud: &Cloud, of_tenant: &Wishes) -> Result<Run, Problem> {
        let configuration = &cloud.models().configuration;
        let wishes = met(self.model.take(), configuration, "model")?;
        if self.temperature.is_some_and(|temperature| !(0.0..=2.0).contains(&temperature)) {
            return Err(InvalidRun::Temperature.into());
        }
        let casting = configuration.cast(&wishes, of_tenant, self.temperature);
        let question = Question::parse(&self.query)?;
        let limits = self.limits().within_ceiling()?;
        let routing =
            self.half_life_waves.map(storable).map_or(Some(Settings::default()), Settings::with_half_life).ok_or(InvalidRun::HalfLife)?;
        let load = self.cognitive_load.map_or_else(|| Ok(LoadSettings::default()), NewLoad::parse)?;
        let seed = self.seed.unwrap_or(Rules::SEED);
        let question = question.into_text();
        let agents = self.agents.map_or_else(|| Ok(BTreeMap::new()), NewAgents::parse)?;
        let given_plan = self.plan.map(|plan| plan.parse(&question, Rules { limits, load, seed })).transpose()?;
        let metadata = within(self.metadata, METADATA_BYTES).ok_or(InvalidRun::Metadata)?;
        let id = RunId::new(cloud.ids().next());
        let correlation_id = named(self.correlation_id, InvalidRun::CorrelationId)?.unwrap_or_else(|| id.to_string());
        Ok(Run {
            correlation_id,
            workflow_id: named(self.workflow_id, InvalidRun::WorkflowId)?,
            limits,
            policy: self.policy.map_or_else(Policy::default, Policy::from),
            routing,
            load,
            given_plan,
            agents,
            seed,
            metadata,
            casting: casting.clone(),
            ..Run::pending(id, cloud.clock().now(), question, played_by(cloud, &casting))
        })
    }
}

/// As artifacts have it.
fn played_by(cloud: &Cloud, casting: &Casting) -> String {
    if casting.is_extractive() { cloud.models().counterpart.name().to_owned() } else { casting.to_string() }
}

/// An empty name is none.
fn named(name: Option<String>, invalid: InvalidRun) -> Result<Option<String>, InvalidRun> {
    match name {
        Some(name) if name.is_empty() => Ok(None),
        Some(name) if name.chars().count() > 100 || name.contains(char::is_control) => Err(invalid),
        name => Ok(name),
    }
}
