use std::str::FromStr;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path as InPath, Request},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use genesis_core::Kind;
use percent_encoding::percent_decode_str;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Map, Value};
use serde_path_to_error::{Path, Segment};

use crate::{Problem, numbers::with_whole_numbers, objects::Objects, wording::in_api_terms};

/// A JSON object as the body, read strictly. Problems name the field; a body above the endpoint's limit is 413.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        WeighedJson::from_request(request, state).await.map(|WeighedJson(value, _)| Self(value))
    }
}

/// The same, with the bytes that it came in.
#[derive(Debug)]
pub struct WeighedJson<T>(pub T, pub u64);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for WeighedJson<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let RawJson(body) = RawJson::from_request(request, state).await?;
        read_whole(utf_8(&body)?).map(|value| Self(value, body.len() as u64))
    }
}

/// A body that is said to be JSON, to the byte, before anybody has looked into it.
#[derive(Debug)]
pub struct RawJson(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for RawJson {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        supported(request.headers())?;
        Bytes::from_request(request, state).await.map(Self).map_err(|rejection| unread(rejection.status()))
    }
}

impl<T: DeserializeOwned> Json<T> {
    /// A body that was looked into in another way before, read as strictly.
    pub fn read(body: &RawJson) -> Result<T, Problem> {
        read_json(utf_8(&body.0)?)
    }

    /// An object that came within another, read as strictly. Problems name the fields in it.
    pub fn of(object: &Map<String, Value>) -> Result<T, Problem> {
        let text = serde_json::to_string(object).expect("an object has texts for keys");
        read_json(&text)
    }
}

/// Query parameters, read strictly.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        if let Some(parameter) = parts.uri.query().and_then(unreadable_parameter) {
            return Err(
                Problem::new(Kind::Malformed, "not_utf8", "the parameter is not valid UTF-8 behind its percent signs").at(parameter)
            );
        }
        let query = axum::extract::Query::<T>::try_from_uri(&parts.uri).map_err(|rejection| {
            let text = rejection.body_text().replace("Failed to deserialize query string: ", "");
            let (parameter, message) = text.split_once(": ").unwrap_or(("", &text));
            invalid(message, parameter)
        })?;
        Ok(Self(query.0))
    }
}

/// An id in the path. What is not an id names nothing: 404.
#[derive(Debug)]
pub struct PathId<T>(pub T);

impl<T: FromStr, S: Send + Sync> FromRequestParts<S> for PathId<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let InPath(text) = InPath::<String>::from_request_parts(parts, state).await.map_err(|_| Problem::not_found())?;
        text.parse().map(Self).map_err(|_| Problem::not_found())
    }
}

fn supported(headers: &HeaderMap) -> Result<(), Problem> {
    let header = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if !is_json(header(header::CONTENT_TYPE).unwrap_or_default()) {
        let problem = Problem::new(Kind::UnsupportedMedia, "not_json", "the content-type must be application/json, in UTF-8");
        return Err(problem.at("content-type"));
    }
    if !header(header::CONTENT_ENCODING).unwrap_or("identity").eq_ignore_ascii_case("identity") {
        return Err(Problem::new(Kind::UnsupportedMedia, "body_encoded", "the body must not be compressed").at("content-encoding"));
    }
    Ok(())
}

fn is_json(content_type: &str) -> bool {
    let (essence, parameters) = content_type.split_once(';').unwrap_or((content_type, ""));
    let charsets = parameters.split(';').filter_map(|parameter| parameter.split_once('='));
    let mut charsets = charsets.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    essence.trim().eq_ignore_ascii_case("application/json")
        && charsets.all(|(_, charset)| charset.trim().trim_matches('"').eq_ignore_ascii_case("utf-8"))
}

/// The name of the first parameter whose name or value has no UTF-8 behind its percent signs.
fn unreadable_parameter(query: &str) -> Option<String> {
    let mut parameters = query.split('&').map(|parameter| parameter.split_once('=').unwrap_or((parameter, "")));
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    let is_whole = |text: &str| text.split('%').skip(1).all(|rest| is_digit(rest.as_bytes().first()) && is_digit(rest.as_bytes().get(1)));
    let is_read = |text| is_whole(text) && percent_decode_str(text).decode_utf8().is_ok();
    let (name, _) = parameters.find(|(name, value)| !is_read(name) || !is_read(value))?;
    Some(percent_decode_str(name).decode_utf8_lossy().into_owned())
}

fn unread(status: StatusCode) -> Problem {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(Kind::TooLarge, "body_too_large", "the body is larger than this endpoint takes"),
        _ => Problem::new(Kind::Malformed, "body_unread", "the body could not be read"),
    }
}

pub(crate) fn utf_8(body: &[u8]) -> Result<&str, Problem> {
    std::str::from_utf8(body).map_err(|_| Problem::new(Kind::Malformed, "not_utf8", "the body is not valid UTF-8").at("body"))
}

/// Whole numbers may be written with a fraction of zero.
pub(crate) fn read_whole<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    let read = read_json(text);
    let again = if read.is_err() { with_whole_numbers(text) } else { None };
    again.map_or(read, |text| read_json(&text))
}

