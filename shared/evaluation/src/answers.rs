use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How an answer compares with the gold one, from 0 to 1 each; of several gold answers, the best counts in each measure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Marks {
    /// The same, as SQuAD normalises answers.
    pub em: f64,
    /// The harmonic mean of precision and recall over words.
    pub f1: f64,
    /// Whether the answer holds the gold one word by word.
    pub contain: f64,
}

impl Marks {
    /// No answer is marked 0.
    pub fn of(answer: Option<&str>, gold: &[String]) -> Self {
        let given = normal(answer.unwrap_or_default());
        let mut best = Self::default();
        for gold in gold.iter().map(|gold| normal(gold)) {
            best.em = best.em.max(if given == gold { 1.0 } else { 0.0 });
            best.f1 = best.f1.max(f1(&given, &gold));
            best.contain = best.contain.max(if holds(&given, &gold) { 1.0 } else { 0.0 });
        }
        best
    }
}

/// Words in lower case without punctuation and articles (Rajpurkar et al. 2016, evaluation script).
fn normal(text: &str) -> Vec<String> {
    let plain: String = text.to_lowercase().chars().filter(|c| !is_punctuation(*c)).collect();
    plain.split_whitespace().filter(|word| !["a", "an", "the"].contains(word)).map(str::to_owned).collect()
}

fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() || matches!(c, '‘' | '’' | '“' | '”' | '´')
}

fn f1(given: &[String], gold: &[String]) -> f64 {
    // As HotpotQA marks them: what is not that word is all wrong.
    let verdict = |words: &[String]| matches!(words, [word] if ["yes", "no", "noanswer"].contains(&word.as_str()));
    if (verdict(given) || verdict(gold)) && given != gold {
        return 0.0;
    }
    let mut left: BTreeMap<&str, u32> = BTreeMap::new();
    gold.iter().for_each(|word| *left.entry(word).or_default() += 1);
    let shared = given
        .iter()
        .filter(|word| {
            left.get_mut(word.as_str()).is_some_and(|count| {
                *count > 0 && {
                    *count -= 1;
                    true
                }
            })
        })
        .count();
    if shared == 0 {
        return 0.0;
    }
    2.0 * shared as f64 / (given.len() + gold.len()) as f64
}

fn holds(given: &[String], gold: &[String]) -> bool {
    !gold.is_empty() && given.windows(gold.len()).any(|words| words == gold)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_marked_as_published_evaluations_do() {
        for (answer, gold, em, f1, contain) in [
            (Some("The Eiffel Tower!"), &["eiffel tower"][..], 1.0, 1.0, 1.0),
            (Some("Eiffel Tower in Paris"), &["Eiffel Tower"], 0.0, 2.0 * 2.0 / 6.0, 1.0),
            (Some("Tower"), &["the Eiffel Tower"], 0.0, 2.0 / 3.0, 0.0),
            (Some("2,102,650"), &["2102650"], 1.0, 1.0, 1.0),
            (Some("Norway"), &["no"], 0.0, 0.0, 0.0),
            (Some("yes it is"), &["yes"], 0.0, 0.0, 1.0),
            (Some("Kristiania"), &["Oslo", "Kristiania"], 1.0, 1.0, 1.0),
            (Some("new new york"), &["New York"], 0.0, 0.8, 1.0),
            (Some("York New"), &["New York"], 0.0, 1.0, 0.0),
            (None, &["Oslo"], 0.0, 0.0, 0.0),
            (Some(""), &["the"], 1.0, 0.0, 0.0),
        ] {
            let gold: Vec<String> = gold.iter().map(|gold| (*gold).to_owned()).collect();
            assert_eq!(Marks::of(answer, &gold), Marks { em, f1, contain }, "{answer:?} / {gold:?}");
        }
    }
}
