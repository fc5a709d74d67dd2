use genesis_core::Kind;
use genesis_http::Problem;
use genesis_models::{Configuration, InvalidConfiguration, Wishes};
use schemars::JsonSchema;
use serde_json::json;

/// A model's name, like `extractive` or `openai:gpt-4o-mini`; or several, each of which stands in for those before it.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "the schema of what `Wishes` reads")]
pub enum NewChain {
    One(#[schemars(length(max = 200), regex(pattern = NAME), example = json!("extractive"))] String),
    Several(#[schemars(length(min = 1, max = 8), inner(length(max = 200), regex(pattern = NAME)))] Vec<String>),
}

/// The models of all roles, or of single ones.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "the schema of what `Wishes` reads")]
pub enum NewModels {
    Everyone(NewChain),
    Roles(NewRoleModels),
}

#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "the schema of what `Wishes` reads")]
pub struct NewRoleModels {
    /// Of the roles that are not named.
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<NewChain>,
    #[serde(skip_serializing_if = "Option::is_none")]
    planner: Option<NewChain>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retriever: Option<NewChain>,
    #[serde(skip_serializing_if = "Option::is_none")]
    solver: Option<NewChain>,
    #[serde(skip_serializing_if = "Option::is_none")]
    critic: Option<NewChain>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verifier: Option<NewChain>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rewriter: Option<NewChain>,
}

const NAME: &str = "^(extractive|[a-z0-9_-]+:[!-~]+)$";

/// Wishes that this deployment can meet.
pub(crate) fn met(wishes: Option<Wishes>, configuration: &Configuration, field: &str) -> Result<Wishes, Problem> {
    let wishes = wishes.unwrap_or_default();
    let refused = |error: InvalidConfiguration| {
        let place = if error.key == "default" { field.to_owned() } else { format!("{field}.{}", error.key) };
        Problem::new(Kind::Invalid, "invalid_model", error.fault.to_string()).at(place)
    };
    configuration.check(&wishes).map_err(refused)?;
    Ok(wishes)
}
