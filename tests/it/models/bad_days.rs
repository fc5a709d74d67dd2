//! Providers on their bad days, seen through the door.

use std::{sync::Mutex, time::Duration};

use serde_json::{Value, json};
use tokio::sync::mpsc::unbounded_channel;

use super::{
    played::{ANSWER, Heard},
    scene::{Scene, configured, hasten, openai, sum},
};
use crate::{
    house::text,
    model_server::{Asked, ModelServer, Reply, openai as replies},
};

/// Plays well, but for what the solver's requests meet first.
fn stumbling(bad: impl IntoIterator<Item = Reply>) -> ModelServer {
    let left = Mutex::new(bad.into_iter().collect::<Vec<_>>().into_iter());
    ModelServer::start(move |asked| {
        let heard = Heard::of(asked);
        let bad = (heard.role == "solver").then(|| left.lock().unwrap().next()).flatten();
        bad.unwrap_or_else(|| heard.played())
    })
}

/// Plays well, but never the solver.
fn without_solver(bad: Reply) -> ModelServer {
    ModelServer::start(move |asked| {
        let heard = Heard::of(asked);
        if heard.role == "solver" { bad.clone() } else { heard.played() }
    })
}

fn says(object: &Value) -> Reply {
    replies::says(&object.to_string())
}

#[tokio::test]
async fn what_passes_is_asked_again_and_each_attempt_is_in_the_trace() {
    let sparing = |status| replies::error(status, "busy", "busy").header("retry-after", "0");
    for (bad, code) in [
        (sparing(429), "model_throttled"),
        (sparing(503), "model_throttled"),
        (replies::error(500, "broken", "broken"), "model_out_of_order"),
        (replies::says("{}").cut(), "model_reply_broken_off"),
        (Reply::closing(), "model_reply_broken_off"),
    ] {
        let server = stumbling([bad.clone(), bad]);
        let scene = Scene::open(configured(json!("own:m"), openai(&server, json!({ "max_attempts": 3 })))).await;
        let ended = scene.ask(&json!({})).await;
        assert_eq!((&ended["status"], &ended["answer"]), (&json!("completed"), &json!(ANSWER)), "{code}: {ended}");
        let lines = scene.lines(&ended).await;
        let solving = lines.iter().find(|line| line["agent"] == "solver").unwrap();
        let told = |call: &Value| (call["attempt"].as_u64().unwrap(), call.get("error").map(text).map(ToOwned::to_owned));
        let calls: Vec<_> = solving["calls"].as_array().unwrap().iter().map(told).collect();
        let failed = |attempt| (attempt, Some(code.to_owned()));
        assert_eq!(calls, [failed(1), failed(2), (3, None)]);
    }
}

#[tokio::test]
async fn what_does_not_pass_is_taken_over_or_fails_the_run_with_its_reason() {
    let bad_form = says(&json!({ "answer": "Osk", "confidence": 7, "citations": [] }));
    for (bad, code, reason) in [
        (replies::error(401, "invalid_api_key", "no"), "model_unauthorized", "does not accept the credentials"),
        (replies::error(404, "model_not_found", "no"), "no_such_model", "has no such model"),
        (replies::error(400, "context_length_exceeded", "no"), "model_context_exceeded", "longer than the model can read"),
        (replies::says("{}").truncated(), "model_reply_unreadable", "does not follow its protocol"),
        (Reply::text(200, "<html>").header("content-type", "text/html"), "model_reply_unreadable", "does not follow its protocol"),
        (replies::says(&"x".repeat(5 * 1024 * 1024)), "model_reply_unreadable", "does not follow its protocol"),
        (replies::says("I would rather talk about the weather."), "model_reply_invalid", "does not have the form"),
        (bad_form, "model_reply_invalid", "does not have the form"),
    ] {
        let server = without_solver(bad);
        let scene = Scene::open(configured(json!("own:m"), openai(&server, json!({})))).await;
        let failed = scene.ask(&json!({})).await;
        assert_eq!(failed["status"], json!("failed"), "{code}: {failed}");
        assert!(text(&failed["error"]).contains(reason), "{code}: {failed}");
        let calls = scene.calls(&failed).await;
        let tokens = sum(&calls, "/usage/input_tokens") + sum(&calls, "/usage/output_tokens");
        assert_eq!((&failed["total_tokens"], calls.len()), (&json!(tokens), server.asked().len()), "what came to nothing is paid as well");

        let ended = scene.ask(&json!({ "model": ["own:m", "extractive"] })).await;
        assert_ne!(ended["status"], json!("failed"), "{code}: {ended}");
        let notes = scene.notes(&ended).await;
        let told = |note: &Value| ["event", "role", "by", "code"].map(|field| text(&note[field]).to_owned());
        assert_eq!(told(&notes[0]), ["taken_over", "solver", "extractive", code]);
    }
}

