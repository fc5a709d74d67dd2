//! What a new version is asked before it gets traffic.

use genesis_local::functions;
use http::StatusCode;
use serde_json::json;

use crate::house::{House, START};

#[tokio::test]
async fn every_function_answers_the_probe_and_touches_nothing() {
    let house = House::open().await;
    let before = house.platform.embedded().calls();
    for function in functions() {
        let name = function.declaration.name;
        let answer = house.platform.invoke(name, genesis_lambda::probe()).await.expect("a declared function");
        assert_eq!(answer, Ok(json!({ "function": name, "version": env!("CARGO_PKG_VERSION") })));
    }
    assert_eq!(house.platform.embedded().calls(), before);
}

#[tokio::test]
async fn a_client_cannot_send_the_probe() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let (status, problem) = house.post(&tenant.key, START, &genesis_lambda::probe()).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid_field")), "{problem}");
    let (status, problem) = house.post("", START, &genesis_lambda::probe()).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNAUTHORIZED, &json!("unauthenticated")));
}
