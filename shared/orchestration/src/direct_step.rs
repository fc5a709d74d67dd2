use genesis_core::{Fault, Kind};
use genesis_lag::{StepId, StepKind};
use genesis_models::{FinalAnswer, SubQuestion};
use genesis_rcr::Role;
use serde_json::{Map, Value};

use crate::{AgentStep, Draft, InvalidExecution, Outcome, Question, RunState, Task};

/// A step that a caller asks of a built-in role, with what it is about. Where there is no question, it is the run's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectStep {
    question: Option<String>,
    work: DirectWork,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum DirectWork {
    Plan,
    Retrieve,
    Solve,
    Critique {
        answer: String,
    },
    Rewrite,
    /// Without an answer, the run's is verified.
    Verify {
        answer: Option<String>,
    },
}

impl DirectStep {
    /// Reads `query` and, for Critic and Verifier, `answer`; whatever else the context holds is the caller's own.
    pub fn parse(role: Role, input: &Map<String, Value>) -> Result<Self, InvalidExecution> {
        let answer = || stated(input.get("answer"));
        let work = match role {
            Role::Planner => DirectWork::Plan,
            Role::Retriever => DirectWork::Retrieve,
            Role::Solver => DirectWork::Solve,
            Role::Critic => DirectWork::Critique { answer: answer()?.ok_or(InvalidExecution::Answer)? },
            Role::Rewriter => DirectWork::Rewrite,
            Role::Verifier => DirectWork::Verify { answer: answer()? },
        };
        Ok(Self { question: asked(input.get("query"))?, work })
    }

    fn role(&self) -> Role {
        match self.work {
            DirectWork::Plan => Role::Planner,
            DirectWork::Retrieve => Role::Retriever,
            DirectWork::Solve => Role::Solver,
            DirectWork::Critique { .. } => Role::Critic,
            DirectWork::Rewrite => Role::Rewriter,
            DirectWork::Verify { .. } => Role::Verifier,
        }
    }
}

fn asked(query: Option<&Value>) -> Result<Option<String>, InvalidExecution> {
    match query {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(query)) => Question::parse(query).map(|question| Some(question.into_text())).map_err(InvalidExecution::Query),
        Some(_) => Err(InvalidExecution::QueryNotText),
    }
}

fn stated(answer: Option<&Value>) -> Result<Option<String>, InvalidExecution> {
    match answer {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(answer)) if answer.contains(char::is_alphanumeric) => Ok(Some(answer.trim().to_owned())),
        Some(_) => Err(InvalidExecution::Answer),
    }
}

impl RunState {
    /// Where a direct step stands: after all the run has done, so that it sees everything.
    pub fn place_of(&self, step: &DirectStep) -> AgentStep {
        let last = self.executions.iter().map(|execution| execution.step.wave).max().unwrap_or(0);
        AgentStep::new(last + 1, None, step.role())
    }

    /// What a direct step is to do in this run as it stands.
    pub fn direct_task(&self, step: &DirectStep) -> Result<Task, Unready> {
        let question = step.question.as_ref().unwrap_or(&self.run.original_query).clone();
        Ok(match &step.work {
            DirectWork::Plan => Task::Plan { question, given: None },
            DirectWork::Retrieve => Task::Retrieve(self.aside(question)),
            DirectWork::Solve => Task::Solve(self.aside(question)),
            DirectWork::Critique { answer } => Task::Critique { question: self.aside(question), draft: Draft::Given(answer.clone()) },
            DirectWork::Rewrite => {
                self.must_have_answers()?;
                Task::Rewrite { question, answered: self.answered() }
            }
            DirectWork::Verify { answer } => {
                self.must_have_answers()?;
                let given = answer.as_ref().map(|text| FinalAnswer { text: text.clone(), ..FinalAnswer::default() });
                let answer = given.or_else(|| self.final_answer().cloned()).ok_or(Unready::NoAnswer)?;
                Task::Verify { question, answered: self.answered(), answer }
            }
        })
    }

    /// A question beside the plan, on the ground of all that is certain.
    fn aside(&self, text: String) -> SubQuestion {
        let planned = self.plan().map_or(0, |plan| plan.steps.len());
        SubQuestion { id: StepId::new(planned + 1), kind: StepKind::Lookup, text, premises: self.certain() }
    }

    fn must_have_answers(&self) -> Result<(), Unready> {
        match self.answered().iter().any(|answered| answered.answer.text.is_some()) {
            true => Ok(()),
            false => Err(Unready::NothingAnswered),
        }
    }

    fn final_answer(&self) -> Option<&FinalAnswer> {
        let rewritten = self.outcomes().find_map(|(_, outcome)| match outcome {
            Outcome::Rewritten(answer) => Some(answer),
            _ => None,
        });
        rewritten.or(self.run.answer.as_ref())
    }
}

/// A run that does not hold yet what a direct step works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unready {
    #[error("the run has no answered sub-question")]
    NothingAnswered,
    #[error("the run has no answer")]
    NoAnswer,
}

impl Fault for Unready {
    fn kind(&self) -> Kind {
        Kind::Conflict
    }

    fn code(&self) -> &'static str {
        match self {
            Unready::NothingAnswered => "nothing_answered",
            Unready::NoAnswer => "no_answer",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(role: Role, input: &Value) -> Result<DirectStep, InvalidExecution> {
        DirectStep::parse(role, input.as_object().unwrap())
    }

    #[test]
    fn every_role_is_asked_with_or_without_a_question_of_its_own() {
        for role in Role::ALL {
            let step = parse(role, &json!({ "query": " Who? ", "answer": "Ada", "colour": [1] })).unwrap();
            assert_eq!((step.role(), step.question.as_deref()), (role, Some("Who?")));
            let step = parse(role, &json!({ "query": null, "answer": "Ada" })).unwrap();
            assert_eq!((step.role(), step.question), (role, None));
        }
    }

    #[test]
    fn the_critic_alone_must_be_given_an_answer() {
        for role in Role::ALL {
            let expected = if role == Role::Critic { Err(InvalidExecution::Answer) } else { Ok(role) };
            for nothing in [json!({}), json!({ "answer": null })] {
                assert_eq!(parse(role, &nothing).map(|step| step.role()), expected, "{nothing}");
            }
        }
    }

    #[test]
    fn what_is_no_question_and_no_answer_is_named() {
        use crate::InvalidRun;
        for (input, expected) in [
            (json!({ "query": "" }), InvalidExecution::Query(InvalidRun::QueryEmpty)),
            (json!({ "query": "x".repeat(5_001) }), InvalidExecution::Query(InvalidRun::QueryTooLong)),
            (json!({ "query": 7 }), InvalidExecution::QueryNotText),
            (json!({ "answer": "" }), InvalidExecution::Answer),
            (json!({ "answer": " ?! " }), InvalidExecution::Answer),
            (json!({ "answer": ["Ada"] }), InvalidExecution::Answer),
        ] {
            assert_eq!(parse(Role::Verifier, &input), Err(expected), "{input}");
        }
    }
}
