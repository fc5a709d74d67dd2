//! Who plays which role: by the run, by its tenant, by the deployment, and when somebody fails.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    played::{self, ANSWER, Heard},
    scene::{CONFIGURATION, Scene, configured, openai},
};
use crate::{
    house::text,
    model_server::{ModelServer, openai as replies},
};

const PROMPT: &str = "---\nrole: solver\nversion: 7\nbudget: 200\nschema: solver\n---\nYou are the terse Solver of this house.\n";

/// Nobody but the extractive model unless somebody chooses otherwise.
async fn extractive_beside(server: &ModelServer) -> Scene {
    Scene::open(configured(json!("extractive"), openai(server, json!({ "models": ["m", "n"] })))).await
}

/// Which models the server was asked for, and in which roles.
fn heard(server: &ModelServer) -> Vec<String> {
    server.asked().iter().map(|asked| format!("{} {}", text(&asked.body["model"]), Heard::of(asked).role)).collect()
}

#[tokio::test]
async fn a_single_role_is_a_language_models_and_the_others_stay_as_they_are() {
    let server = ModelServer::start(played::plays);
    let scene = extractive_beside(&server).await;
    let ended = scene.ask(&json!({ "model": { "planner": "own:m" } })).await;
    assert_ne!(ended["status"], json!("failed"), "{ended}");
    assert_eq!(heard(&server), ["m planner"]);
    let calling: Vec<Value> = scene.lines(&ended).await.iter().filter(|line| line.get("calls").is_some()).cloned().collect();
    assert_eq!((calling.len(), &calling[0]["agent"]), (1, &json!("planner")));
}

#[tokio::test]
async fn a_run_chooses_before_its_tenant_and_a_tenant_for_nobody_else() {
    let server = ModelServer::start(played::plays);
    let scene = extractive_beside(&server).await;
    let settings = json!({ "models": { "solver": "own:m", "critic": "own:m" }, "prompts": { "solver": PROMPT } });
    let (status, configured) = scene.configure(&scene.tenant, &settings).await;
    assert_eq!(status, StatusCode::OK, "{configured}");
    let ended = scene.ask(&json!({ "model": { "critic": "own:n" } })).await;
    assert_ne!(ended["status"], json!("failed"), "{ended}");
    let mut asked = heard(&server);
    asked.dedup();
    asked.sort();
    asked.dedup();
    assert_eq!(asked, ["m solver", "n critic"]);

    let (_, mine) = scene.house.get(&scene.tenant.key, "/api/v1/agents/capabilities").await;
    let solver = &mine["agents"]["solver"];
    assert_eq!((&solver["models"], &solver["prompt"]), (&json!(["own:m"]), &configured["prompts"]["solver"]), "{mine}");
    let calls = scene.calls(&ended).await;
    assert!(calls.iter().any(|call| call["prompt"] == configured["prompts"]["solver"]), "the prompt's hash is in the trace");
    let solving = server.asked().iter().map(Heard::of).find(|heard| heard.role == "solver").unwrap();
    assert!(solving.system.starts_with("You are the terse Solver of this house."), "{}", solving.system);

    let other = scene.house.tenant().await;
    let (_, theirs) = scene.house.get(&other.key, "/api/v1/agents/capabilities").await;
    assert_eq!(theirs["agents"]["solver"]["models"], json!(["extractive"]));
    assert_ne!(theirs["agents"]["solver"]["prompt"], configured["prompts"]["solver"]);
    let before = server.asked().len();
    scene.house.teach(&other, &played::documents()).await;
    scene.house.ask(&other, &json!({ "query": played::QUESTION })).await;
    assert_eq!(server.asked().len(), before, "another tenant's runs ask nobody");
}

#[tokio::test]
async fn what_is_set_anew_takes_the_place_of_all_that_was_set_before() {
    let server = ModelServer::start(played::plays);
    let scene = extractive_beside(&server).await;
    scene.configure(&scene.tenant, &json!({ "models": "own:m", "prompts": { "solver": PROMPT } })).await;
    let (status, _) = scene.configure(&scene.tenant, &json!({})).await;
    assert_eq!(status, StatusCode::OK);
    scene.ask(&json!({})).await;
    assert_eq!(server.asked().len(), 0);
}

#[tokio::test]
async fn what_is_set_is_told_in_the_form_in_which_it_is_set() {
    let server = ModelServer::start(played::plays);
    let scene = extractive_beside(&server).await;
    let told = async |tenant| scene.house.get(tenant, CONFIGURATION).await;
    let nothing = (StatusCode::OK, json!({ "models": {}, "prompts": {} }));
    assert_eq!(told(&scene.tenant.key).await, nothing);
    let settings = json!({ "models": { "default": ["own:m", "extractive"], "solver": ["own:n"] }, "prompts": { "solver": PROMPT } });
    for given in [&settings, &json!({ "models": "own:m" }), &json!({}), &settings] {
        assert_eq!(scene.configure(&scene.tenant, given).await.0, StatusCode::OK);
        let (_, configuration) = told(&scene.tenant.key).await;
        assert_eq!(scene.configure(&scene.tenant, &configuration).await.0, StatusCode::OK, "{configuration}");
        assert_eq!(told(&scene.tenant.key).await.1, configuration, "what is told may be set again");
    }
    assert_eq!(told(&scene.tenant.key).await, (StatusCode::OK, settings));
    assert_eq!(told(&scene.house.tenant().await.key).await, nothing);
}

#[tokio::test]
async fn where_the_first_is_down_the_second_answers() {
    let (down, server) = (ModelServer::playing([replies::error(500, "down", "down")]), ModelServer::start(played::plays));
    let providers = json!({ "down": openai(&down, json!({})), "own": openai(&server, json!({})) });
    let scene = Scene::open(json!({ "default": ["down:m", "own:m"], "providers": providers })).await;
    let ended = scene.ask(&json!({})).await;
    assert_eq!((&ended["status"], &ended["answer"]), (&json!("completed"), &json!(ANSWER)), "{ended}");
    for line in scene.lines(&ended).await {
        let told = |call: &Value| (call["model"].clone(), call.get("error").cloned());
        let calls = line["calls"].as_array().unwrap();
        let expected = [(json!("down:m"), Some(json!("model_out_of_order"))), (json!("own:m"), None)];
        assert_eq!(calls.iter().map(told).collect::<Vec<_>>(), expected, "{line}");
    }
    assert_eq!(scene.notes(&ended).await, Vec::<Value>::new(), "a model that stands in for another is in the calls");
}

#[tokio::test]
async fn where_nobody_can_be_reached_the_extractive_model_takes_over_and_says_so() {
    let gone = ModelServer::start(played::plays);
    let provider = openai(&gone, json!({}));
    drop(gone);
    let scene = Scene::open(configured(json!(["own:m", "extractive"]), provider)).await;
    let ended = scene.ask(&json!({})).await;
    assert_ne!(ended["status"], json!("failed"), "{ended}");
    let notes = scene.notes(&ended).await;
    assert!(notes.len() >= 4, "{notes:?}");
    for note in notes {
        assert_eq!((&note["event"], &note["by"]), (&json!("taken_over"), &json!("extractive")), "{note}");
        assert!(["model_unreachable", "model_left_alone"].contains(&text(&note["code"])), "{note}");
    }
}
