use std::collections::BTreeMap;

use genesis_http::{PRINTABLE, Problem};
use genesis_orchestration::{AgentId, InvalidExecution, OwnAgent};
use genesis_rcr::Role;
use genesis_tenancy::{ContentRefused, Screening};
use schemars::JsonSchema;
use serde::Deserialize;

/// Which roles agents of the caller's own play; the others are built in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAgents {
    /// Not asked in a run with a `plan`.
    planner: Option<NewAgent>,
    retriever: Option<NewAgent>,
    solver: Option<NewAgent>,
    critic: Option<NewAgent>,
    verifier: Option<NewAgent>,
    rewriter: Option<NewAgent>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAgent {
    /// The name under which the agent finds its work; not that of a built-in role.
    #[schemars(length(min = 1, max = 100), regex(pattern = PRINTABLE))]
    agent_id: String,
    /// What is asked of it; the role's name where absent.
    #[schemars(length(min = 1, max = 255), regex(pattern = PRINTABLE))]
    capability: Option<String>,
    /// How long each turn waits for it; 3,600 where absent. This time does not count towards `max_seconds`.
    #[schemars(range(min = 1, max = 604_800))]
    wait_seconds: Option<u32>,
}

impl NewAgents {
    pub(crate) fn screen(&self, screening: &mut Screening) -> Result<(), ContentRefused> {
        let Self { planner, retriever, solver, critic, verifier, rewriter } = self;
        let given = [planner, retriever, solver, critic, verifier, rewriter].map(Option::as_ref);
        by_role(given).try_for_each(|(role, agent)| {
            let field = |name| format!("agents.{}.{name}", role.as_str());
            screening.pass_name(&field("agent_id"), &agent.agent_id)?;
            agent.capability.iter().try_for_each(|capability| screening.pass_name(&field("capability"), capability))
        })
    }

    pub(crate) fn parse(self) -> Result<BTreeMap<Role, OwnAgent>, Problem> {
        let Self { planner, retriever, solver, critic, verifier, rewriter } = self;
        let played = by_role([planner, retriever, solver, critic, verifier, rewriter]);
        let parsed = |(role, agent): (Role, NewAgent)| match agent.parse(role) {
            Ok(agent) => Ok((role, agent)),
            Err(invalid) => Err(Problem::from(invalid).within(&format!("agents.{}", role.as_str()))),
        };
        played.map(parsed).collect()
    }
}

fn by_role<T>(given: [Option<T>; 6]) -> impl Iterator<Item = (Role, T)> {
    let roles = [Role::Planner, Role::Retriever, Role::Solver, Role::Critic, Role::Verifier, Role::Rewriter];
    roles.into_iter().zip(given).filter_map(|(role, agent)| Some((role, agent?)))
}

impl NewAgent {
    fn parse(self, role: Role) -> Result<OwnAgent, InvalidExecution> {
        let agent_id: AgentId = self.agent_id.parse()?;
        if agent_id.role().is_some() {
            return Err(InvalidExecution::BuiltIn);
        }
        let capability = self.capability.map_or_else(|| Ok(role.as_str().to_owned()), capability)?;
        let wait_seconds = self.wait_seconds.unwrap_or(OwnAgent::USUAL_WAIT_SECONDS);
        if !(1..=OwnAgent::LONGEST_WAIT_SECONDS).contains(&wait_seconds) {
            return Err(InvalidExecution::WaitSeconds);
        }
        Ok(OwnAgent { agent_id, capability, wait_seconds })
    }
}

/// What an agent is asked for, by a name.
pub(crate) fn capability(name: String) -> Result<String, InvalidExecution> {
    let is_named = (1..=255).contains(&name.chars().count()) && !name.contains(char::is_control);
    if is_named { Ok(name) } else { Err(InvalidExecution::Capability) }
}
