//! Comparisons: a lookup for each alternative and a last step that is answered from those answers alone.
//!
//! The last step's wording, in which `#n` is replaced by an answer; the answer it wants is in brackets:
//!
//! * `Which came first: A (#1) or B (#2)?`, `Which came last: …?` by date \[the alternative's name\]
//! * `Which is larger: A (#1) or B (#2)?`, `Which is smaller: …?` by quantity \[name\]
//! * `Which is true: A (#1) or B (#2)?` where the answers are yes or no \[the name of the one that is yes\]
//! * `Which lasted longer: A (from #1 to #2) or B (from #3 to #4)?`, `Which lasted shorter: …?` \[name\]
//! * `Are #1 and #2 the same?`, `Are #1 and #2 different?` \[yes or no\]
//! * `Is #1 earlier than #2?`, and with `later`, `larger`, `smaller` \[yes or no\]
//! * `Are both true: #1 and #2?`, `Are all true: #1, #2 and #3?` \[yes or no\]
//! * `What is the difference between #1 and #2?`, perhaps with `in years` before the question mark \[a quantity\]
//! * `What is the sum of #1 and #2?` \[a quantity\]
//! * `What do #1 and #2 have in common?` \[what stands in both\]
//!
//! An alternative that the question only describes is called by the answer found for it: `Which is larger: #1 (#3) or #2 (#4)?`.
//! Three alternatives are written `A (#1), B (#2) or C (#3)`. Placeholders stand in ascending order.

mod alternatives;
mod both;
mod measure;
mod occasions;
mod than;
mod which;

use super::{
    sketch::Sketch,
    token::{Token, written},
};

/// Adds the steps of a comparison; false, and nothing added, where the question is none.
pub fn compare(tokens: &[Token], sketch: &mut Sketch) -> bool {
    occasions::compare(tokens, sketch) || which::compare(tokens, sketch) || than::compare(tokens, sketch) || both::compare(tokens, sketch)
}

/// `A (#1), B (#2) or C (#3)`.
fn labelled(names: &[Vec<Token>], answers: &[String]) -> String {
    let labelled: Vec<String> = names.iter().zip(answers).map(|(name, answer)| format!("{} ({answer})", written(name))).collect();
    listed(&labelled, "or")
}

/// `#1, #2 and #3`.
fn listed(items: &[String], last: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

fn answers(tokens: &[Token]) -> Vec<String> {
    tokens.iter().map(|token| token.text.clone()).collect()
}
