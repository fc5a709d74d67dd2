use serde_json::{Value, json};

use super::Story;
use crate::house::text;

/// A source is named, sends something, and is forgotten.
pub(super) async fn webhooks(story: &Story) {
    let (status, _, registered) = story.ask("register-webhook-source").await;
    assert_eq!((status, text(&registered["source"])), (200, "github"), "{registered}");
    let (status, _, listed) = story.ask("list-webhook-sources").await;
    assert_eq!((status, text(&listed["sources"][0]["scheme"])), (200, "github"), "{listed}");
    let (status, _, received) = story.ask("receive-webhook").await;
    assert_eq!((status, &received["success"]), (200, &json!(true)), "{received}");
    assert_eq!(story.feed("keep-webhook-event").await["batchItemFailures"], json!([]));
    let (status, _, events) = story.ask("list-webhook-events").await;
    assert_eq!((status, &events["events"][0]["id"]), (200, &received["event_id"]), "{events}");
    let (status, _, payload) = story.ask("get-webhook-event").await;
    assert_eq!((status, payload), (200, json!({ "action": "opened", "number": 7 })));
    let (status, _, forgotten) = story.ask("forget-webhook-source").await;
    assert_eq!((status, &forgotten["success"]), (200, &Value::Bool(true)), "{forgotten}");
}
