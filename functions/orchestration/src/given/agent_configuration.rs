use std::collections::BTreeMap;

use genesis_core::Kind;
use genesis_http::Problem;
use genesis_models::{Prompt, Wishes};
use genesis_orchestration::AgentSettings;
use genesis_rcr::Role;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::new_models::NewModels;

/// What a tenant sets of its roles, and is told of it. What is absent is as the platform has it.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentConfiguration {
    /// The models of runs that do not choose their own.
    #[schemars(with = "Option<NewModels>")]
    pub models: Option<Wishes>,
    pub prompts: Option<OwnPrompts>,
}

/// Prompts in place of the platform's: Markdown of at most 16 KiB that begins with the lines `---`, `role`, `version`, `budget` (the
/// most tokens of a reply), `schema` and `---`, like the platform's own.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnPrompts {
    #[schemars(example = example(Role::Planner))]
    #[serde(skip_serializing_if = "Option::is_none")]
    planner: Option<String>,
    #[schemars(example = example(Role::Retriever))]
    #[serde(skip_serializing_if = "Option::is_none")]
    retriever: Option<String>,
    #[schemars(example = example(Role::Solver))]
    #[serde(skip_serializing_if = "Option::is_none")]
    solver: Option<String>,
    #[schemars(example = example(Role::Critic))]
    #[serde(skip_serializing_if = "Option::is_none")]
    critic: Option<String>,
    #[schemars(example = example(Role::Verifier))]
    #[serde(skip_serializing_if = "Option::is_none")]
    verifier: Option<String>,
    #[schemars(example = example(Role::Rewriter))]
    #[serde(skip_serializing_if = "Option::is_none")]
    rewriter: Option<String>,
}

impl OwnPrompts {
    pub(crate) fn parse(self) -> Result<BTreeMap<Role, String>, Problem> {
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

impl From<AgentSettings> for AgentConfiguration {
    fn from(AgentSettings { models, mut prompts, changed_at: _ }: AgentSettings) -> Self {
        let mut of = |role| prompts.remove(&role);
        let prompts = OwnPrompts {
            planner: of(Role::Planner),
            retriever: of(Role::Retriever),
            solver: of(Role::Solver),
            critic: of(Role::Critic),
            verifier: of(Role::Verifier),
            rewriter: of(Role::Rewriter),
        };
        Self { models: Some(models), prompts: Some(prompts) }
    }
}

/// The shortest that a prompt can be.
fn example(role: Role) -> String {
    let name = role.as_str();
    format!("---\nrole: {name}\nversion: 1\nbudget: 400\nschema: {name}\n---\nDo your part in one sentence.\n")
}
