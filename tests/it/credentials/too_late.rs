//! Who passes the authorizer, and is not to come in any more when what they asked for is done.

use std::fs;

use genesis_core::Role;
use http::StatusCode;
use serde_json::{Value, json};

use super::{KEYS, SESSIONS};
use crate::{
    house::{root, text},
    people::{Person, Town, told},
};

/// What makes a credential, or changes what one is proven with.
const MAKING: [&str; 7] = [
    "create-api-key",
    "open-session",
    "rotate-api-key",
    "enrol-second-factor",
    "confirm-second-factor",
    "renew-recovery-codes",
    "remove-second-factor",
];

impl Town {
    /// What a function answers to a request that the authorizer let in with this credential.
    async fn let_in(&self, function: &str, person: &Person, credential: &str) -> String {
        let sample = fs::read_to_string(root().join(format!("events/{function}.json"))).unwrap();
        let mut event: Value = serde_json::from_str(&sample).unwrap();
        let caller = &mut event["requestContext"]["authorizer"]["lambda"];
        caller["tenant"] = json!(self.tenant.tenant);
        (caller["user"], caller["role"], caller["credential"]) = (json!(person.id), json!("member"), json!(credential));
        if function == "rotate-api-key" {
            event["pathParameters"]["keyId"] = json!(person.key[4..20]);
        }
        let answer = self.house.platform.invoke(function, event).await.unwrap().unwrap();
        let status = StatusCode::from_u16(answer["statusCode"].as_u64().unwrap().try_into().unwrap()).unwrap();
        told((status, serde_json::from_str(text(&answer["body"])).unwrap()))
    }

    async fn has_credentials(&self, person: &Person) -> (usize, usize, bool) {
        let record = self.house.operator().keyrings().find(self.tenant.tenant, person.id.parse().unwrap()).await.unwrap().unwrap();
        (record.keyring.keys.len(), record.keyring.sessions.len(), record.keyring.factor.is_some())
    }
}

fn key_of(person: &Person) -> String {
    format!("key:{}", &person.key[4..20])
}

#[tokio::test]
async fn who_is_removed_meanwhile_gets_no_credential_any_more() {
    let town = Town::open().await;
    let member = town.join(Role::Member).await;
    assert_eq!(town.let_in("create-api-key", &member, &key_of(&member)).await, "201", "while they are there");
    assert_eq!(told(town.delete(&town.tenant.key, &town.path(&format!("/users/{}", member.id))).await), "200");
    for function in MAKING {
        assert_eq!(town.let_in(function, &member, &key_of(&member)).await, "401 unauthenticated -", "{function}");
    }
    assert_eq!(town.has_credentials(&member).await, (0, 0, false));
}

#[tokio::test]
async fn who_is_suspended_meanwhile_gets_none_either() {
    let town = Town::open().await;
    let member = town.join(Role::Member).await;
    let suspended = town.put(&town.tenant.key, &town.path(&format!("/users/{}", member.id)), json!({ "status": "suspended" })).await;
    assert_eq!(told(suspended), "200");
    for function in MAKING {
        assert_eq!(town.let_in(function, &member, &key_of(&member)).await, "401 unauthenticated -", "{function}");
    }
    assert_eq!(town.has_credentials(&member).await, (1, 0, false));
}

#[tokio::test]
async fn what_has_ended_meanwhile_makes_nothing() {
    let town = Town::open().await;
    let member = town.join(Role::Member).await;
    let (_, second) = town.house.post(&member.key, KEYS, &json!({ "name": "second" })).await;
    let (_, opened) = town.house.post(&member.key, SESSIONS, &json!({})).await;
    let (key, session) = (text(&second["key"]["key_id"]), text(&opened["session"]["session_id"]));
    let proofs = [format!("key:{key}"), format!("session:{session}")];
    for (proof, path) in proofs.iter().zip([format!("{KEYS}/{key}"), format!("{SESSIONS}/{session}")]) {
        assert_eq!(town.let_in("enrol-second-factor", &member, proof).await, "201", "while it holds: {proof}");
        assert_eq!(told(town.delete(&member.key, &path).await), "200");
        for function in MAKING.into_iter().filter(|function| *function != "open-session" || proof.starts_with("key")) {
            assert_eq!(town.let_in(function, &member, proof).await, "401 unauthenticated -", "{function} with {proof}");
        }
    }
    assert_eq!(town.has_credentials(&member).await, (1, 0, true));
}
