//! What a client may get wrong. Each mistake is told with its status, its code and its field, and leaves nothing behind.

use genesis_core::{Clock, Ids, RunId};
use genesis_local::Demo;
use http::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::house::{DOCUMENTS, House, START};

const JSON: (&str, &str) = ("content-type", "application/json");

/// A house whose ids can be told in advance, so that everything stored can be looked for.
struct Counter {
    house: House,
    tenant: Demo,
}

impl Counter {
    const SEED: u64 = 11;

    async fn open() -> Self {
        let house = House::with(Clock::system(), Ids::seeded(Self::SEED)).await;
        let tenant = house.tenant().await;
        Self { house, tenant }
    }

    async fn post(&self, path: &str, body: impl Into<bytes::Bytes>) -> Response<bytes::Bytes> {
        self.house.send(Method::POST, path, &[("x-api-key", &self.tenant.key), JSON], body).await
    }

    /// Posts, and holds the answer against `status code field`, where `-` is no field.
    async fn refuses(&self, path: &str, body: impl Into<bytes::Bytes>, expected: &str) {
        let body = body.into();
        let shown = String::from_utf8_lossy(&body[..body.len().min(120)]).into_owned();
        let answer = self.post(path, body).await;
        assert_eq!(told(&answer), expected, "{path} {shown}: {:?}", answer.body());
        assert!(!String::from_utf8_lossy(answer.body()).contains(&self.tenant.key[21..]), "{path} {shown}: the answer repeats the secret");
    }

    /// How many runs are stored under the ids given out so far.
    async fn runs(&self) -> usize {
        let (ids, runs) = (Ids::seeded(Self::SEED), self.house.operator().runs(self.tenant.tenant));
        let mut count = 0;
        for _ in 0..1_000 {
            count += usize::from(runs.find(RunId::new(ids.next())).await.unwrap().is_some());
        }
        count
    }
}

/// `status code field` of a problem.
fn told(answer: &Response<bytes::Bytes>) -> String {
    let problem: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    assert_eq!(answer.headers()["content-type"], "application/problem+json", "{problem}");
    assert_eq!(problem["status"], answer.status().as_u16(), "{problem}");
    assert!(problem["title"].is_string() && problem["detail"].is_string(), "{problem}");
    let field = problem["errors"][0]["field"].as_str().unwrap_or("-");
    format!("{} {} {field}", answer.status().as_u16(), problem["code"].as_str().unwrap_or("?"))
}

#[tokio::test]
async fn a_question_must_be_a_question() {
    let counter = Counter::open().await;
    for (query, expected) in [
        (json!(""), "422 query_empty query"),
        (json!(" \n\t \u{a0}\u{2003}"), "422 query_empty query"),
        (json!("?!"), "422 query_empty query"),
        (json!("x".repeat(5_001)), "422 query_too_long query"),
        (json!("Who\u{0}?"), "422 query_unreadable query"),
        (json!("Who\u{1b}[2J?"), "422 query_unreadable query"),
        (json!(null), "422 invalid_field query"),
        (json!(7), "422 invalid_field query"),
        (json!(["Who?"]), "422 invalid_field query"),
        (json!({ "text": "Who?" }), "422 invalid_field query"),
        (json!(true), "422 invalid_field query"),
    ] {
        counter.refuses(START, json!({ "query": query }).to_string(), expected).await;
    }
    assert_eq!(counter.runs().await, 0);
    counter.house.start(&counter.tenant, &json!({ "query": "é".repeat(5_000) })).await;
    assert_eq!(counter.runs().await, 1);
}

