/// What serde says of a value, in the terms of the API: of objects, arrays and numbers and not of Rust's types.
pub(crate) fn in_api_terms(message: &str) -> String {
    if ["invalid type: ", "invalid value: ", "invalid length "].iter().any(|start| message.starts_with(start)) {
        // What was sent may hold the same words: what was expected stands last.
        return message
            .rsplit_once(", expected ")
            .map_or_else(|| message.to_owned(), |(_, expected)| format!("expected {}", named(expected)));
    }
    if let Some((_, expected)) = message.strip_prefix("unknown variant `").and_then(|rest| rest.rsplit_once("`, expected ")) {
        return format!("expected {expected}");
    }
    if message.starts_with("data did not match any variant") {
        return "not in a form that is taken here".to_owned();
    }
    match message {
        "invalid digit found in string"
        | "cannot parse integer from empty string"
        | "number too large to fit in target type"
        | "number too small to fit in target type" => "expected a whole number, as digits alone and not too large".to_owned(),
        "invalid float literal" | "cannot parse float from empty string" => "expected a number".to_owned(),
        "provided string was not `true` or `false`" => "expected true or false".to_owned(),
        other => other.to_owned(),
    }
}

fn named(expected: &str) -> String {
    let whole = |least: i64, most: u64| format!("a whole number from {least} to {most}");
    match expected {
        "u8" => whole(0, u8::MAX.into()),
        "u16" => whole(0, u16::MAX.into()),
        "u32" => whole(0, u32::MAX.into()),
        "u64" | "usize" => whole(0, u64::MAX),
        "i32" => whole(i32::MIN.into(), i32::MAX as u64),
        "i64" => whole(i64::MIN, i64::MAX as u64),
        "f32" | "f64" => "a number".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a sequence" => "an array".to_owned(),
        "a map" => "an object".to_owned(),
        "unit" => "null".to_owned(),
        "string or map" => "a string".to_owned(),
        other if other.starts_with("struct ") => "an object".to_owned(),
        other if other.starts_with("enum ") => "a string".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_message_speaks_of_rust() {
        for (message, expected) in [
            ("invalid type: sequence, expected struct NewPlan with 2 elements", "expected an object"),
            ("invalid type: floating point `1.5`, expected u64", "expected a whole number from 0 to 18446744073709551615"),
            ("invalid value: integer `-1`, expected u32", "expected a whole number from 0 to 4294967295"),
            ("invalid type: string \"a, expected b\", expected f64", "expected a number"),
            ("invalid type: map, expected a sequence", "expected an array"),
            ("invalid length 1, expected struct Weights with 3 elements", "expected an object"),
            ("unknown variant `fast`, expected one of `rcr`, `full`", "expected one of `rcr`, `full`"),
            ("data did not match any variant of untagged enum Detail", "not in a form that is taken here"),
            ("invalid digit found in string", "expected a whole number, as digits alone and not too large"),
            ("unknown field `colour`, expected `query`", "unknown field `colour`, expected `query`"),
            ("missing field `query`", "missing field `query`"),
        ] {
            assert_eq!(in_api_terms(message), expected);
        }
    }
}
