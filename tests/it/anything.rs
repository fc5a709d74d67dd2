//! Whatever a client sends, the platform does not break over it.

use std::collections::BTreeSet;

use genesis_local::Demo;
use http::{Method, Response, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::house::{DOCUMENTS, House, SEARCH, START};

/// One house for all cases of a property.
struct Door {
    runtime: Runtime,
    house: House,
    tenant: Demo,
}

impl Door {
    fn open() -> Self {
        let runtime = Runtime::new().unwrap();
        let (house, tenant) = runtime.block_on(async {
            let house = House::open().await;
            let tenant = house.tenant().await;
            (house, tenant)
        });
        Self { runtime, house, tenant }
    }

    fn send(&self, method: Method, path: &str, body: Vec<u8>) -> Response<bytes::Bytes> {
        let headers = [("x-api-key", self.tenant.key.as_str()), ("content-type", "application/json")];
        self.runtime.block_on(self.house.send(method, path, &headers, body))
    }
}

fn check<S: Strategy>(cases: u32, strategy: &S, property: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    if let Err(failure) = TestRunner::new(config).run(strategy, property) {
        panic!("{failure}");
    }
}

/// JSON of any shape, with names that mean something at the door and others.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from)
    ];
    let name = prop_oneof![
        Just("query"),
        Just("metadata"),
        Just("max_steps"),
        Just("documents"),
        Just("title"),
        Just("text"),
        Just("id"),
        Just("seed"),
        Just("plan"),
        Just("steps"),
        Just("q"),
        Just("cognitive_load"),
        Just("half_life_waves")
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        let list = prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from);
        let object = prop::collection::btree_map(name.clone().prop_map(str::to_owned), inner, 0..6);
        prop_oneof![list, object.prop_map(|fields| Value::Object(fields.into_iter().collect()))]
    })
}

#[test]
fn any_bytes_as_a_body_are_answered() {
    let door = Door::open();
    check(200, &(prop::collection::vec(any::<u8>(), 0..600), any::<bool>()), |(body, is_start)| {
        let status = door.send(Method::POST, if is_start { START } else { DOCUMENTS }, body).status();
        prop_assert!(status.is_client_error(), "{status}");
        Ok(())
    });
}

#[test]
fn any_json_as_a_body_is_answered() {
    let door = Door::open();
    check(200, &(any_json(), any::<bool>()), |(body, is_start)| {
        let status = door.send(Method::POST, if is_start { START } else { DOCUMENTS }, body.to_string().into_bytes()).status();
        let expected = [StatusCode::CREATED, StatusCode::ACCEPTED, StatusCode::BAD_REQUEST, StatusCode::UNPROCESSABLE_ENTITY];
        prop_assert!(expected.contains(&status), "{status}");
        Ok(())
    });
}

#[test]
fn any_plan_is_taken_or_refused_at_its_steps() {
    let door = Door::open();
    let question = prop_oneof!["\\PC{0,40}", "[a-c ]{0,6}(#[0-9]{1,3} ?){0,3}\\?"];
    let step = (question, prop::collection::vec("s[0-9]{1,3}|\\PC{0,3}", 0..3), any::<bool>());
    check(200, &(prop::collection::vec(step, 0..15), any::<bool>()), |(steps, split)| {
        let steps: Vec<Value> = steps
            .into_iter()
            .map(|(q, after, compares)| json!({ "q": q, "depends_on": after, "kind": if compares { "compare" } else { "lookup" } }))
            .collect();
        let new = json!({ "query": "Who?", "plan": { "steps": steps, "split": split } });
        let (status, answer) = door.runtime.block_on(door.house.post(&door.tenant.key, START, &new));
        let field = answer["errors"][0]["field"].as_str().unwrap_or_default();
        prop_assert!(
            status == StatusCode::CREATED || (status == StatusCode::UNPROCESSABLE_ENTITY && field.starts_with("plan.steps")),
            "{answer}"
        );
        Ok(())
    });
}

/// Each ends, answered or with a reason; none fails.
#[test]
fn any_text_as_a_question_ends_with_an_answer_or_a_reason() {
    let door = Door::open();
    let ends = check_questions(&door);
    assert!(ends.is_subset(&BTreeSet::from(["completed".to_owned(), "terminated".to_owned()])), "{ends:?}");
}

fn check_questions(door: &Door) -> BTreeSet<String> {
    let ends = std::cell::RefCell::new(BTreeSet::new());
    door.runtime.block_on(
        door.house.teach(&door.tenant, &[json!({ "title": "Ants", "text": "Ants walk. The queen of the ants is Anna, born in 1950." })]),
    );
    let words = prop::sample::select(vec![
        "who", "is", "the", "of", "Ants", "queen", "both", "and", "or", "than", "which", "'s", ",", "?", "#1", "1950", "born", "where",
    ]);
    let question = prop_oneof!["\\PC{1,80}", prop::collection::vec(words, 1..14).prop_map(|words| words.join(" "))];
    check(40, &question, |question| {
        let (status, started) = door.runtime.block_on(door.house.post(&door.tenant.key, START, &json!({ "query": question })));
        if status == StatusCode::CREATED {
            let ended = door.runtime.block_on(door.house.ended(&door.tenant, started["run_id"].as_str().unwrap_or_default()));
            prop_assert!(ended["status"] == "completed" || ended["terminator"].is_object(), "{ended}");
            ends.borrow_mut().insert(ended["status"].as_str().unwrap_or_default().to_owned());
        } else {
            prop_assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        Ok(())
    });
    ends.into_inner()
}

#[test]
fn any_text_in_a_path_names_nothing() {
    let door = Door::open();
    check(200, &("[^/]{1,60}", 0..4_usize), |(text, place)| {
        let id = utf8_percent_encode(&text, NON_ALPHANUMERIC);
        let run = "11111111-2222-4333-8444-555555555555";
        let path = match place {
            0 => format!("/api/v1/orchestration/status/{id}"),
            1 => format!("/api/v1/orchestration/{id}/artifacts"),
            2 => format!("/api/v1/orchestration/{run}/artifacts/{id}"),
            _ => format!("/{id}"),
        };
        prop_assert_eq!(door.send(Method::GET, &path, Vec::new()).status(), StatusCode::NOT_FOUND);
        Ok(())
    });
}

#[test]
fn any_text_as_a_search_is_answered() {
    let door = Door::open();
    check(200, &(".{1,60}", "\\PC{0,20}"), |(query, more)| {
        let query = utf8_percent_encode(&query, NON_ALPHANUMERIC);
        let status = door.send(Method::GET, &format!("{SEARCH}?query={query}"), Vec::new()).status();
        prop_assert_eq!(status, StatusCode::OK);
        let more = utf8_percent_encode(&more, NON_ALPHANUMERIC);
        let status = door.send(Method::GET, &format!("{SEARCH}?query={query}&{more}"), Vec::new()).status();
        prop_assert!(status == StatusCode::OK || status == StatusCode::UNPROCESSABLE_ENTITY, "{}", status);
        Ok(())
    });
}
