//! A record of a run's exchanges, played in place of its models.

use genesis_local::Exchanges;
use serde_json::json;

use super::{
    played,
    scene::{Scene, configured, openai},
};
use crate::{house::text, model_server::ModelServer};

#[tokio::test]
async fn a_record_is_played_to_the_same_files_with_the_server_gone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.ndjson");
    let server = ModelServer::start(played::plays);
    let document = configured(json!("own:m"), openai(&server, json!({})));
    let recording = Scene::with(document.clone(), Exchanges::RecordedTo(file.clone())).await;
    let recorded = recording.comparable_files().await;
    let asked = server.asked().len();
    recording.house.platform.shutdown().await;
    drop(recording);
    drop(server);
    assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), asked, "every exchange is in it once");

    let playing = Scene::with(document, Exchanges::PlayedFrom(file)).await;
    for (played, recorded) in playing.comparable_files().await.iter().zip(&recorded) {
        assert_eq!(played, recorded);
    }
    let ended = playing.ask(&json!({ "seed": 12 })).await;
    assert_eq!(ended["status"], json!("failed"), "{ended}");
    let calls = playing.calls(&ended).await;
    let missing = text(&calls[0]["request"]);
    assert!(text(&ended["error"]).contains(&format!("the record holds no reply to request {missing}")), "{ended}");
    let ended = playing.ask(&json!({ "seed": 12, "model": ["own:m", "extractive"] })).await;
    assert_eq!(ended["status"], json!("failed"), "nobody stands in for what was not recorded: {ended}");
}
