use genesis_signatures::Algorithm;
use http::Method;
use serde_json::json;

use super::{BODY, EVENTS, Hooked, SECRET};
use crate::house::text;

#[tokio::test]
async fn an_event_that_is_signed_is_kept_as_it_was_sent() {
    let hooked = Hooked::by("genesis").await;
    let (status, received) = hooked.send_signed(SECRET, BODY).await;
    assert_eq!((status, &received["success"]), (200, &json!(true)), "{received}");
    let [event] = &hooked.events(1).await[..] else { panic!("one event") };
    assert_eq!((&event["id"], text(&event["source"]), &event["bytes"]), (&received["event_id"], "hook", &json!(BODY.len())));
    let path = format!("{EVENTS}/{}", text(&event["id"]));
    let payload = hooked.house.send(Method::GET, &path, &[("x-api-key", &hooked.tenant.key)], "").await;
    assert_eq!((payload.status().as_u16(), payload.body().as_ref()), (200, BODY.as_bytes()));
    assert_eq!(hooked.told().await, [("data_modification".to_owned(), "done".to_owned())]);
}

#[tokio::test]
async fn every_sender_is_understood_in_its_own_words() {
    let over_body = Algorithm::Sha256.signature(SECRET, &[BODY.as_bytes()]);
    let prefixed = format!("sha256={over_body}");
    let by_sha1 = Algorithm::Sha1.signature(SECRET, &[BODY.as_bytes()]);
    for (scheme, name, value) in [
        ("github", "x-hub-signature-256", prefixed.as_str()),
        ("gitlab", "x-gitlab-token", SECRET),
        ("temporal", "x-temporal-signature", &over_body),
        ("hmac", "x-signature-256", &prefixed),
        ("hmac", "signature", &by_sha1),
    ] {
        let hooked = Hooked::by(scheme).await;
        let time = hooked.second().to_string();
        let (status, answer) = hooked.send(&[(name, value), ("x-timestamp", &time)], BODY).await;
        assert_eq!(status, 200, "{scheme}: {answer}");
    }
    let hooked = Hooked::by("stripe").await;
    let time = hooked.second().to_string();
    let signature = Algorithm::Sha256.signature(SECRET, &[time.as_bytes(), b".", BODY.as_bytes()]);
    let (status, answer) = hooked.send(&[("stripe-signature", &format!("t={time},v1={signature}"))], BODY).await;
    assert_eq!(status, 200, "{answer}");
}

#[tokio::test]
async fn events_are_listed_newest_first_in_parts_and_another_tenant_sees_none() {
    let hooked = Hooked::by("genesis").await;
    let other = hooked.house.tenant().await;
    for n in 0..3 {
        assert_eq!(hooked.send_signed(SECRET, &format!(r#"{{"n":{n},"pad":"{}"}}"#, "x".repeat(n))).await.0, 200);
        hooked.pass_minutes(1);
    }
    let all = hooked.events(3).await;
    let sizes: Vec<_> = all.iter().map(|event| event["bytes"].as_u64().unwrap()).collect();
    assert!(sizes.is_sorted_by(|one, next| one > next), "{sizes:?}");
    let (_, first) = hooked.house.get(&hooked.tenant.key, &format!("{EVENTS}?limit=2")).await;
    let (_, rest) = hooked.house.get(&hooked.tenant.key, &format!("{EVENTS}?limit=2&cursor={}", text(&first["next_cursor"]))).await;
    assert_eq!((&first["events"][1], &rest["events"][0], &rest["next_cursor"]), (&all[1], &all[2], &json!(null)));
    assert_eq!(hooked.house.get(&other.key, EVENTS).await.1["events"], json!([]));
    let theirs = format!("{EVENTS}/{}", text(&all[0]["id"]));
    assert_eq!(hooked.house.get(&other.key, &theirs).await.0, 404);
}

#[tokio::test]
async fn a_message_delivered_again_keeps_nothing_again() {
    let hooked = Hooked::by("genesis").await;
    hooked.send_signed(SECRET, BODY).await;
    let before = hooked.events(1).await;
    let event = json!({
        "tenant": hooked.tenant.tenant, "id": before[0]["id"], "source": "hook", "bytes": BODY.len(),
        "received_at": hooked.house.operator().clock().now().0,
    });
    let record = json!({ "messageId": "again", "body": event.to_string(), "eventSource": "aws:sqs" });
    let answer = hooked.house.platform.invoke("keep-webhook-event", json!({ "Records": [record] })).await.unwrap().unwrap();
    assert_eq!((&answer["batchItemFailures"], hooked.events(1).await), (&json!([]), before));
}
