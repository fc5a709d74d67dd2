use std::{cell::RefCell, collections::BTreeMap};

use genesis_lag::{Limits, Plan, StepKind, Terminator};
use serde::{Deserialize, Serialize};

/// A plan as the graph it is, with what may stop it. How its steps are numbered is no part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanGraph {
    /// Each stands after all it depends on. None where planning itself ended the run.
    pub steps: Vec<PlanNode>,
    pub limits: Limits,
    /// Why the run stopped, where it did.
    pub stop: Option<Stop>,
}

/// A sub-question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanNode {
    /// With `#` in the place of each earlier answer.
    pub question: String,
    pub kind: StepKind,
    pub asked: bool,
    /// The wave it is answered in, from 1.
    pub wave: u32,
    /// The places, from 0, of the steps whose answers it needs, in the order in which it names them.
    pub premises: Vec<usize>,
}

/// The end of a run's logic, apart from its wording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    pub reason: String,
    /// The place of the step, from 0, where there is one.
    pub at: Option<usize>,
}

impl PlanGraph {
    pub fn of(plan: Option<&Plan>, limits: Limits, terminator: Option<&Terminator>) -> Self {
        let steps = plan.map_or(&[][..], |plan| &plan.steps);
        let nodes = steps.iter().map(|step| {
            let premises = RefCell::new(Vec::new());
            let question = step.resolve(|id| {
                premises.borrow_mut().push(id.position() - 1);
                Some("#".to_owned())
            });
            PlanNode { question, kind: step.kind, asked: step.asked, wave: step.wave, premises: premises.into_inner() }
        });
        let stop = |terminator: &Terminator| Stop {
            reason: terminator.reason.as_str().to_owned(),
            at: terminator.step.map(|step| step.position() - 1),
        };
        Self { steps: nodes.collect(), limits, stop: terminator.map(stop) }
    }

    /// Whether there is a one-to-one mapping of the steps under which questions, dependencies, waves and terminators are equal.
    pub fn is_equivalent(&self, other: &Self) -> bool {
        self.steps.len() == other.steps.len()
            && self.limits == other.limits
            && self.unfolded() == other.unfolded()
            && self.maps_onto(other, &mut Vec::new())
    }

    /// Extends a mapping of the first steps to all. Premises come first, so that each step's are mapped before it.
    fn maps_onto(&self, other: &Self, mapped: &mut Vec<usize>) -> bool {
        let Some(step) = self.steps.get(mapped.len()) else { return self.stops_like(other, mapped) };
        let premises: Option<Vec<usize>> = step.premises.iter().map(|premise| mapped.get(*premise).copied()).collect();
        (0..other.steps.len()).any(|at| {
            let two = &other.steps[at];
            if mapped.contains(&at) || !step.asks_like(two) || premises.as_ref() != Some(&two.premises) {
                return false;
            }
            mapped.push(at);
            let fits = self.maps_onto(other, mapped);
            mapped.pop();
            fits
        })
    }

    fn stops_like(&self, other: &Self, mapped: &[usize]) -> bool {
        match (&self.stop, &other.stop) {
            (Some(one), Some(two)) => one.reason == two.reason && one.at.and_then(|at| mapped.get(at)) == two.at.as_ref(),
            (one, two) => one == two,
        }
    }

    /// How often each step occurs, its premises written out: equal graphs have equal counts, and few others do.
    fn unfolded(&self) -> BTreeMap<u64, usize> {
        let (mut codes, mut counts) = (Vec::<u64>::new(), BTreeMap::new());
        for step in &self.steps {
            let premises: Vec<u64> = step.premises.iter().filter_map(|premise| codes.get(*premise).copied()).collect();
            let code = hash(&(&step.question, step.kind, step.asked, step.wave, premises));
            *counts.entry(code).or_insert(0) += 1;
            codes.push(code);
        }
        counts
    }
}

impl PlanNode {
    fn asks_like(&self, other: &Self) -> bool {
        (&self.question, self.kind, self.asked, self.wave) == (&other.question, other.kind, other.asked, other.wave)
    }
}

fn hash(step: &impl Serialize) -> u64 {
    use sha2::{Digest, Sha256};
    let canonical = serde_json::to_vec(step).expect("strings and numbers always serialise");
    let digest: [u8; 32] = Sha256::digest(canonical).into();
    digest.iter().take(8).fold(0, |code, byte| code << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use genesis_lag::{Draft, DraftStep, Reason, Rules, StepId};
    use proptest::{prelude::*, sample::Index};

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
    fn steps_that_ask_the_same_are_told_apart_by_who_needs_them() {
        let node = |question: &str, wave, premises: &[usize]| PlanNode {
            question: question.into(),
            kind: StepKind::Lookup,
            asked: false,
            wave,
            premises: premises.to_vec(),
        };
        let graph = |c: usize| {
            let steps = vec![node("A", 1, &[]), node("A", 1, &[]), node("B #", 2, &[0]), node("C #", 2, &[c])];
            PlanGraph { steps, limits: Limits::default(), stop: None }
        };
        assert_eq!(graph(0).unfolded(), graph(1).unfolded());
        assert!(!graph(0).is_equivalent(&graph(1)));
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

    /// The same graph with its steps in another order in which premises come first.
    fn renumbered(graph: &PlanGraph, choices: &[Index]) -> PlanGraph {
        let mut order: Vec<usize> = Vec::new();
        for choice in choices.iter().take(graph.steps.len()) {
            let is_ready = |at: &usize| !order.contains(at) && graph.steps[*at].premises.iter().all(|premise| order.contains(premise));
            let ready: Vec<usize> = (0..graph.steps.len()).filter(is_ready).collect();
            order.push(ready[choice.index(ready.len())]);
        }
        let place = |at: usize| order.iter().position(|old| *old == at).unwrap();
        let moved = |at: &usize| {
            let step = &graph.steps[*at];
            PlanNode { premises: step.premises.iter().map(|premise| place(*premise)).collect(), ..step.clone() }
        };
        PlanGraph { steps: order.iter().map(moved).collect(), ..graph.clone() }
    }

    /// Up to nine steps with few questions between them, so that many are alike.
    fn any_graph() -> impl Strategy<Value = PlanGraph> {
        let step = (0..3_u8, prop::collection::vec(any::<Index>(), 0..3));
        prop::collection::vec(step, 1..9).prop_map(|drafted| {
            let mut steps: Vec<PlanNode> = Vec::new();
            for (question, premises) in drafted {
                let premises: Vec<usize> = premises.iter().filter(|_| !steps.is_empty()).map(|at| at.index(steps.len())).collect();
                let wave = premises.iter().map(|at| steps[*at].wave).max().unwrap_or(0) + 1;
                steps.push(PlanNode { question: question.to_string(), kind: StepKind::Lookup, asked: false, wave, premises });
            }
            PlanGraph { steps, limits: Limits::default(), stop: None }
        })
    }

    proptest! {
        #[test]
        fn another_numbering_is_the_same_plan(graph in any_graph(), choices in prop::collection::vec(any::<Index>(), 9)) {
            let other = renumbered(&graph, &choices);
            prop_assert!(graph.is_equivalent(&other) && other.is_equivalent(&graph));
        }

        #[test]
        fn a_step_that_asks_something_else_is_another_plan(graph in any_graph(), choices in prop::collection::vec(any::<Index>(), 9), which: Index) {
            let mut other = renumbered(&graph, &choices);
            let at = which.index(other.steps.len());
            other.steps[at].question.push('?');
            prop_assert!(!graph.is_equivalent(&other));
        }
    }
}
