use genesis_lag::GivenPlan;
use genesis_models::{Answered, FinalAnswer, SubAnswer, SubQuestion};
use genesis_rcr::{Premise, Role};

use crate::{AgentStep, BrokenRun, Outcome, RunState};

/// What a role is to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    /// The decomposition that the caller gave, if any, is carried out instead of the Planner's.
    Plan {
        question: String,
        given: Option<GivenPlan>,
    },
    Retrieve(SubQuestion),
    Solve(SubQuestion),
    Critique {
        question: SubQuestion,
        draft: Draft,
    },
    Rewrite {
        question: String,
        answered: Vec<Answered>,
    },
    Verify {
        question: String,
        answered: Vec<Answered>,
        answer: FinalAnswer,
    },
}

/// The answer that the Critic looks at.
#[derive(Debug, Clone, PartialEq)]
pub enum Draft {
    /// The Solver's, with what it cites.
    Solved(SubAnswer),
    /// A caller's, that cites nothing.
    Given(String),
}

impl Task {
    /// What the role is asked, for which its context is chosen.
    pub fn query(&self) -> &str {
        match self {
            Task::Plan { question, .. } | Task::Rewrite { question, .. } | Task::Verify { question, .. } => question,
            Task::Retrieve(question) | Task::Solve(question) | Task::Critique { question, .. } => &question.text,
        }
    }
}

impl Task {
    /// The earlier sub-questions that it builds on, with their answers.
    pub fn premises(&self) -> Vec<Premise> {
        let answered = match self {
            Task::Plan { .. } => &[],
            Task::Retrieve(question) | Task::Solve(question) | Task::Critique { question, .. } => question.premises.as_slice(),
            Task::Rewrite { answered, .. } | Task::Verify { answered, .. } => answered,
        };
        let premise = |answered: &Answered| Some(Premise { question: answered.question.clone(), answer: answered.answer.text.clone()? });
        answered.iter().filter_map(premise).collect()
    }
}

impl RunState {
    /// What the run's plan wants of a turn.
    pub fn task(&self, turn: AgentStep) -> Result<Task, BrokenRun> {
        let question = || self.run.original_query.clone();
        Ok(match turn.role {
            Role::Planner => Task::Plan { question: question(), given: self.run.given_plan.clone() },
            Role::Retriever => Task::Retrieve(self.sub_question(turn)?),
            Role::Solver => Task::Solve(self.sub_question(turn)?),
            Role::Critic => Task::Critique { question: self.sub_question(turn)?, draft: Draft::Solved(self.solved_before(turn)?) },
            Role::Rewriter => Task::Rewrite { question: question(), answered: self.answered() },
            Role::Verifier => Task::Verify { question: question(), answered: self.answered(), answer: self.rewritten_before(turn)? },
        })
    }

    fn solved_before(&self, turn: AgentStep) -> Result<SubAnswer, BrokenRun> {
        match self.outcome_of(AgentStep { role: Role::Solver, ..turn }) {
            Some(Outcome::Solved(answer)) => Ok(answer.clone()),
            _ => Err(BrokenRun::NoDraft),
        }
    }

    fn rewritten_before(&self, turn: AgentStep) -> Result<FinalAnswer, BrokenRun> {
        match self.outcome_of(AgentStep { role: Role::Rewriter, ..turn }) {
            Some(Outcome::Rewritten(answer)) => Ok(answer.clone()),
            _ => Err(BrokenRun::NoDraft),
        }
    }
}
