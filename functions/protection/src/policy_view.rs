use genesis_guard::Action;
use genesis_http::Problem;
use genesis_tenancy::{ContentPolicy, Wishes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kind_name::KindName;

/// What a tenant wants done about content, as it is set and as it is told. What is absent is as the platform has it.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyView {
    /// Of what is asked of runs and agents.
    questions: Option<WishesView>,
    /// Of what is taken into the library and into memory.
    documents: Option<WishesView>,
    answers: Option<AnswersView>,
    /// What counts as personal; where absent, everything that is somebody's own: numbers, addresses and secrets, not names and places.
    #[schemars(length(min = 1))]
    kinds: Option<Vec<KindName>>,
    /// The least confidence of a finding; 0.7 where absent.
    #[schemars(range(min = 0, max = 1))]
    confidence: Option<f64>,
    /// The least score of an injection; 0.5 where absent.
    #[schemars(range(min = 0, max = 1))]
    score: Option<f64>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WishesView {
    personal: Option<ActionName>,
    prompt_injection: Option<ActionName>,
    sql_injection: Option<ActionName>,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswersView {
    personal: Option<ActionName>,
}

/// What is done about what is found: `flag` says so and lets it pass, `redact` lets the rest pass, `refuse` nothing.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActionName {
    Flag,
    Redact,
    Refuse,
}

impl PolicyView {
    pub(crate) fn parse(self) -> Result<ContentPolicy, Problem> {
        let platforms = ContentPolicy::default();
        let policy = ContentPolicy {
            questions: wishes(self.questions, platforms.questions),
            documents: wishes(self.documents, platforms.documents),
            answers: self.answers.and_then(|answers| answers.personal).map_or(platforms.answers, Action::from),
            kinds: self.kinds.map_or(platforms.kinds, |kinds| kinds.into_iter().map(|KindName(kind)| kind).collect()),
            confidence: self.confidence.unwrap_or(platforms.confidence),
            score: self.score.unwrap_or(platforms.score),
        };
        Ok(policy.checked()?)
    }
}

fn wishes(view: Option<WishesView>, platforms: Wishes) -> Wishes {
    let Some(WishesView { personal, prompt_injection, sql_injection }) = view else { return platforms };
    Wishes {
        personal: personal.map_or(platforms.personal, Action::from),
        prompt_injection: prompt_injection.map_or(platforms.prompt_injection, Action::from),
        sql_injection: sql_injection.map_or(platforms.sql_injection, Action::from),
    }
}

impl From<ContentPolicy> for PolicyView {
    fn from(policy: ContentPolicy) -> Self {
        Self {
            questions: Some(policy.questions.into()),
            documents: Some(policy.documents.into()),
            answers: Some(AnswersView { personal: Some(policy.answers.into()) }),
            kinds: Some(policy.kinds.into_iter().map(KindName).collect()),
            confidence: Some(policy.confidence),
            score: Some(policy.score),
        }
    }
}

impl From<Wishes> for WishesView {
    fn from(wishes: Wishes) -> Self {
        let Wishes { personal, prompt_injection, sql_injection } = wishes;
        Self { personal: Some(personal.into()), prompt_injection: Some(prompt_injection.into()), sql_injection: Some(sql_injection.into()) }
    }
}

impl From<ActionName> for Action {
    fn from(name: ActionName) -> Self {
        match name {
            ActionName::Flag => Action::Flag,
            ActionName::Redact => Action::Redact,
            ActionName::Refuse => Action::Refuse,
        }
    }
}

impl From<Action> for ActionName {
    fn from(action: Action) -> Self {
        match action {
            Action::Flag => ActionName::Flag,
            Action::Redact => ActionName::Redact,
            Action::Refuse => ActionName::Refuse,
        }
    }
}
