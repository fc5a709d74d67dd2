use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Draft, DraftStep, Limits, Plan, PlanError, Repair, Rules, Step, StepId, StepKind, cognitive_load, order::basics_first,
    paraphrase::gist, placeholder, plan_error::LONGEST_STEP,
};

/// The most steps that can be numbered, whatever the limits say.
const MOST_STEPS: u32 = 255;

impl Plan {
    /// Makes a plan of a draft, whoever drafted it: dependencies follow from the placeholders and from what the draft names
    /// besides, basics come first, and a sub-question that is asked twice, to the letter or in other words, is asked once for
    /// all that either was asked for. The draft's order is kept where dependencies and the steps' nature allow it.
    ///
    /// A plan may exceed the limits of its run, which then stops where they are reached, but not those of any run.
    pub fn check(question: &str, draft: Draft, rules: Rules) -> Result<Plan, PlanError> {
        let drafted = draft.steps;
        let proposed = drafted.len();
        if drafted.is_empty() {
            return Err(PlanError::Empty);
        }
        let premises = drafted.iter().zip(1..).map(|(step, position)| premises_of(step, position, proposed));
        let premises = premises.collect::<Result<Vec<_>, _>>()?;
        let order = basics_first(&drafted, &premises)?;
        let (distinct, repairs) = renumbered(with_last_asked(drafted, &premises), &premises, &order);
        let limit = rules.limits.max_steps.max(Limits::HIGHEST.max_steps).min(MOST_STEPS);
        if distinct.len() > limit as usize {
            return Err(PlanError::TooManySteps { steps: distinct.len(), limit });
        }
        let load = cognitive_load(question, proposed, &rules.load, 0);
        let plan = Plan { question: question.to_owned(), load, rules, steps: in_waves(distinct), repairs };
        match rules.limits.max_depth.max(Limits::HIGHEST.max_depth) {
            limit if plan.depth() > limit => Err(PlanError::TooDeep { depth: plan.depth(), limit }),
            _ => Ok(plan),
        }
    }
}

impl Plan {
    /// The plan where a Planner's draft is none: the question as its own only step, with why.
    pub fn of_whole(question: &str, spelled_out: &str, rules: Rules, refused: &PlanError) -> Plan {
        let refused = Repair::Refused { reason: refused.to_string() };
        let load = cognitive_load(question, 1, &rules.load, 0);
        let steps = in_waves(Draft::whole(spelled_out).steps);
        Plan { question: question.to_owned(), load, rules, steps, repairs: vec![refused] }
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
    let premises: BTreeSet<usize> = placeholder::numbers(&step.question).chain(step.depends_on.iter().copied()).collect();
    if let Some(number) = premises.iter().copied().find(|number| !(1..=count).contains(number)) {
        return Err(PlanError::NoSuchStep { position, number });
    }
    if step.kind == StepKind::Compare && premises.is_empty() {
        return Err(PlanError::NothingToCompare { position });
    }
    Ok(premises)
}

/// Where nothing builds on the last step of a draft, its answer is what the question asks for, wherever it comes to stand.
fn with_last_asked(mut drafted: Vec<DraftStep>, premises: &[BTreeSet<usize>]) -> Vec<DraftStep> {
    let count = drafted.len();
    if let Some(last) = drafted.last_mut().filter(|_| premises.iter().all(|set| !set.contains(&count))) {
        last.asked = true;
    }
    drafted
}

/// What a step is known by: what it asks, how, and after which others.
type Identity = (String, StepKind, BTreeSet<usize>);

/// The drafted steps in plan order with their placeholders following; those that ask the same once.
fn renumbered(drafted: Vec<DraftStep>, premises: &[BTreeSet<usize>], order: &[usize]) -> (Vec<DraftStep>, Vec<Repair>) {
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let (mut distinct, mut repairs) = (Vec::<DraftStep>::new(), Vec::new());
    let mut known: BTreeMap<Identity, usize> = BTreeMap::new();
    for position in order {
        let step = &drafted[position - 1];
        let question = placeholder::replace(step.question.trim(), |number| numbers.get(&number).map(|number| format!("#{number}")));
        let depends_on: BTreeSet<usize> = premises[position - 1].iter().map(|premise| numbers[premise]).collect();
        let asks = match step.kind {
            StepKind::Lookup => gist(&question).unwrap_or_else(|| question.clone()),
            StepKind::Compare => question.clone(),
        };
        let number = *known.entry((asks, step.kind, depends_on.clone())).or_insert(distinct.len() + 1);
        if number > distinct.len() {
            distinct.push(DraftStep { question, depends_on, ..step.clone() });
        } else {
            let same = &mut distinct[number - 1];
            same.asked |= step.asked;
            repairs.push(repair(question, &same.question, StepId::new(number)));
        }
        numbers.insert(*position, number);
    }
    (distinct, repairs)
}

fn repair(question: String, same: &str, step: StepId) -> Repair {
    if question == same { Repair::Duplicate { question, step } } else { Repair::Paraphrase { question, step } }
}

fn in_waves(drafted: Vec<DraftStep>) -> Vec<Step> {
    let last = drafted.len();
    let mut steps: Vec<Step> = Vec::with_capacity(last);
    for DraftStep { question, kind, asked, depends_on, level } in drafted {
        let wave = 1 + depends_on.iter().map(|number| steps[number - 1].wave).max().unwrap_or(0);
        let depends_on = depends_on.into_iter().map(StepId::new).collect();
        let asked = asked || steps.len() + 1 == last;
        steps.push(Step { id: StepId::new(steps.len() + 1), question, kind, depends_on, wave, asked, level });
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
            Some(question) => DraftStep { question: question.into(), kind: StepKind::Compare, ..DraftStep::default() },
            None => DraftStep::lookup(*text),
        };
        Draft { steps: steps.iter().map(step).collect() }
    }

