use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Declaration, Fault, Guard, Idempotency, Kind, Method, Route, RunId, Scope, Trigger};
use genesis_http::{Caller, Function, Json as Body, PathId, Problem};
use genesis_models::FinalAnswer;
use genesis_orchestration::{Question, Status};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{
    ending::leaving::POLICY,
    ending::stopping::{STOP, end_and_stop},
    ending::{ARTIFACTS, Conclusion, ORCHESTRATION, USAGE},
};

const DECLARATION: Declaration = Declaration {
    name: "complete-run",
    summary: "Ends a run with the caller's own outcome, and stops what is still under way for it.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/orchestration/complete/{runId}",
        guard: Guard::Scope(Scope::ManageOrchestrations),
        body_limit_bytes: 256 * 1024,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[ORCHESTRATION, USAGE, ARTIFACTS, POLICY, STOP],
    memory_mib: 256,
    timeout_seconds: 20,
};

const LONGEST_ANSWER: usize = 20_000;
const LONGEST_MESSAGE: usize = 2_000;

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Whether the question was answered: the run is `completed` then, and otherwise `failed`.
    success: bool,
    #[schemars(length(max = 20_000), regex(pattern = Question::READABLE))]
    answer: Option<String>,
    #[schemars(range(min = 0.0, max = 1.0))]
    stability_score: Option<f64>,
    /// Kept with the run and the other fields as the artifact `completion.json`, without what the tenant's answers leave without.
    artifacts: Option<Artifacts>,
    #[schemars(length(max = 2_000), regex(pattern = Question::READABLE))]
    error_message: Option<String>,
}

/// A list or an object of the caller's own.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Artifacts {
    List(Vec<Value>),
    Named(Map<String, Value>),
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RunCompleted {
    success: bool,
    run_id: String,
    /// `completed` or `failed`; `terminated` where the tenant's content policy refuses what was given.
    status: &'static str,
    duration_ms: u64,
    stability_score: Option<f64>,
    /// RFC 3339.
    timestamp: String,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, complete_run).takes::<Outcome>().gives::<RunCompleted>()
}

async fn complete_run(
    State(cloud): State<Cloud>,
    caller: Caller,
    PathId(id): PathId<RunId>,
    Body(outcome): Body<Outcome>,
) -> Result<Json<RunCompleted>, Problem> {
    outcome.check()?;
    let run = end_and_stop(&cloud, caller.tenant, id, |_| outcome.conclusion()).await?;
    Ok(Json(RunCompleted {
        success: true,
        run_id: id.to_string(),
        status: run.status.as_str(),
        duration_ms: run.duration_ms().unwrap_or_default(),
        stability_score: run.stability_score,
        timestamp: cloud.clock().now().to_string(),
    }))
}

impl Outcome {
    fn check(&self) -> Result<(), InvalidOutcome> {
        let is_unfit =
            |text: &Option<String>, most| text.as_ref().is_some_and(|text| text.chars().count() > most || !Question::is_readable(text));
        if is_unfit(&self.answer, LONGEST_ANSWER) {
            return Err(InvalidOutcome::Answer);
        }
        if is_unfit(&self.error_message, LONGEST_MESSAGE) {
            return Err(InvalidOutcome::ErrorMessage);
        }
        match self.stability_score {
            Some(score) if !(0.0..=1.0).contains(&score) => Err(InvalidOutcome::StabilityScore),
            _ => Ok(()),
        }
    }

    fn conclusion(&self) -> Conclusion {
        let text_of = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let answer = text_of(&self.answer).map(|text| FinalAnswer { text, explanation: String::new(), citations: Vec::new() });
        let error = || text_of(&self.error_message).unwrap_or_else(|| "the caller completed the run without success".to_owned());
        Conclusion {
            answer,
            error: (!self.success).then(error),
            stability_score: self.stability_score,
            given: json!(self).as_object().cloned(),
            ..Conclusion::new(if self.success { Status::Completed } else { Status::Failed })
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum InvalidOutcome {
    #[error("at most {LONGEST_ANSWER} characters, without control characters but line breaks and tabs")]
    Answer,
    #[error("at most {LONGEST_MESSAGE} characters, without control characters but line breaks and tabs")]
    ErrorMessage,
    #[error("between 0 and 1")]
    StabilityScore,
}

impl Fault for InvalidOutcome {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        "invalid_outcome"
    }

    fn field(&self) -> Option<&str> {
        Some(match self {
            InvalidOutcome::Answer => "answer",
            InvalidOutcome::ErrorMessage => "error_message",
            InvalidOutcome::StabilityScore => "stability_score",
        })
    }
}
