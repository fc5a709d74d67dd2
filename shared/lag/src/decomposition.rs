use std::collections::BTreeSet;

use crate::{
    Draft, DraftStep, Plan, PlanError, Rules, StepKind,
    check::gist,
    cognitive_load,
    placeholder::{self, STAND_IN, stand_in},
};

/// The recursion of arXiv 2508.05509, section 3: a sub-question whose own load exceeds the threshold of its level is split again,
/// and what it was split into takes its place in the graph.
///
/// It ends: each answer of a planner either settles a sub-question or adds one, levels stay below the depth limit and steps
/// within the step limit. A split that breaks a limit, or is no plan, is not made, and the sub-question stays whole. So does one
/// that is read as a comparison only by itself: what a question compares is seen where it is whole.
#[derive(Debug)]
pub struct Decomposition<'a> {
    question: &'a str,
    rules: Rules,
    draft: Draft,
    /// For each step whether it stays as it is.
    settled: Vec<bool>,
}

/// A sub-question to be split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complex {
    position: usize,
    /// With a made-up name for each earlier answer, since a planner numbers its own.
    pub question: String,
}

impl<'a> Decomposition<'a> {
    /// A draft of one step is what the planner made of the whole question: nothing more is to be had of it.
    pub fn of(question: &'a str, draft: Draft, rules: Rules) -> Self {
        let settled = vec![draft.steps.len() < 2; draft.steps.len()];
        Self { question, rules, draft, settled }
    }

    /// The first sub-question that is still too much at once.
    pub fn complex(&self) -> Option<Complex> {
        let open = self.draft.steps.iter().zip(&self.settled).enumerate().filter(|(_, (_, settled))| !**settled);
        let (at, question) = open.map(|(at, (step, _))| (at, step)).find_map(|(at, step)| Some((at, self.asked_of_a_planner(step)?)))?;
        Some(Complex { position: at + 1, question })
    }

    fn asked_of_a_planner(&self, step: &DraftStep) -> Option<String> {
        let level = step.level + 1;
        let splits = step.kind == StepKind::Lookup && level < self.rules.limits.max_depth && !step.question.contains(STAND_IN);
        let load = cognitive_load(&step.question, 1, &self.rules.load, level);
        (splits && load.exceeds_threshold()).then(|| placeholder::replace(&step.question, |number| Some(stand_in(number))))
    }

    /// Puts what a planner made of a sub-question in its place.
    pub fn split(&mut self, complex: &Complex, parts: Draft) {
        let at = complex.position - 1;
        match self.spliced(complex.position, parts) {
            Some((draft, count)) => {
                self.draft = draft;
                self.settled.splice(at..=at, std::iter::repeat_n(false, count));
            }
            None => self.settled[at] = true,
        }
    }

    pub fn plan(self) -> Result<Plan, PlanError> {
        Plan::check(self.question, self.draft, self.rules)
    }

    /// The draft with the parts in place of a step, and how many they are.
    fn spliced(&self, position: usize, parts: Draft) -> Option<(Draft, usize)> {
        let count = parts.steps.len();
        let whole = &self.draft.steps[position - 1];
        let asks_more = parts.steps.iter().take(count.saturating_sub(1)).any(|part| part.asked);
        let same = |part: &DraftStep| gist(&restored(&part.question, |number| number)) == gist(&whole.question);
        let compares = parts.steps.iter().any(|part| part.kind == StepKind::Compare);
        if count < 2 || asks_more || compares || parts.steps.iter().any(same) {
            return None;
        }
        let draft = self.draft.splice(position, parts);
        let used =
            |steps: &[DraftStep]| -> BTreeSet<usize> { steps.iter().flat_map(|step| placeholder::numbers(&step.question)).collect() };
        let parts = &draft.steps[position - 1..position - 1 + count];
        let needed = placeholder::numbers(&whole.question).map(|number| moved(number, position, count));
        let keeps_premises =
            needed.collect::<BTreeSet<_>>().is_subset(&used(parts)) && !parts.iter().any(|part| part.question.contains(STAND_IN));
        let plan = Plan::check(self.question, draft.clone(), self.rules).ok()?;
        (keeps_premises && plan.beyond().is_none()).then_some((draft, count))
    }
}

