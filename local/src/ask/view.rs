use std::{path::Path, time::Duration};

use genesis_models::{Citation, FinalAnswer};
use genesis_orchestration::{AgentStep, Execution, Outcome as Given, RunState, Status};
use genesis_rcr::Role;
use serde_json::{Value, json};

/// A run that is over, with where its proof is.
pub(super) struct Outcome<'a> {
    pub state: &'a RunState,
    pub artifacts: &'a Path,
    /// From the command to its answer.
    pub time: Duration,
}

impl Outcome<'_> {
    pub fn answer(&self) -> Option<&FinalAnswer> {
        self.state.run.answer.as_ref().filter(|_| self.state.run.status == Status::Completed)
    }

    /// What `--json` prints.
    pub fn json(&self) -> Value {
        let run = &self.state.run;
        json!({
            "question": run.original_query,
            "answer": self.answer().map(|answer| &answer.text),
            "explanation": self.answer().map(|answer| &answer.explanation),
            "citations": self.answer().map_or(&[][..], |answer| &answer.citations),
            "terminator": run.terminator.as_ref().map(|terminator| json!({
                "reason": terminator.reason.as_str(),
                "step": terminator.step,
                "detail": terminator.detail,
            })),
            "plan": self.state.plan().map(|plan| json!(plan.document())),
            "steps": self.steps(),
            "totals": {
                "steps": self.state.plan().map_or(0, |plan| plan.steps.len()),
                "turns": run.steps_completed,
                "tokens": run.total_tokens,
                "routed_tokens": run.routed_tokens,
                "full_tokens": run.full_tokens,
                "token_reduction_percent": run.token_reduction_percent(),
                "cost_usd": run.cost().to_string(),
                "time_ms": u64::try_from(self.time.as_millis()).unwrap_or(u64::MAX),
            },
            "run_id": run.id,
            "artifacts": self.artifacts,
        })
    }

    fn steps(&self) -> Vec<Value> {
        let steps = self.state.plan().map_or(&[][..], |plan| &plan.steps);
        let views = steps.iter().map(|step| {
            let turn = |role| AgentStep::new(step.wave, Some(step.id), role);
            let solved = match self.state.outcome_of(turn(Role::Solver)) {
                Some(Given::Solved(answer)) => Some(answer),
                _ => None,
            };
            let critique = match self.state.outcome_of(turn(Role::Critic)) {
                Some(Given::Critiqued(critique)) => Some(critique),
                _ => None,
            };
            let of_step = self.state.executions.iter().filter(|execution| execution.step.step == Some(step.id));
            json!({
                "id": step.id,
                "question": step.question,
                "kind": step.kind,
                "depends_on": step.depends_on,
                "answer": solved.and_then(|answer| answer.text.as_ref()),
                "confidence": solved.map(|answer| answer.confidence),
                "citations": solved.map_or(&[][..], |answer| &answer.citations),
                "flag": critique.and_then(|critique| critique.flag),
                "turns": of_step.map(turn_view).collect::<Vec<_>>(),
            })
        });
        views.collect()
    }
}

fn turn_view(execution: &Execution) -> Value {
    json!({
        "role": execution.step.role,
        "tokens": execution.tokens_used,
        "routed_tokens": execution.routed.as_ref().map(|routed| routed.selected_tokens),
        "full_tokens": execution.routed.as_ref().map(|routed| routed.full_tokens),
        "time_ms": execution.duration_ms(),
    })
}

/// What a turn gave, in a few words.
pub(crate) fn given(execution: &Execution) -> String {
    match &execution.outcome {
        Some(Given::Planned(plan)) => sub_questions(plan.steps.len()),
        Some(Given::Stopped(terminator)) => format!("{}: {}", terminator.reason.as_str(), terminator.detail),
        Some(Given::Retrieved(found)) if found.searches.is_empty() => "nothing to look up".to_owned(),
        Some(Given::Retrieved(found)) => {
            format!("searched {}", found.searches.iter().map(|search| format!("“{}”", search.query)).collect::<Vec<_>>().join(", "))
        }
        Some(Given::Solved(answer)) => match &answer.text {
            Some(text) => format!("{text}{}  ({:.0} % sure)", cited(&answer.citations), answer.confidence * 100.0),
            None => "no answer found".to_owned(),
        },
        Some(Given::Critiqued(critique)) => match critique.flag {
            Some(flag) if critique.reason.starts_with(&format!("{flag:?}: ")) => critique.reason.clone(),
            Some(flag) => format!("{flag:?}: {}", critique.reason),
            None => "stands".to_owned(),
        },
        Some(Given::Rewritten(answer)) => answer.text.clone(),
        Some(Given::Verified(verification)) if verification.passed => "every claim stands in a cited passage".to_owned(),
        Some(Given::Verified(verification)) => verification.issues.join(" "),
        None => String::new(),
    }
}

pub(super) fn sub_questions(count: usize) -> String {
    if count == 1 { "1 sub-question".to_owned() } else { format!("{count} sub-questions") }
}

fn cited(citations: &[Citation]) -> String {
    let mut titles: Vec<&str> = citations.iter().map(|citation| citation.title.as_str()).collect();
    titles.dedup();
    if titles.is_empty() { String::new() } else { format!("  [{}]", titles.join("; ")) }
}
