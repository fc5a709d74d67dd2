use std::collections::BTreeSet;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{CONFIDENCE, Plan, Rules, SATURATION, Step, TOP_K, placeholder};

impl Plan {
    /// SHA-256 in hexadecimal of all that makes this plan what it is: question, steps, dependencies, terminators, limits and
    /// seed; no id, no time, nothing drawn, and not how its steps are numbered. Equal plans have equal signatures in every run.
    pub fn signature(&self) -> String {
        let terminators = (CONFIDENCE, TOP_K, SATURATION);
        let Rules { limits, load, seed } = self.rules;
        let mut steps = labels(&self.steps);
        steps.sort_unstable();
        hash(&(&self.question, steps, limits, load, terminators, seed))
    }
}

/// A label for each step of a plan, in plan order: a hash of what it asks, with the labels of its premises in place of their
/// numbers. Two plans are one graph where they have the same labels, however their steps are numbered: steps match where their
/// labels are equal, and ask the same of the answers of matching steps. A checked plan has no two steps that ask the same of the
/// same, so labels differ within a plan.
pub fn labels(steps: &[Step]) -> Vec<String> {
    let mut labels = Vec::with_capacity(steps.len());
    for step in steps {
        let label = label(step, &labels);
        labels.push(label);
    }
    labels
}

fn label(step: &Step, earlier: &[String]) -> String {
    let label_of = |number: usize| number.checked_sub(1).and_then(|at| earlier.get(at));
    let question = placeholder::replace(&step.question, |number| label_of(number).map(|label| format!("#{label}#")));
    let premises: BTreeSet<_> = step.depends_on.iter().filter_map(|id| label_of(id.position())).collect();
    hash(&(question, step.kind, premises, step.asked))
}

fn hash(content: &impl Serialize) -> String {
    let canonical = serde_json::to_vec(content).expect("texts and finite numbers always serialise");
    Sha256::digest(canonical).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Draft, DraftStep, Limits, LoadSettings, StepKind};

    fn plan(question: &str, steps: &[&str], rules: Rules) -> Plan {
        Plan::check(question, Draft { steps: steps.iter().map(|step| DraftStep::lookup(*step)).collect() }, rules).unwrap()
    }

    #[test]
    fn a_signature_changes_with_every_part_of_the_content() {
        let rules = Rules::default();
        let plans = [
            plan("Q?", &["A?", "#1?"], rules),
            plan("R?", &["A?", "#1?"], rules),
            plan("Q?", &["B?", "#1?"], rules),
            plan("Q?", &["A?"], rules),
            plan("Q?", &["A?", "#1?"], Rules { seed: 1, ..rules }),
            plan("Q?", &["A?", "#1?"], Rules { limits: Limits { max_depth: 4, ..rules.limits }, ..rules }),
            plan("Q?", &["A?", "#1?"], Rules { limits: Limits { max_tokens: 4, ..rules.limits }, ..rules }),
            plan("Q?", &["A?", "#1?"], Rules { load: LoadSettings { threshold: 0.6, ..rules.load }, ..rules }),
        ];
        let signatures: BTreeSet<String> = plans.iter().map(Plan::signature).collect();
        assert_eq!(signatures.len(), plans.len());
        assert!(signatures.iter().all(|signature| signature.len() == 64));
    }

    #[test]
    fn numbers_do_not_make_a_plan_another() {
        let rules = Rules::default();
        let one = plan("Q?", &["Who built Ur?", "Who built Rome?", "Who was older, #1 or #2?"], rules);
        let other = plan("Q?", &["Who built Rome?", "Who built Ur?", "Who was older, #2 or #1?"], rules);
        assert_ne!(one.steps, other.steps);
        assert_eq!(one.signature(), other.signature());
        let turned = plan("Q?", &["Who built Rome?", "Who built Ur?", "Who was older, #1 or #2?"], rules);
        assert_ne!(one.signature(), turned.signature());
    }

    /// Graphs of a few steps whose names repeat, so that many differ in their edges alone.
    fn graphs() -> impl Strategy<Value = Plan> {
        let node = ("[ab]", any::<u8>());
        prop::collection::vec(node, 1..6).prop_map(|nodes| {
            let steps = nodes.iter().enumerate().map(|(at, (name, edges))| DraftStep {
                question: format!("{name} thing?"),
                depends_on: (1..=at).filter(|premise| edges >> premise & 1 == 1).collect(),
                asked: true,
                ..DraftStep::default()
            });
            Plan::check("Q?", Draft { steps: steps.collect() }, Rules::default()).unwrap()
        })
    }

    /// Tries every matching of steps.
    fn matches(one: &Plan, other: &Plan, matched: &mut Vec<usize>) -> bool {
        let Some(step) = one.steps.get(matched.len()) else { return true };
        (0..other.steps.len()).any(|at| {
            let candidate = &other.steps[at];
            let mapped: BTreeSet<usize> = step.depends_on.iter().map(|id| matched[id.position() - 1] + 1).collect();
            let premises: BTreeSet<usize> = candidate.depends_on.iter().map(|id| id.position()).collect();
            let fits = !matched.contains(&at) && candidate.question == step.question && mapped == premises && candidate.asked == step.asked;
            if !fits {
                return false;
            }
            matched.push(at);
            let found = matches(one, other, matched);
            matched.truncate(matched.len() - usize::from(!found));
            found
        })
    }

    proptest! {
        #[test]
        fn equal_content_has_an_equal_signature(question in "\\PC{1,40}", step in "[a-z]{1,20}", seed: u64) {
            let one = plan(&question, &[&step], Rules { seed, ..Rules::default() });
            let stored: Plan = serde_json::from_str(&serde_json::to_string(&one).unwrap()).unwrap();
            prop_assert_eq!(one.signature(), stored.signature());
        }

        #[test]
        fn plans_are_the_same_where_a_matching_exists(one in graphs(), other in graphs()) {
            let isomorphic = one.steps.len() == other.steps.len() && matches(&one, &other, &mut Vec::new());
            prop_assert_eq!(one.signature() == other.signature(), isomorphic);
        }

        #[test]
        fn a_plan_is_the_same_in_any_order_of_its_steps(one in graphs(), turn in 0usize..6) {
            let count = one.steps.len();
            let place = |position: usize| (position - 1 + turn) % count + 1;
            let mut steps = vec![DraftStep::default(); count];
            for (at, step) in one.draft().steps.into_iter().enumerate() {
                let depends_on = step.depends_on.iter().map(|premise| place(*premise)).collect();
                steps[place(at + 1) - 1] = DraftStep { depends_on, kind: StepKind::Lookup, ..step };
            }
            let other = Plan::check("Q?", Draft { steps }, Rules::default()).unwrap();
            prop_assert_eq!(one.signature(), other.signature());
        }
    }
}