impl Draft {
    /// The parts in place of the step at `position`: the last of them answers what the step asked, the step's own premises are
    /// premises of the parts that have none, and every number follows.
    fn splice(&self, position: usize, parts: Draft) -> Draft {
        let count = parts.steps.len();
        let follow = |number: usize| moved(number, position, count);
        let outer = |step: &DraftStep| DraftStep {
            question: placeholder::replace(&step.question, |number| Some(format!("#{}", follow(number)))),
            depends_on: step.depends_on.iter().map(|number| follow(*number)).collect(),
            ..step.clone()
        };
        let whole = outer(&self.steps[position - 1]);
        let inner = |(at, part): (usize, DraftStep)| {
            let numbered = placeholder::replace(&part.question, |number| Some(format!("#{}", number.saturating_add(position - 1))));
            let mut depends_on: BTreeSet<usize> = part.depends_on.iter().map(|number| number.saturating_add(position - 1)).collect();
            if depends_on.is_empty() && placeholder::numbers(&part.question).next().is_none() {
                depends_on.clone_from(&whole.depends_on);
            }
            let question = restored(&numbered, follow);
            DraftStep { question, kind: part.kind, asked: whole.asked && at + 1 == count, depends_on, level: whole.level + 1 }
        };
        let (before, after) = (&self.steps[..position - 1], &self.steps[position..]);
        let inside: Vec<DraftStep> = parts.steps.into_iter().enumerate().map(inner).collect();
        Draft { steps: before.iter().map(outer).chain(inside).chain(after.iter().map(outer)).collect() }
    }
}

/// Where the step of a number comes to stand when `count` steps take the place of the one at `position`.
fn moved(number: usize, position: usize, count: usize) -> usize {
    if number < position { number } else { number.saturating_add(count - 1) }
}

