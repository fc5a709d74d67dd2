mod withheld;

use std::collections::BTreeMap;

use genesis_core::{Fault, Kind};
use genesis_lag::{Plan, Step, StepId};
use genesis_models::{Answered, SubQuestion};
use genesis_rcr::{Candidate, Role, Routed, SourceKind, Span};

use crate::{AgentStep, Execution, MemoryItem, Outcome, Run, memory};

/// Everything stored of a run. Executions are in the order of work, memory in the order of ids.
#[derive(Debug, Clone, PartialEq)]
pub struct RunState {
    pub run: Run,
    pub executions: Vec<Execution>,
    pub memory: Vec<MemoryItem>,
}

impl RunState {
    pub fn plan(&self) -> Option<&Plan> {
        self.outcomes().find_map(|(_, outcome)| match outcome {
            Outcome::Planned(plan) => Some(plan),
            _ => None,
        })
    }

    /// Whether the question is asked in more than one part.
    pub fn is_split(&self) -> bool {
        self.plan().is_some_and(|plan| plan.steps.len() > 1)
    }

    /// The sub-question of a turn, with the earlier answers in place of its placeholders.
    pub fn sub_question(&self, turn: AgentStep) -> Result<SubQuestion, BrokenRun> {
        let id = turn.step.ok_or(BrokenRun::NoSubQuestion)?;
        let step = self.plan().and_then(|plan| plan.step(id)).ok_or(BrokenRun::NoSubQuestion)?;
        let answered = self.answered();
        let text_of = |id: StepId| answered.iter().find(|answered| answered.id == id).and_then(|answered| answered.answer.text.clone());
        if step.depends_on.iter().any(|id| text_of(*id).is_none()) {
            return Err(BrokenRun::PremiseMissing);
        }
        let text = step.resolve(text_of);
        let premises = answered.into_iter().filter(|answered| step.depends_on.contains(&answered.id)).collect();
        Ok(SubQuestion { id, kind: step.kind, text, premises })
    }

    /// The sub-questions answered so far with what they were once resolved, in plan order.
    pub fn answered(&self) -> Vec<Answered> {
        let steps = self.plan().map_or(&[][..], |plan| &plan.steps);
        let solved = steps.iter().filter_map(|step| {
            let turn = AgentStep::new(step.wave, Some(step.id), Role::Solver);
            let execution = self.executions.iter().find(|execution| execution.step == turn)?;
            match &execution.outcome {
                Some(Outcome::Solved(answer)) => {
                    Some(Answered { id: step.id, question: execution.query.clone(), answer: answer.clone(), asked: step.asked })
                }
                _ => None,
            }
        });
        solved.collect()
    }

    /// The answers that the Critic let stand: what is certain of a run, whatever becomes of it.
    pub fn certain(&self) -> Vec<Answered> {
        let stands = |answered: &Answered| {
            let step = self.plan().and_then(|plan| plan.step(answered.id));
            let outcome = step.and_then(|step| self.outcome_of(AgentStep::new(step.wave, Some(step.id), Role::Critic)));
            matches!(outcome, Some(Outcome::Critiqued(critique)) if critique.flag.is_none()) && answered.answer.text.is_some()
        };
        self.answered().into_iter().filter(stands).collect()
    }

    /// What may be routed to a turn: its part of the full context.
    pub fn candidates(&self, turn: AgentStep) -> Vec<Candidate> {
        memory::candidates(&self.memory, turn, &self.cited_in(turn))
    }

    /// Where passages are cited by the answers that a turn looks back on: the Critic on one, Rewriter and Verifier on all.
    fn cited_in(&self, turn: AgentStep) -> BTreeMap<&str, Vec<Span>> {
        let reviewed = |step: AgentStep| match turn.role {
            Role::Critic => step == AgentStep { role: Role::Solver, ..turn },
            Role::Rewriter | Role::Verifier => step.role == Role::Solver,
            Role::Planner | Role::Retriever | Role::Solver => false,
        };
        let answers = self.outcomes().filter(|(step, _)| reviewed(*step)).filter_map(|(_, outcome)| match outcome {
            Outcome::Solved(answer) => Some(answer),
            _ => None,
        });
        let mut cited: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
        for citation in answers.flat_map(|answer| &answer.citations) {
            cited.entry(&citation.passage).or_default().push(Span::from(citation.start..citation.end));
        }
        cited
    }

