//! What a trace keeps of prompts and replies.

use serde_json::json;

use super::{played, scene::Scene};
use crate::{house::text, model_server::ModelServer};

#[tokio::test]
async fn an_address_in_a_question_is_masked_in_all_of_the_trace() {
    let server = ModelServer::start(played::plays);
    let scene = Scene::alone(&server).await;
    let question = "Which river flows through the capital of Varnland, asks jane.doe@example.com?";
    let ended = scene.house.ask(&scene.tenant, &json!({ "query": question })).await;
    assert_eq!(ended["status"], json!("completed"), "{ended}");
    assert!(server.asked()[0].body.to_string().contains("jane.doe@example.com"), "the model is asked what was asked");
    let calls = scene.calls(&ended).await;
    assert!(text(&calls[0]["asked"]).contains("asks ****@***.com?"), "{}", calls[0]);
    for line in scene.lines(&ended).await {
        assert!(!line.to_string().contains("jane.doe@example.com"), "{line}");
    }
}
