use std::collections::BTreeMap;

use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Kind, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Caller, Function, Json as Body, Problem};
use genesis_models::{Prompt, Wishes};
use genesis_orchestration::AgentSettings;
use genesis_rcr::Role;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::given::new_models::{NewModels, met};

const DECLARATION: Declaration = Declaration {
    name: "configure-agents",
    summary: "Sets by which models a tenant's roles are played, and with which prompts. What is not named is as the platform has it.",
    trigger: Trigger::Http(Route {
        method: Method::Put,
        path: "/api/v1/agents/configuration",
        guard: Guard::Scope(Scope::ManageAgents),
        body_limit_bytes: 128 * 1024,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("orchestration"), access: &[Access::Write] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAgentSettings {
    /// The models of runs that do not choose their own.
    #[schemars(with = "Option<NewModels>")]
    models: Option<Wishes>,
    prompts: Option<NewPrompts>,
}

/// Prompts in place of the platform's: Markdown of at most 16 KiB that begins with the lines `---`, `role`, `version`, `budget` (the
/// most tokens of a reply), `schema` and `---`, like the platform's own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewPrompts {
    #[schemars(example = example(Role::Planner))]
    planner: Option<String>,
    #[schemars(example = example(Role::Retriever))]
    retriever: Option<String>,
    #[schemars(example = example(Role::Solver))]
    solver: Option<String>,
    #[schemars(example = example(Role::Critic))]
    critic: Option<String>,
    #[schemars(example = example(Role::Verifier))]
    verifier: Option<String>,
    #[schemars(example = example(Role::Rewriter))]
    rewriter: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct AgentsConfigured {
    success: bool,
    /// The hash of each role's prompt, as traces name it.
    prompts: BTreeMap<&'static str, String>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, configure_agents).takes::<NewAgentSettings>().gives::<AgentsConfigured>()
}

async fn configure_agents(
    State(cloud): State<Cloud>,
    caller: Caller,
    Body(new): Body<NewAgentSettings>,
) -> Result<Json<AgentsConfigured>, Problem> {
    let models = met(new.models, &cloud.models().configuration, "models")?;
    let prompts = new.prompts.map_or_else(|| Ok(BTreeMap::new()), NewPrompts::parse)?;
    let settings = AgentSettings { models, prompts, changed_at: Some(cloud.clock().now()) };
    cloud.agent_settings(caller.tenant).keep(&settings).await?;
    let prompts = settings.prompts().into_iter().map(|(role, prompt)| (role.as_str(), prompt.hash().to_owned())).collect();
    Ok(Json(AgentsConfigured { success: true, prompts }))
}

impl NewPrompts {
    fn parse(self) -> Result<BTreeMap<Role, String>, Problem> {
        let given = [
            (Role::Planner, self.planner),
            (Role::Retriever, self.retriever),
            (Role::Solver, self.solver),
            (Role::Critic, self.critic),
            (Role::Verifier, self.verifier),
            (Role::Rewriter, self.rewriter),
        ];
        let given = given.into_iter().filter_map(|(role, text)| Some((role, text?)));
        let checked = given.map(|(role, text)| match Prompt::parse(role, &text) {
            Ok(_) => Ok((role, text)),
            Err(error) => Err(Problem::new(Kind::Invalid, "invalid_prompt", error.to_string()).at(format!("prompts.{}", role.as_str()))),
        });
        checked.collect()
    }
}

/// The shortest that a prompt can be.
fn example(role: Role) -> String {
    let name = role.as_str();
    format!("---\nrole: {name}\nversion: 1\nbudget: 400\nschema: {name}\n---\nDo your part in one sentence.\n")
}
