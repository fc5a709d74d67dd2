use std::collections::{BTreeMap, BTreeSet};

use genesis_rcr::Role;
use serde::Serialize;

use crate::{Figures, Measure, measure::Part, resample::interval};

/// What many questions came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    pub questions: usize,
    /// How many of them have an answer that is compared with the gold one.
    pub marked: usize,
    /// How many gave an answer, right or wrong, and how many only a guess after they had stopped without one.
    pub answered: usize,
    pub fallbacks: usize,
    /// What `evidence_recall` and `all_evidence` are over: `sentences` where a question names them, otherwise `passages`.
    pub evidence: BTreeSet<&'static str>,
    /// From 0 to 1; none where no question has what is measured.
    #[serde(flatten)]
    pub shares: BTreeMap<Measure, Option<f64>>,
    /// The shares' 95 % bootstrap intervals over questions.
    pub intervals: BTreeMap<Measure, Option<[f64; 2]>>,
    pub full_tokens: u64,
    pub routed_tokens: u64,
    /// What all roles read and wrote in all their turns.
    pub total_tokens: u64,
    pub tokens_by_role: BTreeMap<Role, u64>,
    /// Sub-questions of all plans.
    pub steps: u64,
    pub turns: u64,
    /// Runs that stopped early, by reason.
    pub terminations: BTreeMap<&'static str, usize>,
    /// Those that came to no end, by the code of what failed.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub failures: BTreeMap<String, usize>,
    /// The sum over questions, which are asked side by side.
    pub wall_ms: u64,
}

/// The questions of one set, or those of a number of hops in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    pub set: String,
    pub hops: Option<u32>,
    pub summary: Summary,
}

impl Summary {
    pub fn of<'a>(figures: impl IntoIterator<Item = &'a Figures>, seed: u64) -> Self {
        let all: Vec<&Figures> = figures.into_iter().collect();
        let parts = |measure: Measure| all.iter().map(|figures| measure.part(figures)).collect::<Vec<Part>>();
        let sum = |of: fn(&Figures) -> u64| all.iter().map(|figures| of(figures)).sum();
        let mut tokens_by_role: BTreeMap<Role, u64> = BTreeMap::new();
        let mut terminations: BTreeMap<&str, usize> = BTreeMap::new();
        let mut failures: BTreeMap<String, usize> = BTreeMap::new();
        for figures in &all {
            figures.tokens_by_role.iter().for_each(|(role, tokens)| *tokens_by_role.entry(*role).or_default() += tokens);
            figures.reason.iter().for_each(|reason| *terminations.entry(reason.as_str()).or_default() += 1);
            figures.failure.iter().for_each(|failure| *failures.entry(failure.clone()).or_default() += 1);
        }
        Self {
            questions: all.len(),
            marked: all.iter().filter(|figures| figures.marks.is_some()).count(),
            answered: all.iter().filter(|figures| figures.answer.is_some() && !figures.is_fallback).count(),
            fallbacks: all.iter().filter(|figures| figures.is_fallback).count(),
            evidence: all.iter().map(|figures| if figures.sentences.gold > 0 { "sentences" } else { "passages" }).collect(),
            shares: Measure::ALL.into_iter().map(|measure| (measure, Part::share(parts(measure)))).collect(),
            intervals: Measure::ALL.into_iter().map(|measure| (measure, interval(&parts(measure), seed))).collect(),
            full_tokens: sum(|figures| figures.full_tokens),
            routed_tokens: sum(|figures| figures.routed_tokens),
            total_tokens: sum(Figures::total_tokens),
            tokens_by_role,
            steps: sum(|figures| figures.steps.into()),
            turns: sum(|figures| figures.turns.into()),
            terminations,
            failures,
            wall_ms: sum(|figures| figures.wall_ms),
        }
    }
}

impl Group {
    /// Like `musique` or `musique, 3 hops`.
    pub fn name(&self) -> String {
        self.hops.map_or_else(|| self.set.clone(), |hops| format!("{}, {hops} hops", self.set))
    }
}

/// Each set, and after it those of its numbers of hops, where there are several.
pub fn groups(figures: &[&Figures], seed: u64) -> Vec<Group> {
    let mut sets: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
    for figures in figures {
        sets.entry(&figures.set).or_default().insert(figures.hops);
    }
    let mut groups = Vec::new();
    for (set, hops) in sets {
        let of_set = || figures.iter().copied().filter(move |figures| figures.set == set);
        let group = |hops, summary| Group { set: set.to_owned(), hops, summary };
        groups.push(group(None, Summary::of(of_set(), seed)));
        for number in hops.iter().filter(|_| hops.len() > 1) {
            groups.push(group(Some(*number), Summary::of(of_set().filter(|figures| figures.hops == *number), seed)));
        }
    }
    groups
}
