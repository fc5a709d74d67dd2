//! Where a run's logic breaks: what the Critic raised, and the conditions of the logical terminator (LAG, section 3) on what was
//! retrieved and answered.

use genesis_lag::{Flag, Reason, Step, Terminator, is_exhausted, is_saturated, is_unsure};
use genesis_models::SubAnswer;
use genesis_rcr::Role;

use crate::{AgentStep, Outcome, Retrieval, RunState};

impl RunState {
    /// Why the logic breaks at a sub-question that was asked; none where its answer stands.
    ///
    /// What the Critic raised comes first, unless it only says that there is no answer where a condition holds that says why. An answer that it let stand is still broken off where the retriever found nothing like the
    /// question. Saturation and exhaustion break a chain only without an answer: what was known before may well hold it.
    pub(crate) fn broken_at(&self, step: &Step) -> Option<Terminator> {
        let broken = |reason, detail| Some(Terminator { reason, step: Some(step.id), detail });
        let outcome = |role| self.outcome_of(AgentStep::new(step.wave, Some(step.id), role));
        let Some(Outcome::Critiqued(critique)) = outcome(Role::Critic) else {
            return broken(Reason::LowSupport, "The sub-question was not checked.".to_owned());
        };
        let answer = match outcome(Role::Solver) {
            Some(Outcome::Solved(SubAnswer { text, .. })) => text.as_deref(),
            _ => None,
        };
        match (critique.flag, answer) {
            (Some(flag), Some(_)) => broken(flag.into(), critique.reason.clone()),
            (Some(Flag::Unanswerable) | None, None) => {
                let flagged = critique.flag.map_or("No passage answers the sub-question.", |_| &critique.reason);
                let (reason, told) = self.conditions(step);
                broken(reason, [flagged.to_owned()].into_iter().chain(told).collect::<Vec<_>>().join(" "))
            }
            (Some(flag), None) => {
                broken(flag.into(), [critique.reason.clone()].into_iter().chain(self.conditions(step).1).collect::<Vec<_>>().join(" "))
            }
            (None, Some(_)) if self.is_unsure_of(step) => broken(Reason::LowConfidence, UNLIKE.to_owned()),
            (None, Some(_)) => None,
        }
    }

    /// Which of the terminator's conditions hold for a sub-question without an answer: the first as a reason, each with a sentence.
    fn conditions(&self, step: &Step) -> (Reason, Vec<String>) {
        let answered = self.answered();
        let text_of = |id| answered.iter().find(|answered| answered.id == id).and_then(|answered| answered.answer.text.as_deref());
        let premises: Vec<Option<&str>> = step.depends_on.iter().map(|id| text_of(*id)).collect();
        let held = [
            (self.is_saturated_at(step), Reason::SemanticSaturation, "Most of what was found for it was known before."),
            (is_exhausted(&premises, None), Reason::DependencyExhausted, "All that it builds on is answered."),
            (self.is_unsure_of(step), Reason::LowConfidence, UNLIKE),
        ];
        let mut held = held.into_iter().filter(|(holds, ..)| *holds).peekable();
        let reason = held.peek().map_or(Reason::Unanswerable, |(_, reason, _)| *reason);
        (reason, held.map(|(_, _, told)| told.to_owned()).collect())
    }

    /// Where nothing was kept, as for a comparison, the answer stands on what was known before, if anywhere.
    fn is_unsure_of(&self, step: &Step) -> bool {
        self.retrieval(step).is_some_and(|retrieval| !retrieval.likeness.is_empty() && is_unsure(&retrieval.likeness))
    }

    fn is_saturated_at(&self, step: &Step) -> bool {
        self.retrieval(step).is_some_and(|retrieval| is_saturated(&retrieval.familiarity))
    }

    fn retrieval(&self, step: &Step) -> Option<&Retrieval> {
        match self.outcome_of(AgentStep::new(step.wave, Some(step.id), Role::Retriever)) {
            Some(Outcome::Retrieved(retrieval)) => Some(retrieval),
            _ => None,
        }
    }
}

const UNLIKE: &str = "None of the best passages found is like the question.";
