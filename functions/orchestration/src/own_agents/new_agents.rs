use std::collections::BTreeMap;

use genesis_http::{PRINTABLE, Problem};
use genesis_orchestration::{AgentId, InvalidExecution, OwnAgent};
use genesis_rcr::Role;
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
    pub(crate) fn parse(self) -> Result<BTreeMap<Role, OwnAgent>, Problem> {
        let Self { planner, retriever, solver, critic, verifier, rewriter } = self;
        let given = [
            (Role::Planner, planner),
            (Role::Retriever, retriever),
            (Role::Solver, solver),
            (Role::Critic, critic),
            (Role::Verifier, verifier),
            (Role::Rewriter, rewriter),
        ];
        let played = given.into_iter().filter_map(|(role, agent)| Some((role, agent?)));
        let parsed = |(role, agent): (Role, NewAgent)| match agent.parse(role) {
            Ok(agent) => Ok((role, agent)),
            Err(invalid) => Err(Problem::from(invalid).within(&format!("agents.{}", role.as_str()))),
        };
        played.map(parsed).collect()
    }
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
