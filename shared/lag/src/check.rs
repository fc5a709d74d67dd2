use std::collections::{BTreeMap, BTreeSet};

use crate::{Draft, DraftStep, Limits, Plan, PlanError, Step, StepId, StepKind, cognitive_load, placeholder, plan_error::LONGEST_STEP};

/// The most steps that can be numbered, whatever the limits say.
const MOST_STEPS: u32 = 255;

impl Plan {
    /// Makes a plan of a draft: dependencies follow from the placeholders, basics come first, and a sub-question that
    /// is asked twice is asked once, for all that either was asked for. The draft's order is kept where dependencies allow it.
    pub fn check(question: &str, draft: Draft, limits: Limits, seed: u64) -> Result<Plan, PlanError> {
        let drafted = draft.steps;
        let proposed = drafted.len();
        if drafted.is_empty() {
            return Err(PlanError::Empty);
        }
        let premises = drafted.iter().zip(1..).map(|(step, position)| premises_of(step, position, drafted.len()));
        let order = basics_first(&premises.collect::<Result<Vec<_>, _>>()?)?;
        let distinct = renumbered(&drafted, &order);
        let limit = limits.max_steps.min(MOST_STEPS);
        if distinct.len() > limit as usize {
            return Err(PlanError::TooManySteps { steps: distinct.len(), limit });
        }
        let steps = in_waves(distinct);
        let plan = Plan { question: question.to_owned(), load: cognitive_load(question, proposed), limits, seed, steps };
        match plan.depth() {
            depth if depth > limits.max_depth => Err(PlanError::TooDeep { depth, limit: limits.max_depth }),
            _ => Ok(plan),
        }
    }
}

/// The positions a drafted step depends on.
fn premises_of(step: &DraftStep, position: usize, count: usize) -> Result<BTreeSet<usize>, PlanError> {
    if step.question.trim().is_empty() {
        return Err(PlanError::EmptyStep { position });
    }
    if step.question.chars().count() > LONGEST_STEP {
        return Err(PlanError::StepTooLong { position });
    }
    let premises: BTreeSet<usize> = placeholder::numbers(&step.question).collect();
    if let Some(number) = premises.iter().copied().find(|number| !(1..=count).contains(number)) {
        return Err(PlanError::NoSuchStep { position, number });
    }
    if step.kind == StepKind::Compare && premises.is_empty() {
        return Err(PlanError::NothingToCompare { position });
    }
    Ok(premises)
}

/// The positions in an order in which each stands after its premises; of those that could come next, the first drafted does.
fn basics_first(premises: &[BTreeSet<usize>]) -> Result<Vec<usize>, PlanError> {
    let mut waiting: BTreeMap<usize, usize> = premises.iter().enumerate().map(|(at, set)| (at + 1, set.len())).collect();
    let mut dependents: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, set) in premises.iter().enumerate() {
        for premise in set {
            dependents.entry(*premise).or_default().push(at + 1);
        }
    }
    let mut ready: BTreeSet<usize> = waiting.iter().filter(|(_, open)| **open == 0).map(|(position, _)| *position).collect();
    let mut order = Vec::with_capacity(premises.len());
    while let Some(next) = ready.pop_first() {
        order.push(next);
        waiting.remove(&next);
        for dependent in dependents.remove(&next).unwrap_or_default() {
            let open = waiting.get_mut(&dependent).expect("a dependent waits until its last premise is placed");
            *open -= 1;
            if *open == 0 {
                ready.insert(dependent);
            }
        }
    }
    match waiting.first_key_value() {
        Some((position, _)) => Err(PlanError::Circular { position: *position }),
        None => Ok(order),
    }
}

/// The drafted steps in plan order with their placeholders following; equal ones once.
fn renumbered(steps: &[DraftStep], order: &[usize]) -> Vec<DraftStep> {
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let mut distinct: Vec<DraftStep> = Vec::new();
    let mut known: BTreeMap<(String, StepKind), usize> = BTreeMap::new();
    for position in order {
        let step = &steps[position - 1];
        let question = placeholder::replace(step.question.trim(), |number| numbers.get(&number).map(|number| format!("#{number}")));
        let number = *known.entry((question, step.kind)).or_insert_with_key(|(question, kind)| {
            distinct.push(DraftStep { question: question.clone(), kind: *kind, asked: false });
            distinct.len()
        });
        distinct[number - 1].asked |= step.asked;
        numbers.insert(*position, number);
    }
    distinct
}