/// The numbers again where their names stand.
fn restored(text: &str, number: impl Fn(usize) -> usize) -> String {
    let (mut restored, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(STAND_IN) {
        let (before, after) = (&rest[..at], &rest[at + STAND_IN.len()..]);
        restored.push_str(before);
        match after.as_bytes() {
            [high @ b'a'..=b'z', low @ b'a'..=b'z', ..] => {
                let named = usize::from(high - b'a') * 26 + usize::from(low - b'a');
                restored.push_str(&format!("#{}", number(named)));
                rest = &after[2..];
            }
            _ => {
                restored.push_str(STAND_IN);
                rest = after;
            }
        }
    }
    restored + rest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Limits;

    fn draft(steps: &[&str]) -> Draft {
        Draft { steps: steps.iter().map(|step| DraftStep::lookup(*step)).collect() }
    }

    fn questions(plan: &Plan) -> Vec<String> {
        plan.steps.iter().map(|step| format!("{}/{} {}", step.wave, step.level, step.question)).collect()
    }

    const DEEP: &str = "What is the population of the capital of the country where #1 was born?";

    #[test]
    fn a_complex_sub_question_is_split_in_its_place() {
        let mut steps = draft(&["Who wrote Emma?", DEEP, "Is #2 more than #1?"]);
        steps.steps[2].kind = StepKind::Compare;
        let mut whole = Decomposition::of("Q?", steps, Rules::default());
        let complex = whole.complex().unwrap();
        assert_eq!(complex.question, "What is the population of the capital of the country where Qarnab was born?");
        whole.split(&complex, draft(&["In which country was Qarnab born?", "What is the capital of #1?", "What is the population of #2?"]));
        assert_eq!(whole.complex(), None);
        assert_eq!(
            questions(&whole.plan().unwrap()),
            [
                "1/0 Who wrote Emma?",
                "2/1 In which country was #1 born?",
                "3/1 What is the capital of #2?",
                "4/1 What is the population of #3?",
                "5/0 Is #4 more than #1?"
            ]
        );
    }

    #[test]
    fn a_split_that_helps_nothing_or_breaks_a_limit_is_not_made() {
        let steps = ["Who wrote Emma?", DEEP];
        let good = ["In which country was Qarnab born?", "What is the capital of #1?", "What is the population of #2?"];
        let limits = |max_depth, max_steps| Rules { limits: Limits { max_depth, max_steps, ..Limits::default() }, ..Rules::default() };
        for (rules, parts) in [
            (Rules::default(), &["What is the population of Qarnab?"][..]),
            (Rules::default(), &["In which country was Emma born?", "What is the capital of #1?"]),
            (Rules::default(), &["What is the capital of #7?", "Where is Qarnab?"]),
            (Rules::default(), &["Who is #2?", "Where is #1, Qarnab?"]),
            (limits(3, 12), &good),
            (limits(5, 3), &good),
        ] {
            let mut whole = Decomposition::of("Q?", draft(&steps), rules);
            let complex = whole.complex().unwrap();
            whole.split(&complex, draft(parts));
            assert_eq!(whole.complex(), None, "{parts:?}");
            assert_eq!(whole.plan().unwrap().steps.len(), 2, "{parts:?}");
        }
    }

    #[test]
    fn a_sub_question_is_not_read_as_a_comparison_by_itself() {
        let mut whole = Decomposition::of("Q?", draft(&["Who wrote Emma?", DEEP]), Rules::default());
        let complex = whole.complex().unwrap();
        let mut parts = draft(&["Where was Qarnab born?", "Where is Ur?", "Are #1 and #2 the same?"]);
        whole.split(&complex, parts.clone());
        assert_eq!(whole.plan().unwrap().steps.len(), 4);
        parts.steps[2].kind = StepKind::Compare;
        let mut whole = Decomposition::of("Q?", draft(&["Who wrote Emma?", DEEP]), Rules::default());
        whole.split(&complex, parts);
        assert_eq!(whole.plan().unwrap().steps.len(), 2);
    }

    #[test]
    fn one_step_is_never_split_and_neither_is_the_last_level() {
        assert_eq!(Decomposition::of("Q?", draft(&[DEEP]), Rules::default()).complex(), None);
        let shallow = Rules { limits: Limits { max_depth: 1, ..Limits::default() }, ..Rules::default() };
        assert_eq!(Decomposition::of("Q?", draft(&["Who wrote Emma?", DEEP]), shallow).complex(), None);
    }

    proptest! {
        /// Whatever a planner answers, splitting ends within the steps allowed.
        #[test]
        fn splitting_ends(parts in prop::collection::vec(prop::collection::vec("(the cat of the dog of |who saw )?(Qarnab|#[0-9]|[A-C]|\\PC{0,8})\\?", 0..5), 1..8)) {
            let mut whole = Decomposition::of("Q?", draft(&["Who wrote Emma?", DEEP, "Who saw #2?"]), Rules::default());
            let mut asked = 0;
            while let Some(complex) = whole.complex() {
                let part: Vec<&str> = parts[asked % parts.len()].iter().map(String::as_str).collect();
                whole.split(&complex, draft(&part));
                asked += 1;
                prop_assert!(asked <= 24);
            }
            let plan = whole.plan().unwrap();
            prop_assert!(plan.steps.len() <= 10 && plan.beyond().is_none());
            let stray = plan.steps.iter().any(|step| step.question.contains(STAND_IN));
            prop_assert!(!stray);
        }

        #[test]
        fn a_name_leads_back_to_its_number(number in 0usize..256) {
            prop_assert_eq!(restored(&format!("Is {}'s?", stand_in(number)), |number| number), format!("Is #{number}'s?"));
        }
    }
}
