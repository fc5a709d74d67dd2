use std::collections::BTreeSet;

use genesis_text::{Word, fold, is_stop_word, stem, words};
use serde::{Deserialize, Serialize};

use crate::{LoadSettings, Weights, hops};

/// Topics from which on a question is as wide as can be: a lookup joins two, a subject and what is asked of it.
const WIDEST: f64 = 3.0;

/// From here on a further hop changes nothing.
const DEEPEST: u32 = 64;

/// What a further hop leaves of the distance to full depth.
const LEFT_BY_A_HOP: f64 = 0.15;

/// From here on a question is so ambiguous that its load is uncertain.
const UNCERTAIN: f64 = 0.5;

/// How hard a question is, in the three terms of arXiv 2508.05509, section 3: a question above the threshold is
/// split. The paper adds them unweighted and leaves their normalisation open; here every term lies within 0..1 and the
/// total is their weighted sum (0.35, 0.45, 0.20 where nothing else is set), rounded to four decimals, 1 at most.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CognitiveLoad {
    /// Distinct topics (names, and words of meaning outside them) as a share of three, at most 1.
    pub semantic_scope: f64,
    /// `1 - 0.15^(h - 1)` for `h` inference steps: 0 for a lookup, 0.85 for two hops. A share of the deepest plan
    /// (`h / 5`) would keep every question of two hops below the threshold.
    pub reasoning_depth: f64,
    /// Pronouns without a referent, vague words, no subject named, negation, times relative to an unnamed present.
    pub ambiguity: f64,
    pub total: f64,
    /// Of the level the question stands on.
    pub threshold: f64,
    #[serde(default)]
    pub weights: Weights,
    /// Whether the ambiguity is at least 0.5: then nobody can say what the question takes.
    #[serde(default)]
    pub uncertain: bool,
}

impl CognitiveLoad {
    /// Whether the question is to be split.
    pub fn exceeds_threshold(&self) -> bool {
        self.total > self.threshold
    }
}

/// `steps` is how many inference steps a planner sees in the question, 1 where nobody has looked: the surface of a
/// question shows some of its hops, a parse others, and the greater count is taken. `level` splits led to the question.
pub fn cognitive_load(question: &str, steps: usize, settings: &LoadSettings, level: u32) -> CognitiveLoad {
    let words: Vec<Spoken<'_>> = spoken(question);
    let semantic_scope = (topics(&words).len() as f64 / WIDEST).min(1.0);
    let hops = hops::hops(&words).max(steps.try_into().unwrap_or(DEEPEST)).clamp(1, DEEPEST);
    let reasoning_depth = 1.0 - LEFT_BY_A_HOP.powi(hops as i32 - 1);
    let ambiguity = ambiguity(&words);
    let weights = settings.weights;
    let total = weights.semantic_scope * semantic_scope + weights.reasoning_depth * reasoning_depth + weights.ambiguity * ambiguity;
    CognitiveLoad {
        semantic_scope: rounded(semantic_scope),
        reasoning_depth: rounded(reasoning_depth),
        ambiguity: rounded(ambiguity),
        total: rounded(total.clamp(0.0, 1.0)),
        threshold: settings.threshold_at(level),
        weights,
        uncertain: ambiguity >= UNCERTAIN,
    }
}

/// A word of a question with what the heuristics look at.
pub(crate) struct Spoken<'a> {
    pub word: Word<'a>,
    pub folded: String,
    /// Part of a name: capitalised and not merely first, or a number.
    pub is_name: bool,
    /// What stands between the word and the next.
    pub gap: &'a str,
}

impl Spoken<'_> {
    pub fn is(&self, any_of: &[&str]) -> bool {
        any_of.contains(&self.folded.as_str())
    }
}

fn spoken(question: &str) -> Vec<Spoken<'_>> {
    let found: Vec<Word<'_>> = words(question).collect();
    let spoken = found.iter().enumerate().map(|(at, word)| {
        let folded = fold(word.text);
        let next = found.get(at + 1).map_or(question.len(), |next| next.start);
        let is_name = word.is_number() || (word.is_capitalised() && (at > 0 || !is_stop_word(&folded)));
        Spoken { word: *word, folded, is_name, gap: &question[word.end()..next] }
    });
    spoken.collect()
}