fn in_waves(drafted: Vec<DraftStep>) -> Vec<Step> {
    let last = drafted.len();
    let mut steps: Vec<Step> = Vec::with_capacity(last);
    for DraftStep { question, kind, asked } in drafted {
        let premises: BTreeSet<usize> = placeholder::numbers(&question).collect();
        let wave = 1 + premises.iter().map(|number| steps[number - 1].wave).max().unwrap_or(0);
        let depends_on = premises.into_iter().map(StepId::new).collect();
        steps.push(Step { id: StepId::new(steps.len() + 1), question, kind, depends_on, wave, asked: asked || steps.len() + 1 == last });
    }
    steps
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Reason;

    fn draft(steps: &[&str]) -> Draft {
        let step = |text: &&str| match text.strip_prefix('=') {
            Some(question) => DraftStep { question: question.into(), kind: StepKind::Compare, asked: false },
            None => DraftStep { question: (*text).into(), kind: StepKind::Lookup, asked: false },
        };
        Draft { steps: steps.iter().map(step).collect() }
    }

    fn check(steps: &[&str]) -> Result<Plan, PlanError> {
        Plan::check("A question?", draft(steps), Limits::default(), 42)
    }

    #[test]
    fn drafts_become_plans_with_the_basics_first() {
        for (steps, expected) in [
            (&["Who?", "Where is #1?"][..], &["s1 w1 Who? []", "s2 w2 Where is #1? [s1]"][..]),
            (&[" Where is #2? ", "Who?"], &["s1 w1 Who? []", "s2 w2 Where is #1? [s1]"]),
            (&["=Is #2 or #3 older?", "A?", "B?"], &["s1 w1 A? []", "s2 w1 B? []", "s3 w2 Is #1 or #2 older? [s1,s2]"]),
            (&["A?", "B?", "A?", "Of #3 and #1?"], &["s1 w1 A? []", "s2 w1 B? []", "s3 w2 Of #1 and #1? [s1]"]),
            (&["A?", "A?", "B of #1?", "B of #2?", "=#3 #4?"], &["s1 w1 A? []", "s2 w2 B of #1? [s1]", "s3 w3 #2 #2? [s2]"]),
            (
                &["A?", "B of #1?", "C?", "D of #2, #3?"],
                &["s1 w1 A? []", "s2 w2 B of #1? [s1]", "s3 w1 C? []", "s4 w3 D of #2, #3? [s2,s3]"],
            ),
        ] {
            let plan = check(steps).unwrap();
            let ids = |step: &Step| step.depends_on.iter().map(StepId::to_string).collect::<Vec<_>>().join(",");
            let found: Vec<String> = plan.steps.iter().map(|s| format!("{} w{} {} [{}]", s.id, s.wave, s.question, ids(s))).collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn what_is_no_plan_is_refused() {
        let long = "x".repeat(LONGEST_STEP + 1);
        for (steps, error) in [
            (&[][..], PlanError::Empty),
            (&["A?", "  "], PlanError::EmptyStep { position: 2 }),
            (&[long.as_str()], PlanError::StepTooLong { position: 1 }),
            (&["A?", "Of #3?"], PlanError::NoSuchStep { position: 2, number: 3 }),
            (&["Of #0?"], PlanError::NoSuchStep { position: 1, number: 0 }),
            (&["A?", "Of #2?"], PlanError::Circular { position: 2 }),
            (&["Of #2?", "Of #3?", "Of #1?"], PlanError::Circular { position: 1 }),
            (&["A?", "=Which is older?"], PlanError::NothingToCompare { position: 2 }),
        ] {
            assert_eq!(error.terminator(), None);
            assert_eq!(check(steps), Err(error));
        }
    }

    #[test]
    fn limits_end_a_run_with_their_reason() {
        let many: Vec<String> = (0..11).map(|n| format!("Question {n}?")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let terminator = check(&many).unwrap_err().terminator().unwrap();
        assert_eq!(terminator.reason, Reason::StepLimit);
        assert_eq!(terminator.detail, "The question needs 11 sub-questions, and 10 are allowed.");
        let deep = ["A?", "#1?", "#2??", "#3???", "#4????", "#5?????"];
        assert_eq!(check(&deep).unwrap_err().terminator().unwrap().reason, Reason::DepthLimit);
        assert!(check(&deep[..5]).is_ok());
    }

    #[test]
    fn repeated_questions_do_not_count_against_the_limit() {
        assert_eq!(check(&["A?"; 400]).unwrap().steps.len(), 1);
    }

    #[test]
    fn the_last_step_and_all_that_were_asked_for_are_asked() {
        for (steps, asked) in [
            (&[("A?", false), ("B of #1?", false)][..], &[false, true][..]),
            (&[("A?", true), ("B of #1?", false)], &[true, true]),
            (&[("B of #2?", true), ("A?", false)], &[false, true]),
            (&[("A?", false), ("B?", false), ("A?", true), ("C of #3, #2?", false)], &[true, false, true]),
        ] {
            let mut draft = draft(&steps.iter().map(|(question, _)| *question).collect::<Vec<_>>());
            for (step, (_, asked)) in draft.steps.iter_mut().zip(steps) {
                step.asked = *asked;
            }
            let plan = Plan::check("A question?", draft, Limits::default(), 42).unwrap();
            assert_eq!(plan.steps.iter().map(|step| step.asked).collect::<Vec<_>>(), asked);
        }
    }

    fn drafts() -> impl Strategy<Value = Draft> {
        let question = "[a-c]{0,2}( ?#[0-9]{1,2}){0,2}";
        let step = (question, any::<bool>(), any::<bool>()).prop_map(|(question, compare, asked)| DraftStep {
            question,
            kind: if compare { StepKind::Compare } else { StepKind::Lookup },
            asked,
        });
        prop::collection::vec(step, 0..12).prop_map(|steps| Draft { steps })
    }

    /// Drafts that refer to earlier and later steps alike, but only in one direction of a hidden order.
    fn sound_drafts() -> impl Strategy<Value = Draft> {
        (prop::collection::vec((any::<u16>(), "[a-c]"), 1..12), any::<u64>()).prop_map(|(nodes, rotation)| {
            let count = nodes.len();
            let place = |rank: usize| (rank + rotation as usize % count) % count;
            let mut steps = vec![DraftStep { question: String::new(), kind: StepKind::Lookup, asked: false }; count];
            for (rank, (edges, name)) in nodes.iter().enumerate() {
                let premises = (0..rank).filter(|earlier| edges >> earlier & 1 == 1).map(|earlier| format!(" #{}", place(earlier) + 1));
                steps[place(rank)].question = format!("{name}{rank}{}", premises.collect::<String>());
            }
            Draft { steps }
        })
    }

    fn is_sound(plan: &Plan) -> Result<(), TestCaseError> {
        for (at, step) in plan.steps.iter().enumerate() {
            prop_assert_eq!(step.id.position(), at + 1);
            let latest = step.depends_on.iter().map(|id| plan.step(*id).unwrap().wave).max().unwrap_or(0);
            prop_assert_eq!(step.wave, latest + 1);
            prop_assert!(step.depends_on.iter().all(|id| *id < step.id) && step.depends_on.is_sorted());
        }
        prop_assert!(plan.last().asked);
        let in_waves: usize = (1..=plan.wave_count()).map(|wave| plan.wave(wave).count()).sum();
        prop_assert_eq!(in_waves, plan.steps.len());
        Ok(())
    }

    proptest! {
        #[test]
        fn any_draft_is_a_sound_plan_or_an_error(draft in drafts(), max_depth in 0u32..6, max_steps in 0u32..300) {
            let limits = Limits { max_depth, max_steps, max_seconds: 300 };
            match Plan::check("Q?", draft, limits, 1) {
                Ok(plan) => {
                    is_sound(&plan)?;
                    prop_assert!(plan.steps.len() <= max_steps as usize && plan.depth() <= max_depth);
                }
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
        }

        #[test]
        fn a_draft_without_cycles_is_a_plan(draft in sound_drafts()) {
            let count = draft.steps.len();
            let limits = Limits { max_depth: 99, max_steps: 99, max_seconds: 300 };
            let plan = Plan::check("Q?", draft, limits, 1).unwrap();
            is_sound(&plan)?;
            prop_assert_eq!(plan.steps.len(), count);
            let again = Plan::check("Q?", Draft { steps: plan.steps.iter().map(|step| DraftStep { question: step.question.clone(), kind: step.kind, asked: step.asked }).collect() }, limits, 1).unwrap();
            prop_assert_eq!(again, plan);
        }
    }
}
