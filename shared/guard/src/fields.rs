//! JSON without what is somebody's in it: a field's name says what its value is.
//!
//! Linear in the text's length: a value is read once, behind the end of its name.

mod named;

use std::{collections::HashMap, convert::Infallible};

use serde_json::{Map, Value};

use self::named::{end_of, is_secret, words_of};
use crate::{Kind, Wanted, redacted, scan_for};

/// Smaller numbers are counts, shares and years.
const LEAST_NUMBER: f64 = 100_000.0;

/// The value with a mask in place of all that is wanted in its texts, its numbers and the names of its fields, and in place of the whole
/// of a field whose name says that it holds a secret. What stands under one of `ids` stays. No field is lost: of names that read the same
/// behind their masks, all but one have a number, ` (2)`.
pub fn masked(value: Value, wanted: &Wanted, ids: &[&str]) -> Value {
    Mask { wanted, ids }.of(value, "")
}

/// The fields as `each` leaves them. None is lost: of names that are the same then, all but one have a number, ` (2)`.
pub fn renamed<E>(
    fields: Map<String, Value>,
    mut each: impl FnMut(String, Value) -> Result<(String, Value), E>,
) -> Result<Map<String, Value>, E> {
    let (mut renamed, mut counts) = (Map::new(), HashMap::new());
    for (name, value) in fields {
        let (name, value) = each(name, value)?;
        renamed.insert(free(name, &renamed, &mut counts), value);
    }
    Ok(renamed)
}

struct Mask<'a> {
    wanted: &'a Wanted,
    ids: &'a [&'a str],
}

impl Mask<'_> {
    fn of(&self, value: Value, name: &str) -> Value {
        match value {
            Value::String(text) => self.text(name, text).into(),
            Value::Number(number) if number.as_f64().is_some_and(|number| number.abs() >= LEAST_NUMBER) => {
                let written = number.to_string();
                let clean = self.text(name, written.clone());
                if clean == written { Value::Number(number) } else { clean.into() }
            }
            Value::Array(items) => items.into_iter().map(|item| self.of(item, name)).collect(),
            Value::Object(fields) => self.object(fields).into(),
            other => other,
        }
    }

    fn object(&self, fields: Map<String, Value>) -> Map<String, Value> {
        let Ok(masked) = renamed(fields, |name, value| Ok::<_, Infallible>(self.field(name, value)));
        masked
    }

    fn field(&self, name: String, value: Value) -> (String, Value) {
        if self.ids.contains(&name.as_str()) {
            return (name, value);
        }
        let words = words_of(&name);
        let is_count = value.is_number() && words.ends_with('s');
        let value = if is_secret(&words) && !is_count { hidden(value) } else { self.of(value, end_of(&words)) };
        (self.text("", name), value)
    }

    /// The text as it reads behind its name's end, of which nothing is masked.
    fn text(&self, name: &str, text: String) -> String {
        let before = if name.is_empty() { String::new() } else { format!("{name}: ") };
        let whole = before + &text;
        let from = whole.len() - text.len();
        let mut findings = scan_for(&whole, self.wanted);
        findings.retain(|found| found.bytes.end > from);
        if findings.is_empty() {
            return text;
        }
        if let Some(first) = findings.first_mut() {
            first.bytes.start = first.bytes.start.max(from);
        }
        redacted(&whole, &findings).split_off(from)
    }
}

/// The name, with a number where it is taken. `counts` has how often each was, so that no number is tried twice.
fn free(name: String, taken: &Map<String, Value>, counts: &mut HashMap<String, usize>) -> String {
    if !taken.contains_key(&name) {
        return name;
    }
    let count = counts.entry(name.clone()).or_insert(1);
    loop {
        *count += 1;
        let numbered = format!("{name} ({count})");
        if !taken.contains_key(&numbered) {
            return numbered;
        }
    }
}

/// Nothing is known of a secret but that there is one.
fn hidden(value: Value) -> Value {
    match value {
        Value::Null | Value::Bool(_) => value,
        Value::String(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => Kind::Password.mask().into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_field_is_called_says_what_it_holds() {
        for (value, expected) in [
            (json!({ "password": "hunter2zq" }), json!({ "password": "[secret]" })),
            (json!({ "secret": "topsecretvalue", "n": 1 }), json!({ "secret": "[secret]", "n": 1 })),
            (json!({ "api_key": "abcd1234efgh5678ijkl" }), json!({ "api_key": "[secret]" })),
            (json!({ "pin": 1234, "cvv2": 123 }), json!({ "pin": "[secret]", "cvv2": "[secret]" })),
            (json!({ "credentials": { "user": "x", "pass": "y" } }), json!({ "credentials": "[secret]" })),
            (json!({ "token": null, "secret": true }), json!({ "token": null, "secret": true })),
            (json!({ "ssn": 219_099_999 }), json!({ "ssn": "***-**-****" })),
            (json!({ "phone": 4_915_123_456_789_u64 }), json!({ "phone": "***-***-****" })),
            (json!({ "phoneNumber": [4_915_123_456_789_u64] }), json!({ "phoneNumber": ["***-***-****"] })),
            (json!({ "dob": "1985-03-12" }), json!({ "dob": "[date of birth]" })),
            (json!({ "date_of_birth": "1985-03-12" }), json!({ "date_of_birth": "[date of birth]" })),
            (json!({ "day": "1985-03-12" }), json!({ "day": "1985-03-12" })),
            (json!({ "jane@example.org": "bob@example.org" }), json!({ "****@***.com": "****@***.com" })),
            (json!({ "card": { "number": 4_111_111_111_111_111_u64 } }), json!({ "card": { "number": "" } })),
            (json!({ "tokens": 219_099, "score": 0.731_234_567_890_123 }), json!({ "tokens": 219_099, "score": 0.731_234_567_890_123 })),
            (json!({ "passage": "jane@example.org" }), json!({ "passage": "jane@example.org" })),
        ] {
            assert_eq!(masked(value, &Wanted::default(), &["passage"]), expected);
        }
    }

    #[test]
    fn a_name_is_no_part_of_what_is_masked() {
        let value = json!({ "mail of jane": "to bob@example.org, please" });
        assert_eq!(masked(value, &Wanted::private(), &[]), json!({ "mail of jane": "to ****@***.com, please" }));
    }

    #[test]
    fn no_field_is_lost_where_masks_make_names_the_same() {
        let value = json!({ "a@x.org": 1, "b@y.org": 2, "c@z.org": 3, "****@***.com (2)": 4, "d": 5 });
        let clean = masked(value, &Wanted::private(), &[]);
        assert_eq!(clean, json!({ "****@***.com (2)": 4, "****@***.com": 1, "****@***.com (3)": 2, "****@***.com (4)": 3, "d": 5 }));
        assert_eq!(masked(clean.clone(), &Wanted::private(), &[]), clean);
    }

    #[test]
    fn items_are_not_read_behind_all_of_a_long_name() {
        let name = format!("{}phone", "wörd ".repeat(40_000));
        let value = json!({ &name: vec!["4915123456789"; 1_000] });
        assert_eq!(masked(value, &Wanted::private(), &[]), json!({ &name: vec!["***-***-****"; 1_000] }));
    }
}