    /// Whether a turn that has not begun finds here all that it may look back on: the plan, the waves before its own, and the turn before it.
    /// What is stored of a finished turn never changes, so it does not matter since when a state is known that holds this much.
    pub fn is_ready_for(&self, turn: AgentStep) -> bool {
        let (planner, own) = (AgentStep::new(0, None, Role::Planner), |role| AgentStep { role, ..turn });
        let mut needed = match turn.role {
            Role::Planner => Vec::new(),
            Role::Retriever | Role::Rewriter => vec![planner],
            Role::Solver => vec![planner, own(Role::Retriever)],
            Role::Critic => vec![planner, own(Role::Retriever), own(Role::Solver)],
            Role::Verifier => vec![planner, own(Role::Rewriter)],
        };
        let earlier = self.plan().into_iter().flat_map(|plan| plan.steps.iter().filter(|step| step.wave < turn.wave));
        // Each: two deliveries may have left what is known of a run with a later turn and without an earlier one.
        let turns = |step: &Step| [Role::Retriever, Role::Solver, Role::Critic].map(|role| AgentStep::new(step.wave, Some(step.id), role));
        needed.extend(earlier.flat_map(turns));
        needed.into_iter().all(|needed| self.outcome_of(needed).is_some()) && self.executions.iter().all(|execution| execution.step != turn)
    }

    /// How many turns have come to something.
    pub fn outcome_count(&self) -> usize {
        self.outcomes().count()
    }

    /// Adds a finished turn and what it left in memory.
    pub fn add(&mut self, execution: Execution, memory: &[MemoryItem]) {
        self.executions.retain(|known| known.step != execution.step);
        self.executions.push(execution);
        self.executions.sort_by_key(|execution| execution.step.to_string());
        self.memory.extend_from_slice(memory);
        self.memory.sort_by(|one, other| one.id.cmp(&other.id));
    }

    /// The ids and texts of the passages that waves before a turn's own have retrieved.
    pub fn passages_before(&self, turn: AgentStep) -> Vec<(&str, &str)> {
        let passages = self.memory.iter().filter(|item| item.kind == SourceKind::Passage && item.author.wave < turn.wave);
        passages.map(|item| (item.source.as_str(), item.content.as_str())).collect()
    }

    pub fn outcome_of(&self, turn: AgentStep) -> Option<&Outcome> {
        self.executions.iter().find(|execution| execution.step == turn)?.outcome.as_ref()
    }

    /// What was routed to each turn, in the order of work.
    pub fn routed(&self) -> impl Iterator<Item = (Role, &Routed)> {
        self.executions.iter().filter_map(|execution| Some((execution.step.role, execution.routed.as_ref()?)))
    }

    pub(crate) fn outcomes(&self) -> impl Iterator<Item = (AgentStep, &Outcome)> {
        self.executions.iter().filter_map(|execution| Some((execution.step, execution.outcome.as_ref()?)))
    }
}

/// A turn that asks for what the run does not hold. Only a message nobody of ours sent can cause it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BrokenRun {
    #[error("the run's plan has no such sub-question")]
    NoSubQuestion,
    #[error("a sub-question was asked before those it depends on were answered")]
    PremiseMissing,
    #[error("the turn has no draft to work on")]
    NoDraft,
}

impl Fault for BrokenRun {
    fn kind(&self) -> Kind {
        Kind::Internal
    }

    fn code(&self) -> &'static str {
        match self {
            BrokenRun::NoSubQuestion => "no_sub_question",
            BrokenRun::PremiseMissing => "premise_missing",
            BrokenRun::NoDraft => "no_draft",
        }
    }
}
