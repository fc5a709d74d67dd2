use serde_json::Value;

/// The fields in which the files of two runs of the same question on the same knowledge may differ: who the run is, when it was and
/// how long it took. Its correlation id is the caller's own, and no part of them.
const OF_THE_RUN: [&str; 9] =
    ["run_id", "timestamp", "ts", "started_at", "latency_ms", "duration_ms", "attempt", "selection_ms", "selection_time_ms"];

/// An artifact's content in the form in which that of two runs is compared: without what is one run's alone.
pub fn comparable(content: &str) -> String {
    let whole = serde_json::from_str(content).map(|value| format!("{:#}", blotted(value)));
    whole.unwrap_or_else(|_| content.lines().map(|line| comparable_line(line) + "\n").collect())
}

fn comparable_line(line: &str) -> String {
    serde_json::from_str(line).map_or_else(|_| line.to_owned(), |value| blotted(value).to_string())
}

fn blotted(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let blot = |(name, value): (String, Value)| match OF_THE_RUN.contains(&name.as_str()) {
                true => (name, Value::Null),
                false => (name, blotted(value)),
            };
            Value::Object(fields.into_iter().map(blot).collect())
        }
        Value::Array(items) => items.into_iter().map(blotted).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_one_runs_alone_is_left_out_and_nothing_else() {
        for (one, two, expected) in [
            (r#"{"run_id":"a","answer":"x"}"#, r#"{"run_id":"b","answer":"x"}"#, true),
            (r#"{"run_id":"a","answer":"x"}"#, r#"{"run_id":"a","answer":"y"}"#, false),
            (r#"{"correlation_id":"a"}"#, r#"{"correlation_id":"b"}"#, false),
            (r#"{"run_id":"a"}"#, "{}", false),
            ("{\"a\":[{\"ts\":1}]}\n{\"b\":1}\n", "{\"a\":[{\"ts\":2}]}\n{\"b\":1}\n", true),
            ("{\"a\":1}\n{\"b\":1}\n", "{\"a\":1}\n{\"b\":2}\n", false),
            ("{\"latency_ms\":{\"p50\":1}}", "{\"latency_ms\":{\"p50\":2}}", true),
            ("plain", "text", false),
        ] {
            assert_eq!(comparable(one) == comparable(two), expected, "{one} {two}");
        }
    }
}
