use genesis_evaluation::Row;
use genesis_lag::{Draft, DraftStep, Limits, Plan, StepKind, spell_out};

use super::command::Decomposition;

/// Who splits a question into sub-questions.
#[derive(Debug, Clone)]
pub(super) enum Guidance {
    /// The run's own Planner.
    Planner,
    Given(GivenPlan),
}

/// A plan that was made beforehand.
#[derive(Debug, Clone)]
pub(super) struct GivenPlan {
    pub plan: Plan,
    /// By step: the answer that later steps build on, whatever the Solver says. None where theirs is the Solver's.
    pub answers: Vec<Option<String>>,
    /// Whether the last step's answer is the question's.
    pub is_whole: bool,
}

impl Guidance {
    /// None where a row has no gold sub-questions, or none that make a plan.
    pub fn of(row: &Row, decomposition: Decomposition, seed: u64) -> Option<Self> {
        match decomposition {
            Decomposition::Planner => Some(Guidance::Planner),
            Decomposition::None => {
                let plan = checked(row, [spell_out(&row.question).into_owned()], seed)?;
                Some(Guidance::Given(GivenPlan { plan, answers: vec![None], is_whole: true }))
            }
            Decomposition::Gold => gold(row, seed).map(Guidance::Given),
        }
    }
}

fn gold(row: &Row, seed: u64) -> Option<GivenPlan> {
    let hops = &row.decomposition;
    let plan = checked(row, hops.iter().map(|hop| hop.question.clone()), seed).filter(|plan| plan.steps.len() == hops.len())?;
    let last = hops.last()?.answer.as_ref();
    // A comparison of the answers found is often left out of a published decomposition.
    let is_whole = last.is_none_or(|last| row.answers.iter().any(|answer| answer.to_lowercase() == last.to_lowercase()));
    Some(GivenPlan { plan, answers: hops.iter().map(|hop| hop.answer.clone()).collect(), is_whole })
}

fn checked(row: &Row, questions: impl IntoIterator<Item = String>, seed: u64) -> Option<Plan> {
    let step = |question| DraftStep { question, kind: StepKind::Lookup, asked: false };
    let draft = Draft { steps: questions.into_iter().map(step).collect() };
    Plan::check(&row.question, draft, Limits::default(), seed).ok()
}
