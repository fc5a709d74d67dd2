//! Parameters that are not what an operation takes: in the path, in the query, in headers.

use serde_json::Value;

use super::{
    Case, Expected,
    operation::{Input, Operation, Parameter, Place, allows, encoded, plain, shape, word},
};

pub(super) fn cases(operation: &Operation) -> Vec<Case> {
    let mut cases: Vec<Case> = operation.parameters.iter().flat_map(|parameter| cases_of(operation, parameter)).collect();
    if operation.parameters.iter().any(|parameter| parameter.place == Place::Query) {
        let mut input = operation.good();
        input.query.push(("surprise".to_owned(), "1".to_owned()));
        cases.push(Case { what: "?surprise=1".to_owned(), input, expected: Expected::Refused(Some("surprise".to_owned())) });
    }
    cases
}

fn cases_of(operation: &Operation, parameter: &Parameter) -> Vec<Case> {
    let mut inputs = match parameter.place {
        Place::Path => raw_in_path(parameter),
        Place::Query => raw_in_query(parameter),
        Place::Header => Vec::new(),
    };
    let named = Expected::Refused((parameter.place != Place::Path).then(|| parameter.name.clone()));
    for (text, is_good) in values(parameter) {
        let fits_header = text.chars().all(|c| (' '..='~').contains(&c));
        if (parameter.place == Place::Path && text.is_empty()) || (parameter.place == Place::Header && !fits_header) {
            continue;
        }
        let expected = if is_good { Expected::Taken } else { named.clone() };
        let value = if parameter.place == Place::Header { text } else { encoded(&text) };
        inputs.push((vec![value], expected));
    }
    inputs.into_iter().map(|(values, expected)| case(operation, parameter, &values, expected)).collect()
}

/// The request in which the parameter stands as often as there are values.
fn case(operation: &Operation, parameter: &Parameter, values: &[String], expected: Expected) -> Case {
    let mut input: Input = operation.good();
    // Some do not go together: each is tried without those that may be absent.
    let is_needed = |name: &str| operation.parameters.iter().any(|other| other.name == name && other.is_required);
    input.query.retain(|(name, _)| is_needed(name));
    let place = match parameter.place {
        Place::Path => &mut input.path,
        Place::Query => &mut input.query,
        Place::Header => &mut input.headers,
    };
    place.retain(|(name, _)| *name != parameter.name);
    place.extend(values.iter().map(|value| (parameter.name.clone(), value.clone())));
    let shown: Vec<String> = values.iter().map(|value| value.chars().take(60).collect()).collect();
    Case { what: format!("{} = {shown:?}", parameter.name), input, expected }
}

type Values = Vec<(Vec<String>, Expected)>;

/// Whatever stands there names nothing.
fn raw_in_path(parameter: &Parameter) -> Values {
    let is_id = parameter.schema["format"] == "uuid";
    let id = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
    let ids = [&id.to_uppercase(), &id[1..], &id.replace('-', ""), "%7b7c9e6679-7425-40de-944b-e07fc1f90ae7%7d"].map(str::to_owned);
    let others =
        ["%ff", "%c3%28", "%00", "a%00b", "%zz", "%", "..%2f..%2fetc%2fpasswd", "%2e%2e", "%F0%9F%98%80", "'%20or%201=1", "%0d%0ax:y"];
    let mut raw: Vec<String> = others.map(str::to_owned).to_vec();
    raw.push("a".repeat(5_000));
    let broken = raw.into_iter().map(|value| (vec![value], if is_id { Expected::Refused(None) } else { Expected::Answered }));
    broken.chain(ids.into_iter().filter(|_| is_id).map(|value| (vec![value], Expected::Refused(None)))).collect()
}

fn raw_in_query(parameter: &Parameter) -> Values {
    let named = Expected::Refused(Some(parameter.name.clone()));
    let good = encoded(&plain(&parameter.schema));
    let mut raw: Values =
        ["%ff", "%c3%28", "a%ed%a0%80", "%zz", "a%", "%4"].iter().map(|value| (vec![(*value).to_owned()], named.clone())).collect();
    raw.push((vec![good.clone(), good], named.clone()));
    raw.push((Vec::new(), if parameter.is_required { named.clone() } else { Expected::Taken }));
    if parameter.name == "cursor" {
        raw.extend(["x", "e30", "bnVsbA", "AAAA", "%00"].iter().map(|value| (vec![(*value).to_owned()], named.clone())));
    }
    raw
}

/// Texts, and whether each is a good one.
fn values(parameter: &Parameter) -> Vec<(String, bool)> {
    let schema = shape(&parameter.schema);
    if parameter.name == "cursor" {
        return Vec::new();
    }
    if allows(schema, "integer") {
        return numbers(schema);
    }
    let has_choice = !schema["enum"].is_null() || !schema["const"].is_null();
    if has_choice {
        return ["", "other", "a,b", "\u{0}"].map(|text| (text.to_owned(), false)).to_vec();
    }
    if allows(schema, "boolean") {
        return ["", "maybe", "2"].map(|text| (text.to_owned(), false)).to_vec();
    }
    let mut texts = Vec::new();
    if let Some(most) = schema["maxLength"].as_u64() {
        texts.extend([(word(schema, most), true), (word(schema, most + 1), false)]);
    }
    if let Some(least) = schema["minLength"].as_u64().filter(|least| *least > 0) {
        texts.extend([(word(schema, least), true), (word(schema, least - 1), false)]);
    }
    texts
}

fn numbers(schema: &Value) -> Vec<(String, bool)> {
    let texts = ["", "x", "1.5", "1e3", "0x1", " 1", "1 ", "\u{0661}", "123456789012345678901234567890", "-123456789012345678901234567890"];
    let mut numbers = texts.map(|text| (text.to_owned(), false)).to_vec();
    for (limit, beyond) in [("minimum", -1), ("maximum", 1)] {
        if let Some(limit) = schema[limit].as_i64() {
            numbers.extend([(limit.to_string(), true), ((limit + beyond).to_string(), false)]);
        }
    }
    numbers
}