#[tokio::test]
async fn a_bad_form_is_put_right_once_by_the_model_that_made_it() {
    let server = stumbling([replies::says("Osk, I should think.")]);
    let scene = Scene::alone(&server).await;
    let ended = scene.ask(&json!({})).await;
    assert_eq!((&ended["status"], &ended["answer"]), (&json!("completed"), &json!(ANSWER)), "{ended}");
    let notes = scene.notes(&ended).await;
    assert_eq!((notes.len(), &notes[0]["event"], &notes[0]["role"]), (1, &json!("repaired"), &json!("solver")));
    let repairing = server.asked().into_iter().find(|asked| Heard::of(asked).messages == 3).unwrap();
    let said = ["/messages/2/content", "/messages/3/content"].map(|place| text(repairing.body.pointer(place).unwrap()).to_owned());
    assert!(said[0] == "Osk, I should think." && said[1].contains(text(&notes[0]["why"])), "{said:?}");
    let tokens: u64 = scene.lines(&ended).await.iter().map(|line| line["tokens"].as_u64().unwrap()).sum();
    assert_eq!((server.asked().len(), tokens), (10, 10 * 110), "both replies are paid");
}

#[tokio::test]
async fn a_model_that_never_replies_is_waited_for_no_longer_than_it_may_take() {
    let (come, arrived) = unbounded_channel();
    let server = ModelServer::start(move |asked| {
        let heard = Heard::of(asked);
        if heard.role != "solver" {
            return heard.played();
        }
        come.send(()).unwrap();
        Reply::silence()
    });
    let scene = Scene::open(configured(json!(["own:m", "extractive"]), openai(&server, json!({ "timeout_seconds": 20 })))).await;
    let ended = hasten(arrived, Duration::from_secs(20), scene.ask(&json!({}))).await;
    assert_ne!(ended["status"], json!("failed"), "{ended}");
    let notes = scene.notes(&ended).await;
    assert_eq!((&notes[0]["role"], &notes[0]["code"]), (&json!("solver"), &json!("model_timed_out")), "{notes:?}");
}

#[tokio::test]
async fn what_a_provider_does_not_count_is_counted_here_and_said_to_be() {
    let server = ModelServer::start(|asked: &Asked| {
        let object = Heard::of(asked).good().to_string();
        let mut completion = replies::completion(&json!({ "role": "assistant", "content": object }), "stop");
        completion.as_object_mut().unwrap().remove("usage");
        Reply::json(200, &completion)
    });
    let scene = Scene::alone(&server).await;
    let ended = scene.ask(&json!({})).await;
    assert_eq!(ended["status"], json!("completed"), "{ended}");
    let calls = scene.calls(&ended).await;
    for call in &calls {
        assert_eq!(call["is_usage_estimated"], json!(true));
        let usage = ["/usage/input_tokens", "/usage/output_tokens"].map(|figure| call.pointer(figure).unwrap().as_u64().unwrap());
        assert!(usage[0] > 100 && usage[1] > 5, "{usage:?}");
    }
    let tokens = sum(&calls, "/usage/input_tokens") + sum(&calls, "/usage/output_tokens");
    assert_eq!(ended["total_tokens"], json!(tokens));
}

#[tokio::test]
async fn a_model_that_failed_twenty_times_is_left_alone() {
    let server = ModelServer::playing([replies::error(500, "broken", "broken")]);
    let scene = Scene::open(configured(json!(["own:m", "extractive"]), openai(&server, json!({})))).await;
    let mut notes = Vec::new();
    while server.asked().len() < 20 {
        let before = server.asked().len();
        let ended = scene.ask(&json!({})).await;
        assert!(ended["status"] != "failed" && server.asked().len() > before, "{ended}");
        notes = scene.notes(&ended).await;
    }
    assert_eq!(notes[0]["code"], json!("model_out_of_order"));
    let ended = scene.ask(&json!({})).await;
    assert!(ended["status"] != "failed" && server.asked().len() == 20, "{}: {ended}", server.asked().len());
    let notes = scene.notes(&ended).await;
    assert!(notes.len() >= 4 && notes.iter().all(|note| note["code"] == "model_left_alone"), "{notes:?}");
}
