use std::collections::{BTreeMap, BTreeSet};

use genesis_text::{fold, words};

use crate::{DraftStep, PlanError, StepKind};

/// How far a step stands from a plain fact: facts are asked first, then what analyses, then what compares (LAG, logical reorder).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Nature {
    Factual,
    Analytical,
    Comparative,
}

/// The positions in an order in which each stands after its premises. Of those that could come next, facts come before
/// analyses and analyses before comparisons, otherwise the first drafted.
pub(crate) fn basics_first(steps: &[DraftStep], premises: &[BTreeSet<usize>]) -> Result<Vec<usize>, PlanError> {
    let natures: Vec<Nature> = steps.iter().map(nature).collect();
    let placed = |position: usize| (natures[position - 1], position);
    let mut waiting: BTreeMap<usize, usize> = premises.iter().enumerate().map(|(at, set)| (at + 1, set.len())).collect();
    let mut dependents: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, set) in premises.iter().enumerate() {
        for premise in set {
            dependents.entry(*premise).or_default().push(at + 1);
        }
    }
    let mut ready: BTreeSet<_> = waiting.iter().filter(|(_, open)| **open == 0).map(|(position, _)| placed(*position)).collect();
    let mut order = Vec::with_capacity(premises.len());
    while let Some((_, next)) = ready.pop_first() {
        order.push(next);
        waiting.remove(&next);
        for dependent in dependents.remove(&next).unwrap_or_default() {
            let open = waiting.get_mut(&dependent).expect("a dependent waits until its last premise is placed");
            *open -= 1;
            if *open == 0 {
                ready.insert(placed(dependent));
            }
        }
    }
    match waiting.first_key_value() {
        Some((position, _)) => Err(PlanError::Circular { position: *position }),
        None => Ok(order),
    }
}

fn nature(step: &DraftStep) -> Nature {
    match step.kind {
        StepKind::Compare => Nature::Comparative,
        StepKind::Lookup if is_analytical(&step.question) => Nature::Analytical,
        StepKind::Lookup => Nature::Factual,
    }
}

/// `Why ...`, `How did ...`, `Explain ...`, `What is the difference between ...`.
fn is_analytical(question: &str) -> bool {
    let words: Vec<String> = words(question).map(|word| fold(word.text)).collect();
    let is = |at: usize, any_of: &[&str]| words.get(at).is_some_and(|word| any_of.contains(&word.as_str()));
    is(0, &["why", "explain", "analyse", "analyze", "compare", "contrast"])
        || (is(0, &["how"]) && is(1, &["did", "do", "does", "is", "are", "was", "were", "has", "have", "had", "can", "could"]))
        || (0..words.len()).any(|at| is(at, &["difference", "differences", "relationship", "similarities", "versus", "vs"]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_come_before_analyses_and_both_before_comparisons() {
        let step = |question: &str, kind| DraftStep { question: question.to_owned(), kind, ..DraftStep::default() };
        let steps = [
            step("Why did #2 fall?", StepKind::Lookup),
            step("Which empire ruled Ur?", StepKind::Lookup),
            step("Is #2 older than #5?", StepKind::Compare),
            step("How did Rome begin?", StepKind::Lookup),
            step("How old is Rome?", StepKind::Lookup),
            step("What is the difference between #2 and #5?", StepKind::Lookup),
        ];
        let premises = [&[2][..], &[], &[2, 5], &[], &[], &[2, 5]].map(|set| set.iter().copied().collect());
        assert_eq!(basics_first(&steps, &premises), Ok(vec![2, 5, 1, 4, 6, 3]));
    }
}