/// Names (each run of capitalised words one) and the stems of other words of meaning.
fn topics(words: &[Spoken<'_>]) -> BTreeSet<String> {
    let mut topics = BTreeSet::new();
    let mut name = String::new();
    for word in words {
        if word.is_name {
            name.push_str(&word.folded);
            name.push(' ');
        }
        if !word.is_name || !word.gap.trim().is_empty() {
            topics.insert(std::mem::take(&mut name));
        }
        if !word.is_name && !is_stop_word(&word.folded) {
            topics.insert(stem(&word.folded));
        }
    }
    topics.insert(name);
    topics.remove("");
    topics
}

fn ambiguity(words: &[Spoken<'_>]) -> f64 {
    let first_name = words.iter().position(|word| word.is_name);
    let unresolved = words.iter().take(first_name.unwrap_or(words.len())).filter(|word| word.is(PRONOUNS)).count();
    let count = |list: &[&str]| words.iter().filter(|word| !word.is_name && word.is(list)).count() as f64;
    let nameless = if first_name.is_none() { 0.4 } else { 0.0 };
    let score = 0.5 * unresolved as f64 + nameless + 0.3 * count(VAGUE) + 0.2 * count(NEGATIONS) + 0.2 * count(RELATIVE_TIMES);
    score.min(1.0)
}

fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

const PRONOUNS: &[&str] = &["he", "she", "they", "him", "her", "them", "his", "their", "this", "these", "those", "it", "its", "there"];
const VAGUE: &[&str] =
    &["best", "worst", "good", "bad", "famous", "important", "interesting", "nice", "popular", "significant", "thing", "things", "stuff"];
const NEGATIONS: &[&str] = &["not", "never", "no", "without", "except", "besides", "excluding", "neither", "nor"];
const RELATIVE_TIMES: &[&str] = &["now", "currently", "current", "recent", "recently", "today", "latest", "nowadays", "lately"];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cognitive_load(question: &str, steps: usize) -> CognitiveLoad {
        super::cognitive_load(question, steps, &LoadSettings::default(), 0)
    }

    #[test]
    fn what_a_planner_sees_counts_like_what_the_surface_shows() {
        let question = "Who designed the tallest building in the world?";
        assert!(!cognitive_load(question, 1).exceeds_threshold());
        assert!(cognitive_load(question, 2).exceeds_threshold());
        assert!(cognitive_load(question, usize::MAX).total <= 1.0);
    }

    #[test]
    fn questions_of_several_hops_exceed_the_threshold() {
        for question in [
            "What is the population of the capital city of the country where the 2024 Summer Olympics were held?",
            "Who founded the company that the founder of Tesla sold before, and who employed him earlier?",
            "Where did the director of film Italian Night die?",
            "What nationality is the performer of the song Love Me With All Your Heart?",
            "Who is older, Ada Lovelace or Charles Babbage?",
            "Are Oslo and Bergen located in the same country?",
            "Which river flows through the capital of Austria?",
            "In which city was the author of Hamlet born?",
            "Who is Charlemagne's paternal grandfather on record?",
            "When is Karl, Prince of Leiningen's father's birthday?",
            "What is the height of the tallest building in the city where the Danube meets the Sava?",
            "What league was the team that Jose Cancela was a member of in?",
            "who founded the company that makes the iphone",
        ] {
            let load = cognitive_load(question, 1);
            assert!(load.exceeds_threshold(), "{question}: {load:?}");
        }
    }

    #[test]
    fn simple_lookups_stay_below_the_threshold() {
        for question in [
            "What is the capital of France?",
            "Who wrote Hamlet?",
            "When was Marie Curie born?",
            "How high is Mount Everest?",
            "Which company developed the iPhone?",
            "What is the name of the longest river in Africa?",
            "What is the place of birth of Albert Einstein?",
            "Who founded the University of Virginia?",
            "What is the population of Norway?",
            "In which year did the Titanic sink?",
            "Who directed The Girl with the Dragon Tattoo?",
            "What is the tallest building?",
            "Is Paris the capital of France?",
        ] {
            let load = cognitive_load(question, 1);
            assert!(!load.exceeds_threshold(), "{question}: {load:?}");
        }
    }

    #[test]
    fn what_a_question_leaves_open_is_ambiguity() {
        let ambiguity = |question| cognitive_load(question, 1).ambiguity;
        assert!(ambiguity("When did it happen to them?") >= 0.9);
        assert!(ambiguity("What is the best one?") >= 0.7);
        assert_eq!(ambiguity("When did Marie Curie win her second prize?"), 0.0);
        assert!(ambiguity("Which countries did not join NATO?") > ambiguity("Which countries did join NATO?"));
    }

    #[test]
    fn the_total_is_the_weighted_sum_of_its_terms() {
        let load = cognitive_load("What is the capital of France?", 1);
        assert_eq!((load.semantic_scope, load.reasoning_depth, load.ambiguity), (0.6667, 0.0, 0.0));
        assert_eq!((load.total, load.threshold), (0.2333, 0.7));
    }

    #[test]
    fn settings_decide_what_counts_and_what_is_too_much() {
        let question = "Where was he born?";
        let weights = Weights { semantic_scope: 0.0, reasoning_depth: 0.0, ambiguity: 1.0 };
        let settings = LoadSettings { threshold: 0.9, decay: 0.5, weights };
        let load = super::cognitive_load(question, 1, &settings, 0);
        assert_eq!((load.total, load.ambiguity, load.exceeds_threshold(), load.uncertain), (0.9, 0.9, false, true));
        assert!(super::cognitive_load(question, 1, &settings, 1).exceeds_threshold());
        assert!(!cognitive_load("Who discovered penicillin?", 1).uncertain);
    }

    proptest! {
        #[test]
        fn every_term_lies_within_its_range(question in "\\PC{0,200}") {
            let load = cognitive_load(&question, 1);
            for term in [load.semantic_scope, load.reasoning_depth, load.ambiguity, load.total] {
                prop_assert!((0.0..=1.0).contains(&term), "{load:?}");
            }
        }
    }
}
