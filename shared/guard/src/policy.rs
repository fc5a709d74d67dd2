//! What a tenant wants done about what is found.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{Finding, Injection, Kind, Wanted, prompt_injection, scan_for, sql_injection};

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
    let (prompt, sql) = (prompt_injection(text), sql_injection(text));
    let asked = [
        (!findings.is_empty()).then_some(policy.personal),
        (prompt.score >= policy.score).then_some(policy.prompt_injection),
        (sql.score >= policy.score).then_some(policy.sql_injection),
    ];
    let action = asked.iter().flatten().max().copied();
    let passed = (action != Some(Action::Refuse)).then(|| {
        let [personal, prompted, queried] = asked.map(|action| action == Some(Action::Redact));
        let signs = prompted.then_some(&prompt).into_iter().chain(queried.then_some(&sql)).flat_map(|injection| &injection.signs);
        let cuts = signs.map(|sign| (sign.bytes.clone(), "[removed]"));
        let masks = findings.iter().filter(|_| personal).map(|found| (found.bytes.clone(), found.mask()));
        without(text, masks.chain(cuts).collect())
    });
    Judgement { findings, prompt_injection: prompt, sql_injection: sql, action, text: passed }
}

/// The text with each range replaced; of ranges that overlap, everything they cover goes.
fn without<'a>(text: &'a str, mut cuts: Vec<(std::ops::Range<usize>, &'static str)>) -> Cow<'a, str> {
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
