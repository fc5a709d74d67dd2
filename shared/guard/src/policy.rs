//! What a tenant wants done about what is found.

mod orders;
mod sentences;

use std::{borrow::Cow, ops::Range};

use serde::{Deserialize, Serialize};

use crate::{Finding, Injection, Kind, Wanted, injection::injections, prompt_injection, scan_for};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Say so and let it pass.
    Flag,
    /// Let it pass without what was found.
    Redact,
    /// Let nothing pass.
    Refuse,
}

/// A tenant's wishes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// What counts as personal; every sensitive kind where there is none.
    pub kinds: Vec<Kind>,
    pub personal: Action,
    /// Findings below it are neither redacted nor refused, from 0 to 1.
    pub confidence: f64,
    pub prompt_injection: Action,
    pub sql_injection: Action,
    /// A lower score is no injection, from 0 to 1.
    pub score: f64,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            kinds: Vec::new(),
            personal: Action::Redact,
            confidence: 0.7,
            prompt_injection: Action::Refuse,
            sql_injection: Action::Redact,
            score: 0.5,
        }
    }
}

/// What a policy makes of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement<'a> {
    pub findings: Vec<Finding>,
    pub prompt_injection: Injection,
    pub sql_injection: Injection,
    /// The strictest action that something in the text asked for; none where there is nothing.
    pub action: Option<Action>,
    /// The text that may go on; none where it was refused.
    pub text: Option<Cow<'a, str>>,
}

pub fn judge<'a>(text: &'a str, policy: &Policy) -> Judgement<'a> {
    let findings = scan_for(text, &Wanted { kinds: policy.kinds.clone(), confidence: policy.confidence });
    let (prompt, sql) = injections(text);
    let asked = [
        (!findings.is_empty()).then_some(policy.personal),
        (prompt.score >= policy.score).then_some(policy.prompt_injection),
        (sql.score >= policy.score).then_some(policy.sql_injection),
    ];
    let action = asked.iter().flatten().max().copied();
    let passed = (action != Some(Action::Refuse)).then(|| {
        let [personal, prompted, queried] = asked.map(|action| action == Some(Action::Redact));
        let masks = findings.iter().filter(|_| personal).map(|found| (found.bytes.clone(), found.mask()));
        let queries = sql.signs.iter().filter(|_| queried).map(|sign| (sign.bytes.clone(), orders::MARK));
        let orders = if prompted { orders::cuts(text, &prompt.signs) } else { Vec::new() };
        let clean = without(text, orders.into_iter().chain(masks).chain(queries).collect());
        if prompted { orderless(clean, policy.score) } else { clean }
    });
    Judgement { findings, prompt_injection: prompt, sql_injection: sql, action, text: passed }
}

/// How often what is left of a text is read again.
const READINGS: usize = 3;

/// What was apart may be an order once what stood between is gone. Who pulls orders apart again and again is not listened to.
fn orderless(mut text: Cow<'_, str>, least: f64) -> Cow<'_, str> {
    for _ in 0..READINGS {
        let left = prompt_injection(&text);
        if left.score < least || left.signs.is_empty() {
            return text;
        }
        text = Cow::Owned(without(&text, orders::cuts(&text, &left.signs)).into_owned());
    }
    Cow::Borrowed(orders::MARK)
}

/// The text with each range replaced; of ranges that overlap, everything they cover goes.
fn without<'a>(text: &'a str, mut cuts: Vec<(Range<usize>, &'static str)>) -> Cow<'a, str> {
    if cuts.is_empty() {
        return Cow::Borrowed(text);
    }
    cuts.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let (mut clean, mut done) = (String::with_capacity(text.len()), 0);
    for (range, mask) in cuts {
        if range.start >= done {
            clean.push_str(&text[done..range.start]);
            clean.push_str(mask);
        }
        done = done.max(range.end);
    }
    clean.push_str(&text[done..]);
    Cow::Owned(clean)
}
