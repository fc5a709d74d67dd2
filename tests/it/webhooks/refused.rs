use futures::future::join_all;
use genesis_signatures::Algorithm;
use http::Method;
use serde_json::json;

use super::{BODY, Hooked, SECRET, read};
use crate::house::text;

#[tokio::test]
async fn what_its_source_did_not_sign_is_refused_with_a_code_and_told_of() {
    let hooked = Hooked::by("genesis").await;
    let time = hooked.second().to_string();
    let late = (hooked.second() - 301).to_string();
    let signed = |time: &str| Algorithm::Sha256.signature(SECRET, &[time.as_bytes(), b".", BODY.as_bytes()]);
    let (right, of_late) = (signed(&time), signed(&late));
    let wrong = "00".repeat(32);
    for (headers, code) in [
        (vec![], "missing_signature"),
        (vec![("x-genesis-signature", wrong.as_str()), ("x-genesis-timestamp", &time)], "invalid_signature"),
        (vec![("x-genesis-signature", right.as_str()), ("x-genesis-timestamp", &late)], "invalid_signature"),
        (vec![("x-genesis-signature", of_late.as_str()), ("x-genesis-timestamp", &late)], "replay_attack"),
        (vec![("x-genesis-signature", right.as_str())], "missing_timestamp"),
    ] {
        let (status, problem) = hooked.send(&headers, BODY).await;
        assert_eq!((status, text(&problem["code"])), (401, code), "{headers:?}");
    }
    let empty = hooked.send(&[("x-genesis-signature", &right), ("x-genesis-timestamp", &time)], "").await;
    assert_eq!((empty.0, text(&empty.1["code"])), (401, "empty_payload"));
    let mut told = hooked.told().await;
    told.sort();
    let expected = ["empty_payload", "invalid_signature", "missing_signature", "missing_timestamp", "replay_attack"];
    assert_eq!(told, expected.map(|code| ("hmac_validation_failure".to_owned(), code.to_owned())), "once a minute for each");
    hooked.events(0).await;
    hooked.pass_minutes(1);
    hooked.send(&[], BODY).await;
    assert_eq!(hooked.told().await.len(), 6);
}

#[tokio::test]
async fn the_same_request_is_taken_once() {
    let hooked = Hooked::by("genesis").await;
    assert_eq!(hooked.send_signed(SECRET, BODY).await.0, 200);
    for _ in 0..2 {
        let (status, problem) = hooked.send_signed(SECRET, BODY).await;
        assert_eq!((status, text(&problem["code"])), (401, "replay_attack"));
    }
    hooked.pass_minutes(1);
    assert_eq!(hooked.send_signed(SECRET, BODY).await.0, 200, "what is signed anew is another request");
    hooked.events(2).await;
}

#[tokio::test]
async fn of_copies_that_come_at_once_one_is_taken() {
    let hooked = Hooked::by("genesis").await;
    let answers = join_all((0..40).map(|_| hooked.send_signed(SECRET, BODY))).await;
    let taken = answers.iter().filter(|(status, _)| *status == 200).count();
    assert_eq!(taken, 1);
    assert!(answers.iter().all(|(status, answer)| *status == 200 || answer["code"] == "replay_attack"));
    hooked.events(1).await;
}

#[tokio::test]
async fn a_header_that_is_missing_is_named() {
    let hooked = Hooked::by("hmac").await;
    let signature = Algorithm::Sha256.signature(SECRET, &[BODY.as_bytes()]);
    let (status, problem) = hooked.send(&[("x-signature", &signature)], BODY).await;
    assert_eq!((status, text(&problem["code"])), (401, "missing_timestamp"));
    assert_eq!(text(&problem["errors"][0]["field"]), "x-timestamp");
}

#[tokio::test]
async fn what_is_signed_and_no_object_in_utf_8_is_refused() {
    let hooked = Hooked::by("github").await;
    let path = format!("/webhooks/{}.hook", hooked.tenant.tenant);
    for (body, expected) in [
        (&b"{\"a\":\"\xff\"}"[..], (400, "not_utf8")),
        (b"{\"a\":1", (400, "malformed_json")),
        (b"[1]", (422, "invalid_field")),
        (b"1", (422, "invalid_field")),
    ] {
        let signature = format!("sha256={}", Algorithm::Sha256.signature(SECRET, &[body]));
        let headers = [("content-type", "application/json"), ("x-hub-signature-256", signature.as_str())];
        let (status, problem) = read(&hooked.house.send(Method::POST, &path, &headers, body.to_vec()).await);
        assert_eq!((status, text(&problem["code"])), expected, "{body:?}");
    }
    hooked.events(0).await;
}

#[tokio::test]
async fn a_request_without_a_signed_time_is_taken_once_whatever_it_says_beside() {
    let hooked = Hooked::by("hmac").await;
    let signature = Algorithm::Sha512.signature(SECRET, &[BODY.as_bytes()]);
    let send = async || {
        let time = hooked.second().to_string();
        hooked.send(&[("x-signature", &signature), ("x-timestamp", &time)], BODY).await.0
    };
    assert_eq!(send().await, 200);
    hooked.pass_minutes(29 * 24 * 60);
    assert_eq!(send().await, 401);
}

#[tokio::test]
async fn whoever_sends_for_nobody_is_told_that_there_is_nobody() {
    let hooked = Hooked::by("github").await;
    let nobody = "00000000-0000-4000-8000-000000000001";
    for address in [format!("{}.other", hooked.tenant.tenant), format!("{nobody}.hook")] {
        let json = [("content-type", "application/json"), ("x-hub-signature-256", "sha256=00")];
        let (status, problem) = read(&hooked.house.send(Method::POST, &format!("/webhooks/{address}"), &json, BODY).await);
        assert_eq!((status, text(&problem["code"])), (401, "secret_unavailable"), "{address}");
    }
    assert_eq!(hooked.told().await, []);
}

#[tokio::test]
async fn only_json_of_a_mebibyte_at_most_is_read() {
    let hooked = Hooked::by("github").await;
    let signed = |body: &str| format!("sha256={}", Algorithm::Sha256.signature(SECRET, &[body.as_bytes()]));
    let path = format!("/webhooks/{}.hook", hooked.tenant.tenant);
    let send = async |kind: &str, body: String| {
        let headers = [("content-type", kind), ("x-hub-signature-256", &signed(&body))];
        hooked.house.send(Method::POST, &path, &headers, body).await.status().as_u16()
    };
    assert_eq!(send("text/plain", BODY.to_owned()).await, 415);
    assert_eq!(send("application/json", "{".to_owned()).await, 400);
    let padded = |length: usize| format!("{BODY}{}", " ".repeat(length - BODY.len()));
    assert_eq!(send("application/json", padded(1024 * 1024 + 1)).await, 413);
    assert_eq!(send("application/json", padded(1024 * 1024)).await, 200);
    assert_eq!(hooked.events(1).await[0]["bytes"], json!(1024 * 1024));
}