fn read_json<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    if text.trim_start().starts_with('[') {
        serde_json::from_str::<IgnoredAny>(text).map_err(|error| malformed(&error))?;
        return Err(invalid("the body must be a JSON object", ""));
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(Objects(&mut deserializer)).map_err(|error| {
        let path = error.path().clone();
        let inner = error.into_inner();
        match inner.classify() {
            serde_json::error::Category::Data => invalid(&without_position(&inner.to_string()), &path.to_string()),
            // What is no text where one of a few texts is asked for counts as broken syntax there.
            _ if inner.to_string().starts_with("expected value") => match serde_json::from_str(text) {
                Ok(value) => invalid(&expected_texts::<T>(value, &path), &path.to_string()),
                Err(error) => malformed(&error),
            },
            _ => malformed(&inner),
        }
    })?;
    deserializer.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

/// Which texts are asked for at a place where something else stands: a text that is none of them is refused with all of them.
fn expected_texts<T: DeserializeOwned>(mut body: Value, path: &Path) -> String {
    let place = path.iter().try_fold(&mut body, |value, segment| match segment {
        Segment::Seq { index } => value.get_mut(*index),
        Segment::Map { key } => value.get_mut(key),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    if let Some(place) = place {
        *place = Value::from("");
    }
    let refused = serde_path_to_error::deserialize::<_, T>(body).err().filter(|refused| refused.path().to_string() == path.to_string());
    let message = refused.map(|refused| refused.into_inner().to_string()).unwrap_or_default();
    message.strip_prefix("unknown variant ``, ").unwrap_or("expected a string").to_owned()
}

fn malformed(error: &serde_json::Error) -> Problem {
    Problem::new(Kind::Malformed, "malformed_json", format!("the body is not valid JSON: {error}")).at("body")
}

/// Names the field a serde message speaks of: the one in backticks for a missing, unknown or repeated field, otherwise
/// the path. The path may end with that field, or with what should hold it.
fn invalid(message: &str, path: &str) -> Problem {
    let parent = if path == "." { "" } else { path };
    let named = ["missing field `", "unknown field `", "duplicate field `"].iter().find_map(|prefix| {
        let (_, rest) = message.split_once(prefix)?;
        rest.split('`').next()
    });
    let field = match named {
        Some(name) if parent.is_empty() => name.to_owned(),
        Some(name) if parent.rsplit('.').next() != Some(name) => format!("{parent}.{name}"),
        None if parent.is_empty() => "body".to_owned(),
        Some(_) | None => parent.to_owned(),
    };
    Problem::new(Kind::Invalid, "invalid_field", in_api_terms(message)).at(field)
}

fn without_position(message: &str) -> String {
    message.rsplit_once(" at line ").map_or(message, |(text, _)| text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Order {
        #[expect(dead_code, reason = "only read by serde")]
        lines: Vec<Line>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Line {
        #[expect(dead_code, reason = "only read by serde")]
        count: u32,
        #[expect(dead_code, reason = "only read by serde")]
        colour: Option<Colour>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Colour {
        Red,
        Green,
        Blue,
    }

    #[test]
    fn a_problem_names_the_field() {
        for (body, status, field) in [
            (r#"{"lines":[{"count":"x"}]}"#, 422, "lines[0].count"),
            (r#"{"lines":[{}]}"#, 422, "lines[0].count"),
            (r#"{"lines":[],"extra":1}"#, 422, "extra"),
            (r#"{"lines":[{"count":1,"extra":1}]}"#, 422, "lines[0].extra"),
            (r#"{"lines":[],"lines":[]}"#, 422, "lines"),
            (r#"{}"#, 422, "lines"),
            (r#"[[]]"#, 422, "body"),
            (r#""text""#, 422, "body"),
            (r#"{"lines":[[1]]}"#, 422, "lines[0]"),
            (r#"{"lines":[{"count":1},[]]}"#, 422, "lines[1]"),
        ] {
            let problem = serde_json::to_value(read_json::<Order>(body).unwrap_err()).unwrap();
            assert_eq!(
                (problem["status"].as_u64(), problem["errors"][0]["field"].as_str()),
                (Some(status), Some(field)),
                "{body}: {problem}"
            );
        }
    }

    #[test]
    fn a_problem_lists_the_texts_that_are_allowed() {
        for colour in [r#""pink""#, "5", "[]", "{}", "true"] {
            let body = format!(r#"{{"lines":[{{"count":1}},{{"colour":{colour},"count":1}}]}}"#);
            let problem = serde_json::to_value(read_json::<Order>(&body).unwrap_err()).unwrap();
            assert_eq!((&problem["status"], &problem["errors"][0]["field"]), (&422.into(), &"lines[1].colour".into()), "{problem}");
            assert!(problem["detail"].as_str().unwrap().ends_with("expected one of `red`, `green`, `blue`"), "{problem}");
        }
    }

    #[test]
    fn what_is_not_json_is_malformed() {
        let deep = "[".repeat(100_000);
        for body in ["", "{", "{}}", "nul", "\u{0}", deep.as_str()] {
            assert_eq!(read_json::<serde_json::Value>(body).unwrap_err().status(), StatusCode::BAD_REQUEST);
        }
    }
}
