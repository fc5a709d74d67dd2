/// The largest whole number below which every whole number is an `f64` of its own.
const EXACT: f64 = 9_007_199_254_740_991.0;

/// JSON with `3.0` and `3e0` written as `3`: JSON Schema counts them among the integers, serde does not. Nothing where
/// there is no such number; what is not JSON stays what it is.
pub(crate) fn with_whole_numbers(json: &str) -> Option<String> {
    let (mut written, mut rest, mut is_changed) = (String::with_capacity(json.len()), json, false);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => length_of_text(rest),
            '-' | '0'..='9' => rest.find(|c: char| !c.is_ascii_digit() && !"+-.eE".contains(c)).unwrap_or(rest.len()),
            other => other.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        match whole(token) {
            Some(number) => written.push_str(&number.to_string()),
            None => written.push_str(token),
        }
        is_changed |= whole(token).is_some();
        rest = after;
    }
    is_changed.then_some(written)
}

/// With its quotes; all that is left where the closing one is missing.
fn length_of_text(json: &str) -> usize {
    let mut is_escaped = false;
    let end = json.char_indices().skip(1).find(|(_, c)| {
        let is_end = *c == '"' && !is_escaped;
        is_escaped = *c == '\\' && !is_escaped;
        is_end
    });
    end.map_or(json.len(), |(at, quote)| at + quote.len_utf8())
}

fn whole(token: &str) -> Option<i64> {
    let is_fraction = token.starts_with(|c: char| c == '-' || c.is_ascii_digit()) && token.contains(['.', 'e', 'E']);
    let number = is_fraction.then(|| serde_json::from_str::<f64>(token).ok()).flatten()?;
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_lose_their_point_and_nothing_else_changes() {
        for (json, expected) in [
            (r#"{"a":3.0,"b":[-2.00,1e3,1.5e1]}"#, Some(r#"{"a":3,"b":[-2,1000,15]}"#)),
            (r#"{"a":"3.0 \" 4.0 \\","b":5.0}"#, Some(r#"{"a":"3.0 \" 4.0 \\","b":5}"#)),
            (r#"{"a":3.5,"b":3,"c":1e300,"d":"1.0"}"#, None),
            (r#"{"é":01.0,"b":1.,"c":.5,"d":1.0.0}"#, None),
            (r#"{"a":"3.0"#, None),
            ("", None),
        ] {
            assert_eq!(with_whole_numbers(json).as_deref(), expected, "{json}");
        }
    }
}
