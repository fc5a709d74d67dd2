use genesis_lag::{Limits, Plan, Reason, Step, StepId, Terminator, labels};
use serde::{Deserialize, Serialize};

/// A plan as the graph it is, with what may stop it. How its steps are numbered makes it no other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanGraph {
    /// None where planning itself ended the run.
    pub steps: Vec<Step>,
    pub limits: Limits,
    /// Why the run stopped, where it did.
    pub stop: Option<Stop>,
}

/// The end of a run's logic, apart from its wording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    pub reason: Reason,
    pub at: Option<StepId>,
}

impl PlanGraph {
    pub fn of(plan: Option<&Plan>, limits: Limits, terminator: Option<&Terminator>) -> Self {
        let steps = plan.map(|plan| plan.steps.clone()).unwrap_or_default();
        Self { steps, limits, stop: terminator.map(|terminator| Stop { reason: terminator.reason, at: terminator.step }) }
    }

    /// Whether there is a one-to-one mapping of the steps under which questions, dependencies, order and terminators are equal.
    pub fn is_equivalent(&self, other: &Self) -> bool {
        self.limits == other.limits && self.asked() == other.asked() && self.stopped() == other.stopped()
    }

    /// What the steps ask, whatever their numbers.
    fn asked(&self) -> Vec<String> {
        let mut labels = labels(&self.steps);
        labels.sort_unstable();
        labels
    }

    /// Why it stopped, and the label of the step at which it did.
    fn stopped(&self) -> Option<(Reason, Option<String>)> {
        let stop = self.stop?;
        let label_of = |id: StepId| labels(&self.steps).into_iter().nth(id.position() - 1);
        Some((stop.reason, stop.at.and_then(label_of)))
    }
}

#[cfg(test)]
mod tests {
    use genesis_lag::{Draft, DraftStep, Rules};

    use super::*;

    fn plan(steps: &[&str]) -> Plan {
        let steps = steps.iter().map(|question| DraftStep::lookup(*question)).collect();
        Plan::check("Q?", Draft { steps }, Rules::default()).unwrap()
    }

    fn graph(steps: &[&str]) -> PlanGraph {
        PlanGraph::of(Some(&plan(steps)), Limits::default(), None)
    }

    #[test]
    fn plans_are_compared_by_what_they_ask_and_not_by_numbers() {
        let chain = ["Which one?", "Who led #1?", "When was #2 born?"];
        for (one, two, expected) in [
            (&chain[..], &chain[..], true),
            (&["A?", "B?", "Is #1 in #2?"], &["B?", "A?", "Is #2 in #1?"], true),
            (&["A?", "B?", "Is #1 in #2?"], &["A?", "B?", "Is #2 in #1?"], false),
            (&["A?", "B?", "Is #1 in #2?"], &["A?", "Is #1 in #1?", "B?"], false),
            (&["A?", "B?", "C #1?", "D #2?", "E #3 #4?"], &["B?", "A?", "D #1?", "C #2?", "E #4 #3?"], true),
            (&["A?", "B?", "C #1?", "D #2?", "E #3 #4?"], &["B?", "A?", "D #2?", "C #1?", "E #4 #3?"], false),
            (&chain, &chain[..2], false),
            (&["A?"], &["B?"], false),
        ] {
            assert_eq!(graph(one).is_equivalent(&graph(two)), expected, "{one:?} {two:?}");
        }
    }

    #[test]
    fn what_stops_a_plan_is_part_of_it() {
        let stopped = |steps: &[&str], reason, at: Option<usize>| {
            let terminator = Terminator { reason, step: at.map(StepId::new), detail: String::new() };
            PlanGraph::of(Some(&plan(steps)), Limits::default(), Some(&terminator))
        };
        let one = stopped(&["A?", "B?", "#1 #2?"], Reason::Unanswerable, Some(1));
        assert!(one.is_equivalent(&stopped(&["B?", "A?", "#2 #1?"], Reason::Unanswerable, Some(2))));
        assert!(!one.is_equivalent(&stopped(&["B?", "A?", "#2 #1?"], Reason::Unanswerable, Some(1))));
        assert!(!one.is_equivalent(&stopped(&["A?", "B?", "#1 #2?"], Reason::Contradiction, Some(1))));
        assert!(!one.is_equivalent(&graph(&["A?", "B?", "#1 #2?"])));
        let deeper = Limits { max_depth: 4, ..Limits::default() };
        assert!(!PlanGraph::of(None, deeper, None).is_equivalent(&PlanGraph::of(None, Limits::default(), None)));
    }
}
