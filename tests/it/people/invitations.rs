use core::time::Duration;

use genesis_core::Role;
use http::StatusCode;
use serde_json::{Value, json};

use super::{ACCEPT, Town, told};
use crate::house::text;

impl Town {
    async fn invite(&self) -> (String, String) {
        let new = json!({ "user_id": "ada", "email": self.address(), "name": "Ada", "role": "member" });
        let (status, added) = self.house.post(&self.tenant.key, &self.path("/users"), &new).await;
        assert_eq!((status, &added["user"]["status"]), (StatusCode::CREATED, &json!("invited")), "{added}");
        (text(&added["user"]["id"]).to_owned(), text(&added["invitation"]["token"]).to_owned())
    }

    async fn come(&self, token: &str) -> (StatusCode, Value) {
        self.house.post("", ACCEPT, &json!({ "token": token })).await
    }
}

const NONE: &str = "404 no_invitation -";

#[tokio::test]
async fn an_invitation_is_used_once() {
    let town = Town::open().await;
    let (id, token) = town.invite().await;
    let (status, come) = town.come(&token).await;
    assert_eq!((status, &come["user"]["status"]), (StatusCode::CREATED, &json!("active")), "{come}");
    assert_eq!((&come["user"]["id"], &come["tenant_id"]), (&json!(id), &json!(town.tenant.tenant)));
    assert_eq!(told(town.come(&token).await), NONE);
    let (status, _) = town.house.get(text(&come["key"]), "/api/v1/orchestration/stats").await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn of_many_who_come_with_one_invitation_at_once_one_does() {
    let town = Town::open().await;
    let (_, token) = town.invite().await;
    let mut told: Vec<String> = futures::future::join_all((0..8).map(|_| town.come(&token))).await.into_iter().map(told).collect();
    told.sort();
    assert_eq!(told, [&["201"][..], &[NONE; 7]].concat());
}

#[tokio::test]
async fn an_invitation_runs_out_after_seven_days_and_may_be_renewed() {
    let town = Town::open().await;
    let (id, first) = town.invite().await;
    town.now.pass(Duration::from_secs(7 * 24 * 60 * 60));
    assert_eq!(told(town.come(&first).await), NONE);
    let renew = async || town.house.post(&town.tenant.key, &town.path(&format!("/users/{id}/invite")), &Value::Null).await;
    let (status, second) = renew().await;
    assert_eq!(status, StatusCode::CREATED, "{second}");
    let (_, third) = renew().await;
    assert_eq!(told(town.come(text(&second["invitation"]["token"])).await), NONE, "the next one has taken its place");
    assert_eq!(told(town.come(text(&third["invitation"]["token"])).await), "201");
    assert_eq!(told(renew().await), "409 user_status -");
}

#[tokio::test]
async fn what_is_no_invitation_tells_nothing() {
    let town = Town::open().await;
    let (_, token) = town.invite().await;
    for forged in
        ["", "gni_", "gni_x", &token[1..], &format!("{token}A"), &token.replace("gni_", "gns_"), &format!("gni_{}", "A".repeat(43))]
    {
        assert_eq!(told(town.come(forged).await), NONE, "{forged}");
    }
    assert_eq!(told(town.house.post("", ACCEPT, &json!({})).await), "422 invalid_field token");
}

#[tokio::test]
async fn what_is_kept_of_an_invitation_is_its_hash() {
    let town = Town::open().await;
    let (id, token) = town.invite().await;
    let user = town.house.operator().users(town.tenant.tenant).find(id.parse().unwrap()).await.unwrap().unwrap();
    let kept = user.invitation.unwrap();
    assert!(!kept.contains(&token[4..]) && town.house.operator().invitation(&kept).await.unwrap().is_some());
    assert_eq!(user.role, Role::Member);
}
