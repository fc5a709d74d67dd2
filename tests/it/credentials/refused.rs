use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Desk, KEYS, SESSIONS, bearer};
use crate::house::text;

/// Whatever it is that does not hold, the answer is the same to the byte.
#[tokio::test]
async fn a_refusal_tells_nothing_of_what_there_is() {
    let desk = Desk::open().await;
    let (expired, revoked) = (desk.new_key(json!({ "name": "a", "expires_in_days": 1 })).await, desk.new_key(json!({ "name": "b" })).await);
    let (over, _) = desk.new_session(json!({})).await;
    desk.pass(24 * 60 * 60);
    let path = format!("{KEYS}/{}", text(&revoked["key"]["key_id"]));
    assert_eq!(desk.call(Method::DELETE, &path, &[("x-api-key", &desk.tenant.key)], &Value::Null).await.0, StatusCode::OK);
    let (id, secret) = (&desk.tenant.key[4..20], &desk.tenant.key[21..]);
    let others = text(&expired["api_key"]).to_owned();
    let unknown = format!("gss_{}", "A".repeat(43));
    let proofs = [
        ("x-api-key", format!("gns_0000000000000000_{secret}")),
        ("x-api-key", format!("gns_{id}_{}", &others[21..])),
        ("x-api-key", others.clone()),
        ("x-api-key", text(&revoked["api_key"]).to_owned()),
        ("x-api-key", over.clone()),
        ("authorization", bearer(&over)),
        ("authorization", bearer(&unknown)),
        ("authorization", bearer(&desk.tenant.key)),
        ("authorization", over.clone()),
        ("authorization", "Basic dXNlcjpwYXNz".to_owned()),
        ("x-mfa-code", "123456".to_owned()),
    ];
    let mut answers = Vec::new();
    for (name, value) in &proofs {
        let asked = desk.house.send(Method::GET, KEYS, &[(*name, value.as_str())], "").await;
        assert_eq!(asked.status(), StatusCode::UNAUTHORIZED, "{name}: {value}");
        answers.push((asked.headers()["www-authenticate"].clone(), asked.into_body()));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
}

/// A code is looked at only with a credential that holds.
#[tokio::test]
async fn a_stranger_with_a_code_counts_for_nobody() {
    let desk = Desk::open().await;
    let (app, _) = desk.enrolled().await;
    let forged = format!("gns_{}_{}", &desk.tenant.key[4..20], "A".repeat(43));
    for _ in 0..6 {
        let proof = [("x-api-key", forged.as_str()), ("x-mfa-code", "000000")];
        let (status, problem) = desk.call(Method::POST, SESSIONS, &proof, &json!({})).await;
        assert_eq!((status, &problem["code"]), (StatusCode::UNAUTHORIZED, &json!("unauthenticated")), "{problem}");
    }
    desk.pass(30);
    let code = desk.code(&app);
    let proof = [("x-api-key", desk.tenant.key.as_str()), ("x-mfa-code", code.as_str())];
    assert_eq!(desk.call(Method::POST, SESSIONS, &proof, &json!({})).await.0, StatusCode::CREATED, "nobody is locked out by others");
}

/// Of what proves a caller only hashes lie in the tables, and of what an app knows only what is sealed.
#[tokio::test]
async fn no_secret_lies_in_a_table() {
    let desk = Desk::open().await;
    let (token, _) = desk.new_session(json!({})).await;
    let (app, codes) = desk.enrolled().await;
    let record = desk.house.operator().keyrings().find(desk.tenant.tenant, desk.tenant.owner).await.unwrap().unwrap();
    let key = desk.house.operator().api_keys().find(&desk.tenant.key[4..20].parse().unwrap()).await.unwrap().unwrap();
    let kept = format!("{}{}", serde_json::to_string(&record).unwrap(), serde_json::to_string(&key).unwrap());
    let secrets = [token[4..].to_owned(), desk.tenant.key[21..].to_owned(), app.base32()];
    for secret in secrets.into_iter().chain(codes.iter().flat_map(|code| [code.clone(), code.replace('-', "")])) {
        assert!(!kept.contains(&secret), "{secret} is in {kept}");
    }
}
