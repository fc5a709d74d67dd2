use std::{collections::BTreeMap, convert::Infallible, mem};

use genesis_guard::{Wanted, redacted, renamed, scan_for};
use serde_json::{Map, Value};

use super::ContentPolicy;

/// What is personal in answers, so that whatever else tells of them goes without it.
#[derive(Debug)]
pub struct Redaction {
    wanted: Wanted,
    /// What was found and its mask, the longest first: one may hold another.
    found: Vec<(String, &'static str)>,
}

impl Redaction {
    /// Of what a tenant does not let pass in these answers; none where that is nothing.
    pub fn of<'a>(policy: &ContentPolicy, answers: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        if !policy.redacts_answers() {
            return None;
        }
        let wanted = Wanted { kinds: policy.kinds.clone(), confidence: policy.confidence };
        let mut masks = BTreeMap::new();
        for answer in answers {
            masks.extend(scan_for(answer, &wanted).into_iter().map(|found| (answer[found.bytes.clone()].to_owned(), found.mask())));
        }
        let mut found: Vec<_> = masks.into_iter().collect();
        found.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        (!found.is_empty()).then_some(Self { wanted, found })
    }

    /// A text without what was found in the answers, as it stands there, and without what is found in the text itself: the same number
    /// is written in more than one way.
    pub fn text(&self, text: &mut String) {
        let findings = scan_for(text, &self.wanted);
        if !findings.is_empty() {
            *text = redacted(text, &findings);
        }
        for (found, mask) in &self.found {
            if let Some(clean) = without(text, found, mask) {
                *text = clean;
            }
        }
    }

    /// The same of all texts within a value, the names of fields among them.
    fn value(&self, value: &mut Value) {
        match value {
            Value::String(text) => self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item)),
            Value::Object(fields) => self.fields(fields),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// The same of an object.
    pub fn fields(&self, fields: &mut Map<String, Value>) {
        let Ok(clean) = renamed(mem::take(fields), |mut name, mut value| {
            self.text(&mut name);
            self.value(&mut value);
            Ok::<_, Infallible>((name, value))
        });
        *fields = clean;
    }
}

/// The text with a mask wherever what was found stands by itself, and is no part of a longer word or number; none where it does not.
fn without(text: &str, found: &str, mask: &str) -> Option<String> {
    let (mut clean, mut done) = (String::new(), 0);
    for (at, _) in text.match_indices(found) {
        let end = at + found.len();
        let is_within = text[..at].ends_with(char::is_alphanumeric) || text[end..].starts_with(char::is_alphanumeric);
        if !is_within {
            clean.push_str(&text[done..at]);
            clean.push_str(mask);
            done = end;
        }
    }
    (done > 0).then(|| clean + &text[done..])
}

#[cfg(test)]
mod tests {
    use genesis_guard::{Action, Kind};
    use serde_json::json;

    use super::*;

    const ANSWER: &str = "Write to ann@example.org; her passport number is X1234567.";

    fn policy(answers: Action) -> ContentPolicy {
        ContentPolicy { answers, kinds: vec![Kind::Email, Kind::Passport], ..ContentPolicy::default() }
    }

    #[test]
    fn what_is_found_in_an_answer_is_left_out_wherever_it_stands_by_itself() {
        let redaction = Redaction::of(&policy(Action::Redact), [ANSWER]).unwrap();
        for (text, expected) in [
            ("X1234567", "[passport]"),
            ("X12345678 and AX1234567", "X12345678 and AX1234567"),
            ("ann@example.org, bob@example.org", "****@***.com, ****@***.com"),
            ("Warsaw", "Warsaw"),
        ] {
            let mut text = text.to_owned();
            redaction.text(&mut text);
            assert_eq!(text, expected);
        }
        let mut value = json!({ "X1234567": ["of X1234567", 7], "b": null });
        redaction.value(&mut value);
        assert_eq!(value, json!({ "[passport]": ["of [passport]", 7], "b": null }));
    }

    #[test]
    fn nothing_is_left_out_where_nothing_was_found_or_the_tenant_lets_it_pass() {
        for (answers, answer, leaves_out) in [
            (Action::Flag, ANSWER, false),
            (Action::Redact, "Warsaw", false),
            (Action::Redact, ANSWER, true),
            (Action::Refuse, ANSWER, true),
        ] {
            assert_eq!(Redaction::of(&policy(answers), [answer]).is_some(), leaves_out, "{answers:?} {answer}");
        }
    }
}
