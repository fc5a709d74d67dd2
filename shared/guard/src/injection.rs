//! Text that wants to give orders: to a language model, or to a database.
//!
//! What counts is how a phrase is built, not the words it is built of: `ignore` before `all previous instructions` is a sign,
//! `ignore` in a question about a compiler's warning is none.

mod encoded;
mod foreign;
mod phrases;
mod prompt;
mod spelled;
mod sql;
mod telling;

use std::ops::Range;

use serde::Serialize;

pub use self::{prompt::prompt_injection, sql::sql_injection};
use crate::folded::Folded;

pub(crate) fn warm() {
    prompt::warm();
    sql::warm();
}

/// A text's injections of a prompt and of SQL, of one reading.
pub(crate) fn injections(text: &str) -> (Injection, Injection) {
    let folded = Folded::in_small_letters(text);
    (prompt::injection(text, &folded), sql::injection(&folded))
}

/// How likely a text is to be an injection, and why.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Injection {
    /// From 0 to 1.
    pub score: f64,
    /// In the order of the text.
    pub signs: Vec<Sign>,
}

/// Something in a text that speaks for an injection.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sign {
    pub reason: &'static str,
    /// Bytes of the text; on character boundaries.
    pub bytes: Range<usize>,
    /// How likely it is by itself, from 0 to 1.
    pub weight: f64,
}

impl Injection {
    /// Signs speak for themselves: the chance that all of them are innocent is the product. One reason counts once, by its strongest.
    fn of(mut signs: Vec<Sign>, folded: &Folded<'_>) -> Self {
        signs.sort_by(|one, other| other.weight.total_cmp(&one.weight));
        let (mut innocent, mut counted) = (1.0, Vec::new());
        for sign in &signs {
            if !counted.contains(&sign.reason) {
                counted.push(sign.reason);
                innocent *= 1.0 - sign.weight;
            }
        }
        signs.iter_mut().for_each(|sign| sign.bytes = folded.original(&sign.bytes));
        signs.sort_by_key(|sign| (sign.bytes.start, sign.bytes.end));
        Self { score: ((1.0 - innocent) * 100.0).round() / 100.0, signs }
    }
}
