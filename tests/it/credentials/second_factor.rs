use futures::future::join_all;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{Desk, MFA, SESSIONS};
use crate::house::items;

impl Desk {
    /// Asks for a session with the key and a code.
    async fn open_with(&self, code: &str) -> (StatusCode, Value) {
        self.call(Method::POST, SESSIONS, &[("x-api-key", &self.tenant.key), ("x-mfa-code", code)], &json!({})).await
    }

    async fn is_let_in_with(&self, code: &str) -> bool {
        let (status, answer) = self.open_with(code).await;
        assert!(status == StatusCode::CREATED || (status, &answer["code"]) == (StatusCode::UNAUTHORIZED, &json!("mfa_failed")), "{answer}");
        status == StatusCode::CREATED
    }
}

#[tokio::test]
async fn a_key_alone_opens_no_session_where_there_is_a_second_factor() {
    let desk = Desk::open().await;
    let (app, _) = desk.enrolled().await;
    let (status, problem) = desk.house.post(&desk.tenant.key, SESSIONS, &json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNAUTHORIZED, &json!("mfa_required")), "{problem}");
    desk.pass(30);
    let (status, opened) = desk.open_with(&desk.code(&app)).await;
    assert_eq!((status, &opened["session"]["second_factor"]), (StatusCode::CREATED, &json!(true)), "{opened}");
}

#[tokio::test]
async fn a_code_lets_in_once() {
    let desk = Desk::open().await;
    let (app, _) = desk.enrolled().await;
    assert!(!desk.is_let_in_with(&desk.code(&app)).await, "it has confirmed the factor");
    desk.pass(30);
    let code = desk.code(&app);
    let answers = join_all((0..4).map(|_| desk.is_let_in_with(&code))).await;
    assert_eq!(answers.into_iter().filter(|is_in| *is_in).count(), 1);
    assert!(!desk.is_let_in_with(&code).await);
}

#[tokio::test]
async fn a_code_holds_a_step_late_and_no_longer() {
    let desk = Desk::open().await;
    let (app, _) = desk.enrolled().await;
    desk.pass(60);
    let (early, late) = (desk.code(&app), {
        desk.pass(30);
        desk.code(&app)
    });
    assert!(desk.is_let_in_with(&early).await);
    desk.pass(60);
    assert!(!desk.is_let_in_with(&late).await);
}

#[tokio::test]
async fn each_of_eight_recovery_codes_lets_in_once() {
    let desk = Desk::open().await;
    let (_, codes) = desk.enrolled().await;
    assert_eq!(codes.len(), 8);
    assert!(desk.is_let_in_with(&codes[0]).await && desk.is_let_in_with(&codes[7].to_lowercase()).await);
    assert!(!desk.is_let_in_with(&codes[0]).await && !desk.is_let_in_with(&codes[7]).await);
    let (_, shown) = desk.house.get(&desk.tenant.key, MFA).await;
    assert_eq!((&shown["enrolled"], &shown["recovery_codes_left"]), (&json!(true), &json!(6)));
}

#[tokio::test]
async fn after_five_wrong_codes_not_even_the_right_one_lets_in_for_half_an_hour() {
    let desk = Desk::open().await;
    let (app, codes) = desk.enrolled().await;
    desk.pass(30);
    let wrong = join_all((0..5).map(|_| desk.open_with("000000"))).await;
    let locked = desk.open_with(&desk.code(&app)).await;
    assert!(wrong.iter().all(|answer| *answer == locked), "{wrong:?} tells more or less than {locked:?}");
    assert!(!desk.is_let_in_with(&codes[0]).await);
    assert!(desk.key_opens(&desk.tenant.key).await, "what needs no code goes on");
    desk.pass(30 * 60 - 1);
    assert!(!desk.is_let_in_with(&desk.code(&app)).await);
    desk.pass(1);
    assert!(desk.is_let_in_with(&desk.code(&app)).await);
}

#[tokio::test]
async fn a_code_that_holds_begins_the_count_anew() {
    let desk = Desk::open().await;
    let (app, codes) = desk.enrolled().await;
    for code in &codes[..3] {
        for _ in 0..4 {
            assert!(!desk.is_let_in_with(&desk.wrong(&app)).await);
        }
        assert!(desk.is_let_in_with(code).await);
    }
}

#[tokio::test]
async fn a_wrong_code_lets_nobody_do_what_the_key_alone_could() {
    let desk = Desk::open().await;
    let (app, _) = desk.enrolled().await;
    for code in [desk.wrong(&app), "no code".to_owned(), String::new()] {
        assert!(!desk.opens(&[("x-api-key", &desk.tenant.key), ("x-mfa-code", &code)]).await, "{code:?}");
    }
    desk.pass(30);
    assert!(desk.opens(&[("x-api-key", &desk.tenant.key), ("x-mfa-code", &desk.code(&app))]).await);
}

#[tokio::test]
async fn a_factor_counts_when_a_first_code_has_shown_that_the_app_has_it() {
    let desk = Desk::open().await;
    let (status, _) = desk.house.post(&desk.tenant.key, MFA, &Value::Null).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(desk.house.post(&desk.tenant.key, SESSIONS, &json!({})).await.0, StatusCode::CREATED, "nothing asks for a code yet");
    let confirm = async |code: &str| desk.house.post(&desk.tenant.key, &format!("{MFA}/confirm"), &json!({ "code": code })).await;
    let (status, problem) = confirm("000000").await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("not_confirmed")), "{problem}");
    let (status, problem) = confirm("12345").await;
    assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("code")), "{problem}");
    desk.enrolled().await;
    let (status, problem) = desk.house.post(&desk.tenant.key, MFA, &Value::Null).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("already_enrolled")), "a key alone replaces no factor: {problem}");
}

#[tokio::test]
async fn what_is_of_the_factor_changes_for_who_has_shown_it_alone() {
    let desk = Desk::open().await;
    let (app, codes) = desk.enrolled().await;
    let key = ("x-api-key", desk.tenant.key.as_str());
    let renew = format!("{MFA}/recovery-codes");
    for (method, path) in [(Method::POST, renew.as_str()), (Method::DELETE, MFA)] {
        let (status, problem) = desk.call(method, path, &[key], &Value::Null).await;
        assert_eq!((status, &problem["code"]), (StatusCode::UNAUTHORIZED, &json!("mfa_required")), "{problem}");
    }
    let (status, renewed) = desk.call(Method::POST, &renew, &[key, ("x-mfa-code", &codes[0])], &Value::Null).await;
    assert_eq!((status, items(&renewed["recovery_codes"]).len()), (StatusCode::OK, 8), "{renewed}");
    assert!(!desk.is_let_in_with(&codes[1]).await, "those before hold no longer");
    desk.pass(30);
    let (status, removed) = desk.call(Method::DELETE, MFA, &[key, ("x-mfa-code", &desk.code(&app))], &Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{removed}");
    assert_eq!(desk.house.post(&desk.tenant.key, SESSIONS, &json!({})).await.0, StatusCode::CREATED);
}
