use serde::de::DeserializeOwned;

use super::BadReply;

/// In bytes; no budget of a reply reaches this far.
const LONGEST: usize = 128 * 1024;
/// Where the thoughts of a model that speaks them end.
const THOUGHT: &str = "</think>";
/// Characters of a parser's complaint, which may repeat what it complains of.
const LONGEST_COMPLAINT: usize = 300;

/// Reads the first JSON object of a reply, with what models put around it: code fences, a sentence before or after, thoughts.
pub(super) fn object<T: DeserializeOwned>(reply: &str) -> Result<T, BadReply> {
    if reply.len() > LONGEST {
        return Err(BadReply::TooLong { limit: LONGEST });
    }
    let said = reply.rfind(THOUGHT).map_or(reply, |at| &reply[at + THOUGHT.len()..]);
    let from = &said[said.find('{').ok_or(BadReply::NoObject)?..];
    let object = &from[..length(from).ok_or(BadReply::BrokenOff)?];
    serde_json::from_str(object).map_err(|error| BadReply::OtherForm { why: error.to_string().chars().take(LONGEST_COMPLAINT).collect() })
}

/// How many bytes the object spans that a text begins with; none where its brackets are never closed.
fn length(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_models_put_around_an_object_is_left_out() {
        for reply in [
            "{\"a\":1}",
            "  {\"a\":1}\n",
            "```json\n{\"a\":1}\n```",
            "Sure, here it is: {\"a\":1} I hope that helps {\"a\":2}",
            "<think>Maybe {\"a\":3}?</think>\n{\"a\":1}",
            "{\"a\":1}}}",
        ] {
            assert_eq!(object::<Value>(reply), Ok(json!({ "a": 1 })), "{reply}");
        }
        assert_eq!(object::<Value>(r#"{"a":"\"}{\\"}"#), Ok(json!({ "a": "\"}{\\" })));
    }

    #[test]
    fn what_holds_no_object_is_refused() {
        let other = |why: &str| BadReply::OtherForm { why: why.to_owned() };
        for (reply, error) in [
            ("", BadReply::NoObject),
            ("I do not know.", BadReply::NoObject),
            ("[1, 2]", BadReply::NoObject),
            ("{\"a\":\"b", BadReply::BrokenOff),
            ("{\"a\":[{\"b\":1}", BadReply::BrokenOff),
            ("{\"a\":'b'}", other("expected value at line 1 column 6")),
            ("{]", other("key must be a string at line 1 column 2")),
            (&"{".repeat(LONGEST), BadReply::BrokenOff),
            (&"x".repeat(1 << 20), BadReply::TooLong { limit: LONGEST }),
        ] {
            assert_eq!(object::<Value>(reply), Err(error));
        }
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(5000), "]".repeat(5000));
        assert!(matches!(object::<Value>(&deep), Err(BadReply::OtherForm { .. })));
    }

    proptest! {
        #[test]
        fn an_object_is_found_within_anything_that_holds_none(value in "\\PC{0,12}", before in "[^{<]{0,12}", after in "\\PC{0,12}") {
            let said = json!({ "a": value });
            prop_assert_eq!(object::<Value>(&format!("{before}{said}{}", after.replace('<', ""))), Ok(said));
        }

        #[test]
        fn reading_never_panics(reply in "(\\{|\\}|\\[|\\]|\"|\\\\|:|,|</think>|\\PC{0,3}){0,40}") {
            drop(object::<Value>(&reply));
        }
    }
}