    fn check(steps: &[&str]) -> Result<Plan, PlanError> {
        Plan::check("A question?", draft(steps), Rules::default())
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
    fn what_no_run_may_ask_ends_with_its_reason() {
        let many: Vec<String> = (0..13).map(|n| format!("Question {n}?")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let terminator = check(&many).unwrap_err().terminator().unwrap();
        assert_eq!(terminator.reason, Reason::StepLimit);
        assert_eq!(terminator.detail, "The question needs 13 sub-questions, and 12 are allowed.");
        assert!(check(&many[..12]).is_ok());
        let deep = ["A?", "#1?", "#2??", "#3???", "#4????", "#5?????"];
        assert_eq!(check(&deep).unwrap_err().terminator().unwrap().reason, Reason::DepthLimit);
        assert!(check(&deep[..5]).is_ok());
    }

    #[test]
    fn a_step_may_depend_on_more_than_its_placeholders_name() {
        let after = |question: &str, depends_on: &[usize]| DraftStep {
            depends_on: depends_on.iter().copied().collect(),
            ..DraftStep::lookup(question)
        };
        let plan =
            Plan::check("Q?", Draft { steps: vec![after("Who won?", &[3]), after("A?", &[]), after("B of #2?", &[])] }, Rules::default());
        let plan = plan.unwrap();
        let found: Vec<String> = plan.steps.iter().map(|step| format!("{} {} {:?}", step.wave, step.question, step.depends_on)).collect();
        assert_eq!(found, ["1 A? []", "2 B of #1? [StepId(1)]", "3 Who won? [StepId(2)]"]);
        let circular = Draft { steps: vec![after("Who won?", &[2]), after("A of #1?", &[])] };
        assert_eq!(Plan::check("Q?", circular, Rules::default()), Err(PlanError::Circular { position: 1 }));
        let dangling = Draft { steps: vec![after("Who won?", &[7])] };
        assert_eq!(Plan::check("Q?", dangling, Rules::default()), Err(PlanError::NoSuchStep { position: 1, number: 7 }));
    }

    #[test]
    fn what_was_put_right_is_told() {
        let plan = check(&["Who founded Tesla?", "Who is the founder of Tesla?", "Who founded Tesla?", "Where was #2 born?"]).unwrap();
        assert_eq!(plan.steps.iter().map(|step| step.question.as_str()).collect::<Vec<_>>(), ["Who founded Tesla?", "Where was #1 born?"]);
        let (question, step) = ("Who is the founder of Tesla?".to_owned(), StepId::new(1));
        assert_eq!(
            plan.repairs,
            [Repair::Paraphrase { question, step }, Repair::Duplicate { question: "Who founded Tesla?".to_owned(), step }]
        );
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
            let plan = Plan::check("A question?", draft, Rules::default()).unwrap();
            assert_eq!(plan.steps.iter().map(|step| step.asked).collect::<Vec<_>>(), asked);
        }
    }

    fn drafts() -> impl Strategy<Value = Draft> {
        let question = prop_oneof!["[a-c]{0,2}( ?#[0-9]{1,2}){0,2}", "\\PC{0,30}"];
        let besides = prop::collection::btree_set(0usize..14, 0..2);
        let step = (question, any::<bool>(), any::<bool>(), besides).prop_map(|(question, compare, asked, depends_on)| DraftStep {
            question,
            kind: if compare { StepKind::Compare } else { StepKind::Lookup },
            asked,
            depends_on,
            level: 0,
        });
        prop::collection::vec(step, 0..16).prop_map(|steps| Draft { steps })
    }

    /// Drafts that refer to earlier and later steps alike, but only in one direction of a hidden order.
    fn sound_drafts() -> impl Strategy<Value = Draft> {
        (prop::collection::vec((any::<u16>(), "[a-c]"), 1..12), any::<u64>()).prop_map(|(nodes, rotation)| {
            let count = nodes.len();
            let place = |rank: usize| (rank + rotation as usize % count) % count;
            let mut steps = vec![DraftStep::default(); count];
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
            let limits = Limits { max_depth, max_steps, ..Limits::default() };
            match Plan::check("Q?", draft, Rules { limits, ..Rules::default() }) {
                Ok(plan) => {
                    is_sound(&plan)?;
                    prop_assert!(plan.steps.len() <= max_steps.max(12) as usize && plan.depth() <= 5);
                }
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
        }

        #[test]
        fn a_draft_without_cycles_is_a_plan(draft in sound_drafts()) {
            let count = draft.steps.len();
            let rules = Rules { limits: Limits { max_depth: 99, max_steps: 99, ..Limits::default() }, ..Rules::default() };
            let plan = Plan::check("Q?", draft, rules).unwrap();
            is_sound(&plan)?;
            prop_assert_eq!(plan.steps.len(), count);
            let again = Plan::check("Q?", plan.draft(), rules).unwrap();
            prop_assert_eq!(again, plan);
        }
    }
}
