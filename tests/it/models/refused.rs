//! Choices that cannot be met are refused with the field that made them.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    played,
    scene::{Scene, configured, openai, refusal},
};
use crate::model_server::ModelServer;

async fn scene() -> Scene {
    let server = ModelServer::start(played::plays);
    Scene::open(configured(json!("extractive"), openai(&server, json!({ "models": ["m"] })))).await
}

#[tokio::test]
async fn a_model_that_is_not_here_is_named_with_its_role() {
    let scene = scene().await;
    for (model, field, told) in [
        (json!({ "solver": "own:unknown" }), "model.solver", "own:unknown is not configured"),
        (json!({ "solver": "elsewhere:m" }), "model.solver", "elsewhere:m is not configured"),
        (json!({ "default": "own:m", "critic": ["own:m", "own:n"] }), "model.critic", "own:n is not configured"),
        (json!("elsewhere:m"), "model", "elsewhere:m is not configured"),
        (json!(["extractive", "own:m"]), "model", "nothing after it"),
        (json!({ "solver": [] }), "model.solver", "at least one"),
        (json!({ "solver": ["own:m", "own:m"] }), "model.solver", "twice"),
    ] {
        let (named, detail) = scene.refused(&json!({ "model": model })).await;
        assert!(named == field && detail.contains(told), "{model}: {named}: {detail}");
        let (status, problem) = scene.configure(&scene.tenant, &json!({ "models": model })).await;
        let (named, detail) = refusal(status, &problem);
        assert!(named == field.replace("model", "models") && detail.contains(told), "{model}: {named}: {detail}");
    }
}

#[tokio::test]
async fn a_choice_that_cannot_be_read_is_a_clients_error() {
    let scene = scene().await;
    for model in [json!(7), json!("nobody"), json!({ "singer": "own:m" }), json!({ "solver": 7 }), json!([["own:m"]])] {
        let new = json!({ "query": "Who?", "model": model });
        let (status, problem) = scene.house.post(&scene.tenant.key, crate::house::START, &new).await;
        assert!(status.is_client_error(), "{model}: {status} {problem}");
        assert!(problem["errors"][0]["field"].as_str().is_some_and(|field| field.starts_with("model")), "{model}: {problem}");
    }
}

#[tokio::test]
async fn a_choice_that_cannot_be_read_is_named_with_its_whole_path() {
    let scene = scene().await;
    for (model, place) in [
        (json!(7), ""),
        (json!("nobody"), ""),
        (json!([["own:m"]]), "[0]"),
        (json!({ "singer": "own:m" }), ".singer"),
        (json!({ "planner": "nobody" }), ".planner"),
        (json!({ "solver": 7 }), ".solver"),
        (json!({ "default": {} }), ".default"),
        (json!({ "critic": ["own:m", 7] }), ".critic[1]"),
        (json!({ "critic": ["own:m", "nobody"] }), ".critic[1]"),
    ] {
        assert_eq!(scene.refused(&json!({ "model": model })).await.0, format!("model{place}"), "{model}");
        let (status, problem) = scene.configure(&scene.tenant, &json!({ "models": model })).await;
        assert_eq!(refusal(status, &problem).0, format!("models{place}"), "{model}");
    }
    for (prompts, field) in [(json!(7), "prompts"), (json!({ "solver": 7 }), "prompts.solver"), (json!({ "singer": "" }), "prompts.singer")]
    {
        let (status, problem) = scene.configure(&scene.tenant, &json!({ "prompts": prompts })).await;
        assert_eq!(refusal(status, &problem).0, field, "{prompts}");
    }
}

#[tokio::test]
async fn a_temperature_is_from_0_to_2() {
    let scene = scene().await;
    for temperature in [json!(-0.1), json!(2.01), json!(1e300)] {
        assert_eq!(scene.refused(&json!({ "temperature": temperature })).await.0, "temperature", "{temperature}");
    }
    for temperature in [json!(0), json!(2)] {
        let new = json!({ "query": "Who?", "temperature": temperature });
        assert_eq!(scene.house.post(&scene.tenant.key, crate::house::START, &new).await.0, StatusCode::CREATED);
    }
}

#[tokio::test]
async fn a_text_that_is_no_prompt_changes_nothing() {
    let scene = scene().await;
    let good = "---\nrole: solver\nversion: 1\nbudget: 9\nschema: solver\n---\nBe brief.\n";
    for (prompt, told) in [
        ("Be brief.".to_owned(), "front matter"),
        (good.replace("role: solver", "role: critic"), "`role` must be solver"),
        (good.replace("budget: 9", "budget: 9000"), "budget"),
        (good.replace("brief", &"x".repeat(16 * 1024)), "bytes"),
        (String::new(), "front matter"),
    ] {
        let (status, problem) = scene.configure(&scene.tenant, &json!({ "models": "own:m", "prompts": { "solver": prompt } })).await;
        let (field, detail) = refusal(status, &problem);
        assert!(field == "prompts.solver" && detail.contains(told), "{field}: {detail}");
    }
    let (_, capable) = scene.house.get(&scene.tenant.key, "/api/v1/agents/capabilities").await;
    assert_eq!(capable["agents"]["solver"]["models"], json!(["extractive"]));
    for unknown in [json!({ "prompt": {} }), json!({ "prompts": { "singer": good } }), json!({ "prompts": good }), Value::Null] {
        let (status, problem) = scene.configure(&scene.tenant, &unknown).await;
        assert!(status.is_client_error(), "{unknown}: {problem}");
    }
}
