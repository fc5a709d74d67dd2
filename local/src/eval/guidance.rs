use genesis_evaluation::Row;
use genesis_lag::{Draft, DraftStep, Plan, Rules, spell_out};

use super::command::Decomposition;

/// Who splits a question into sub-questions.
#[derive(Debug, Clone)]
pub(super) enum Guidance {
    /// The run's own Planner.
    Planner,
    Given(Box<GivenPlan>),
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
                Some(Guidance::Given(Box::new(GivenPlan { plan, answers: vec![None], is_whole: true })))
            }
            Decomposition::Gold => gold(row, seed).map(|given| Guidance::Given(Box::new(given))),
        }
    }
}

fn gold(row: &Row, seed: u64) -> Option<GivenPlan> {
    let hops = &row.decomposition;
    let plan = checked(row, hops.iter().map(|hop| hop.question.clone()), seed)?;
    let known: Option<Vec<&str>> = hops.iter().map(|hop| hop.answer.as_deref()).collect();
    let answers = match known {
        Some(known) => placed(&plan, row, &known)?.into_iter().map(Some).collect(),
        None => vec![None; plan.steps.len()],
    };
    // A comparison of the answers found is often left out of a published decomposition.
    let is_gold = |last: &String| row.answers.iter().any(|answer| answer.to_lowercase() == last.to_lowercase());
    let is_whole = answers.last()?.as_ref().is_none_or(is_gold);
    Some(GivenPlan { plan, answers, is_whole })
}

/// The gold answers by step: checking a plan may have put its steps in another order, and merged some.
fn placed(plan: &Plan, row: &Row, known: &[&str]) -> Option<Vec<String>> {
    let asked: Vec<String> = row.decomposition.iter().map(|hop| with_answers(&hop.question, known)).collect();
    let mut answers: Vec<String> = Vec::new();
    for step in &plan.steps {
        let text = step.resolve(|id| answers.get(id.position() - 1).cloned());
        let hop = asked.iter().position(|question| question.trim() == text.trim())?;
        answers.push(known[hop].to_owned());
    }
    Some(answers)
}

/// A gold sub-question with the gold answers in place of `#1` and the like, the longer numbers first.
fn with_answers(question: &str, known: &[&str]) -> String {
    let last_first = known.iter().enumerate().rev();
    last_first.fold(question.to_owned(), |text, (at, answer)| text.replace(&format!("#{}", at + 1), answer))
}

fn checked(row: &Row, questions: impl IntoIterator<Item = String>, seed: u64) -> Option<Plan> {
    let draft = Draft { steps: questions.into_iter().map(DraftStep::lookup).collect() };
    Plan::check(&row.question, draft, Rules { seed, ..Rules::default() }).ok()
}