#[tokio::test]
async fn metadata_may_be_any_json_object() {
    let counter = Counter::open().await;
    let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    for metadata in [nested(31), nested(32), nested(100), r#"{"":1}"#.to_owned(), r#"{"a":1e300,"b":1e-200}"#.to_owned()] {
        let answer = counter.post(START, format!(r#"{{"query":"Who?","metadata":{metadata}}}"#)).await;
        assert_eq!(answer.status(), StatusCode::CREATED, "{metadata}");
    }
}

#[tokio::test]
async fn every_other_field_of_a_start_is_checked() {
    let counter = Counter::open().await;
    let deep = (0..200).fold(json!(1), |inner, _| json!({ "a": inner }));
    for (field, values) in [
        ("max_steps", [json!(0), json!(13), json!(-1), json!(1.5), json!("3"), json!(4_294_967_297_u64)]),
        ("max_depth", [json!(0), json!(6), json!(-1), json!(0.5), json!("3"), json!([])]),
        ("max_seconds", [json!(0), json!(301), json!(-1), json!(1.5), json!("3"), json!({})]),
        ("max_tokens", [json!(0), json!(50_001), json!(-1), json!(1.5), json!("3"), json!([])]),
        ("max_cost_microdollars", [json!(0), json!(1_000_001), json!(-1), json!(0.5), json!("1.00"), json!([])]),
        ("max_tool_calls", [json!(0), json!(101), json!(-1), json!(1.5), json!("3"), json!(false)]),
        ("half_life_waves", [json!(-0.5), json!(1000.5), json!(1e308), json!("2"), json!([]), json!(false)]),
        ("seed", [json!(-1), json!(1.5), json!("42"), json!(1e30), json!({}), json!(false)]),
        ("correlation_id", [json!("x".repeat(101)), json!("a\nb"), json!("\u{0}"), json!(7), json!([]), json!({})]),
        ("workflow_id", [json!("x".repeat(101)), json!("a\u{7f}b"), json!("\u{85}"), json!(7), json!([]), json!({})]),
        ("metadata", [json!([]), json!("a"), json!(1), json!(true), json!({ "a": "x".repeat(17_000) }), json!([{}])]),
        ("colour", [json!(null), json!(1), json!(""), json!([]), json!({}), json!("red")]),
    ] {
        for value in values {
            let answer = counter.post(START, json!({ "query": "Who?", field: value }).to_string()).await;
            let told = told(&answer);
            assert!(told.starts_with("422 ") && told.ends_with(&format!(" {field}")), "{field} {value}: {told}");
        }
    }
    counter.refuses(START, json!({ "query": "Who?", "metadata": deep }).to_string(), "400 malformed_json body").await;
    assert_eq!(counter.runs().await, 0);
    let edge = json!({ "query": "Who?", "max_steps": 12, "max_depth": 5, "half_life_waves": 1000, "seed": u64::MAX, "correlation_id": "é".repeat(100), "metadata": { "a": [1, null] } });
    counter.house.start(&counter.tenant, &edge).await;
    assert_eq!(counter.runs().await, 1);
}

#[tokio::test]
async fn an_object_is_not_sent_as_an_array_of_its_fields() {
    let counter = Counter::open().await;
    for (path, body, field) in [
        (START, r#"{"query":"Who wrote Emma?","plan":[[{"q":"Who wrote Emma?"}],false]}"#, "plan"),
        (START, r#"{"query":"Who wrote Emma?","plan":{"steps":[["Who wrote Emma?",[],"lookup",true]]}}"#, "plan.steps[0]"),
        (START, r#"{"query":"Who wrote Emma?","cognitive_load":[0.7,0.1,null]}"#, "cognitive_load"),
        (START, r#"{"query":"Who wrote Emma?","cognitive_load":{"weights":[0.35,0.45,0.2]}}"#, "cognitive_load.weights"),
        (DOCUMENTS, r#"{"documents":[["T","x","i"]]}"#, "documents[0]"),
    ] {
        counter.refuses(path, body, &format!("422 invalid_field {field}")).await;
    }
    assert_eq!(counter.runs().await, 0);
}

#[tokio::test]
async fn a_problem_speaks_of_json_and_not_of_rust() {
    let counter = Counter::open().await;
    let key = [("x-api-key", counter.tenant.key.as_str())];
    let mut told = Vec::new();
    for body in [
        r#"{"query":"Who?","plan":7}"#,
        r#"{"query":"Who?","plan":{"steps":[]},"plan":{}}"#,
        r#"{"query":"Who?","seed":1.5}"#,
        r#"{"query":"Who?","max_steps":-1}"#,
        r#"{"query":"Who?","cognitive_load":{"threshold":"high"}}"#,
        r#"{"query":"Who?","plan":{"steps":[{"q":"Who?","kind":"guess"}]}}"#,
        r#"{"query":"Who?","plan":{"steps":[{"q":"Who?","asked":1}]}}"#,
    ] {
        told.push(counter.post(START, body).await);
    }
    for query in ["limit=1e2", "limit=-1", "limit=", "offset=99999999999999999999", "status=1", "limit=a"] {
        told.push(counter.house.send(Method::GET, &format!("/api/v1/orchestration/history?{query}"), &key, "").await);
    }
    for answer in told {
        let problem: Value = serde_json::from_slice(answer.body()).unwrap();
        let detail = problem["errors"][0]["detail"].as_str().unwrap();
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        for word in ["struct", "enum", "variant", "u64", "u32", "f64", "floating point", "digit found", "invalid type", "target type"] {
            assert!(!detail.contains(word), "{word} in {problem}");
        }
    }
}

#[tokio::test]
async fn a_body_must_be_a_json_object() {
    let counter = Counter::open().await;
    let deep = "[".repeat(60_000);
    for path in [START, DOCUMENTS] {
        for (body, expected) in [
            (&b""[..], "400 malformed_json body"),
            (b" \n", "400 malformed_json body"),
            (b"{", "400 malformed_json body"),
            (b"{} {}", "422 invalid_field "),
            (b"\0", "400 malformed_json body"),
            (b"{\"query\":\"a\0b\",\"documents\":[]}", "4"),
            (b"\xff\xfe{}", "400 not_utf8 body"),
            (b"{\"query\":\"\xc3\x28\"}", "400 not_utf8 body"),
            (b"\xef\xbb\xbf{}", "400 malformed_json body"),
            (br#"{"query":"\ud800","documents":"\ud800"}"#, "4"),
            (b"[]", "422 invalid_field body"),
            (br#"[{"query":"Who?"}]"#, "422 invalid_field body"),
            (br#""Who?""#, "422 invalid_field body"),
            (b"null", "422 invalid_field body"),
            (b"7", "422 invalid_field body"),
            (b"query=Who%3F", "400 malformed_json body"),
            (b"<query>Who?</query>", "400 malformed_json body"),
            (deep.as_bytes(), "400 malformed_json body"),
        ] {
            let told = told(&counter.post(path, body.to_vec()).await);
            assert!(told.starts_with(expected), "{path} {}: {told}", String::from_utf8_lossy(&body[..body.len().min(40)]));
        }
    }
    counter.refuses(DOCUMENTS, "[".repeat(100_000), "400 malformed_json body").await;
    counter.refuses(START, r#"{"query":"Who?","query":"What?"}"#, "422 invalid_field query").await;
    assert_eq!(counter.runs().await, 0);
}

#[tokio::test]
async fn a_body_says_that_it_is_json() {
    let counter = Counter::open().await;
    let body = r#"{"query":"Who?","documents":[{"title":"a","text":"b"}]}"#;
    for path in [START, DOCUMENTS] {
        for media_type in
            [None, Some(""), Some("text/plain"), Some("application/xml"), Some("application/json; charset=utf-16"), Some("json")]
        {
            let headers: Vec<_> =
                [("x-api-key", counter.tenant.key.as_str())].into_iter().chain(media_type.map(|value| ("content-type", value))).collect();
            let answer = counter.house.send(Method::POST, path, &headers, body).await;
            assert_eq!(told(&answer), "415 not_json content-type", "{path} {media_type:?}");
        }
    }
    let headers = [("x-api-key", counter.tenant.key.as_str()), ("content-type", "Application/JSON; charset=utf-8")];
    let answer = counter.house.send(Method::POST, START, &headers, r#"{"query":"Who?"}"#).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn a_body_above_the_endpoints_limit_is_too_large() {
    let counter = Counter::open().await;
    let body = r#"{"query":"Who?"}"#;
    let padded = |length: usize| format!("{body}{}", " ".repeat(length - body.len()));
    assert_eq!(counter.post(START, padded(64 * 1024)).await.status(), StatusCode::CREATED);
    for length in [64 * 1024 + 1, 1_000_000, 10_000_000, 10_000_001, 20_000_000] {
        counter.refuses(START, padded(length), "413 body_too_large -").await;
    }
    counter.refuses(START, "[".repeat(100_000), "413 body_too_large -").await;
    assert_eq!(counter.runs().await, 1);
}

#[tokio::test]
async fn every_document_is_checked_and_named_by_its_place() {
    let counter = Counter::open().await;
    let good = json!({ "title": "Ants", "text": "Ants walk." });
    for (documents, expected) in [
        (json!([]), "422 invalid_document documents"),
        (json!(null), "422 invalid_field documents"),
        (json!({}), "422 invalid_field documents"),
        (json!("Ants"), "422 invalid_field documents"),
        (json!([good, 7]), "422 invalid_field documents[1]"),
        (json!([good, null]), "422 invalid_field documents[1]"),
        (json!([{ "text": "b" }]), "422 invalid_field documents[0].title"),
        (json!([{ "title": "a" }]), "422 invalid_field documents[0].text"),
        (json!([good, { "title": 1, "text": "b" }]), "422 invalid_field documents[1].title"),
        (json!([{ "title": "a", "text": ["b"] }]), "422 invalid_field documents[0].text"),
        (json!([{ "title": "a", "text": "b", "url": "c" }]), "422 invalid_field documents[0].url"),
        (json!([good, { "title": " ", "text": "b" }]), "422 invalid_document documents[1].title"),
        (json!([{ "title": "x".repeat(501), "text": "b" }]), "422 invalid_document documents[0].title"),
        (json!([{ "title": "a", "text": "" }]), "422 invalid_document documents[0].text"),
        (json!([{ "title": "a", "text": " \n" }]), "422 invalid_document documents[0].text"),
        (json!([{ "title": "a", "text": "b\u{0}c" }]), "422 invalid_document documents[0].text"),
        (json!([{ "id": "", "title": "a", "text": "b" }]), "422 invalid_document documents[0].id"),
        (json!([{ "id": "x".repeat(201), "title": "a", "text": "b" }]), "422 invalid_document documents[0].id"),
        (json!([{ "id": "a\nb", "title": "a", "text": "b" }]), "422 invalid_document documents[0].id"),
        (json!([{ "id": 7, "title": "a", "text": "b" }]), "422 invalid_field documents[0].id"),
    ] {
        counter.refuses(DOCUMENTS, json!({ "documents": documents }).to_string(), expected).await;
    }
    assert_eq!(counter.house.found(&counter.tenant, "ants").await, [""; 0], "a good document beside a bad one is not taken either");
}

#[tokio::test]
async fn another_method_or_path_is_told_apart() {
    let counter = Counter::open().await;
    let key = counter.tenant.key.as_str();
    let status = "/api/v1/orchestration/status/11111111-2222-4333-8444-555555555555";
    for (method, path, expected) in [
        (Method::GET, START, "405 method_not_allowed -"),
        (Method::DELETE, START, "405 method_not_allowed -"),
        (Method::PUT, DOCUMENTS, "405 method_not_allowed -"),
        (Method::POST, status, "405 method_not_allowed -"),
        (Method::POST, "/health/live", "405 method_not_allowed -"),
        (Method::GET, "/", "404 not_found -"),
        (Method::GET, "/api/v1/orchestration", "404 not_found -"),
        (Method::GET, "/api/v1/orchestration/status/", "404 not_found -"),
        (Method::POST, "/api/v1/orchestration/start/", "404 not_found -"),
        (Method::POST, "/API/v1/orchestration/start", "404 not_found -"),
        (Method::GET, "/api/v1/memory/../orchestration/start", "404 not_found -"),
    ] {
        let answer = counter.house.send(method.clone(), path, &[("x-api-key", key), JSON], r#"{"query":"Who?"}"#).await;
        assert_eq!(told(&answer), expected, "{method} {path}");
    }
    assert_eq!(counter.runs().await, 0);
}
