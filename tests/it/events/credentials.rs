//! The part of the story that is about what callers prove who they are with.

use std::iter::once;

use genesis_access::{ApiKey, KeyHash, KeySecrets, OpenSession, SessionLength, SessionTimes};
use genesis_aws::{ApiKeyRecord, CredentialChange, Decision, Holder, SessionRecord, StoreError};
use genesis_core::{Assurance, KeyId, Role, Scope};
use genesis_tenancy::Member;
use serde_json::json;

use super::{Story, TENANT, USER, sample_key};
use crate::house::items;

const OTHER_KEY: &str = "0f0e0d0c0b0a0908";
const SESSION: &str = "4b1f7d2a-9c3e-4f58-8a6d-1e2f3a4b5c6d";

fn owner() -> Member {
    Member { tenant: TENANT.parse().unwrap(), user: USER.parse().unwrap(), role: Role::Owner, permissions: Vec::new(), is_active: true }
}

impl Story {
    /// The owner's keys: the one that samples come with, and one that is revoked.
    pub(super) async fn seed_keys(&self) {
        let (keys, created_at) = (self.house.operator().api_keys(), self.house.operator().clock().now());
        let other = ApiKey::new(OTHER_KEY.parse().unwrap(), [7; 32]);
        for key in once(sample_key().parse().unwrap()).chain([other]) {
            let secrets = KeySecrets::of(&key, keys.pepper().await.unwrap());
            let (id, name, scopes) = (key.id().clone(), "sample".to_owned(), vec![Scope::ManageMemory]);
            let (holder, expires_at, last_used_at) = (Holder::User(owner()), None, None);
            keys.create(&ApiKeyRecord { id, name, holder, secrets, scopes, created_at, expires_at, last_used_at }).await.unwrap();
        }
    }

    async fn seed_session(&self) {
        let operator = self.house.operator();
        let (id, key, hash): (_, KeyId, _) = (SESSION.parse().unwrap(), OTHER_KEY.parse().unwrap(), KeyHash::of_nothing());
        let times = SessionTimes::new(operator.clock().now(), SessionLength::parse(None).unwrap());
        let record = SessionRecord { id, member: owner(), key: key.clone(), scopes: Vec::new(), assurance: Assurance::OneFactor, times };
        let open = OpenSession { id, hash: hash.clone(), key, expires_at: times.expires_at };
        let keyrings = operator.keyrings();
        let seeded = keyrings.change((owner().tenant, owner().user), |seen| {
            let keyring = seen.keyring.clone().with_session(open.clone(), times.opened_at).0;
            let changes = vec![CredentialChange::NewSession(hash.clone(), record.clone())];
            Ok::<_, StoreError>(Decision { keyring, changes, outcome: () })
        });
        seeded.await.unwrap();
    }

    /// As if a first code had held.
    async fn seed_confirmation(&self) {
        let (operator, now) = (self.house.operator(), self.house.operator().clock().now());
        let keyrings = operator.keyrings();
        let confirmed = keyrings.change((owner().tenant, owner().user), |seen| {
            let mut keyring = seen.keyring.clone();
            keyring.factor.as_mut().unwrap().confirmed_at = Some(now);
            Ok::<_, StoreError>(Decision { keyring, changes: Vec::new(), outcome: () })
        });
        confirmed.await.unwrap();
    }
}

pub(super) async fn credentials(story: &Story) {
    story.seed_session().await;
    let (status, _, made) = story.ask("create-api-key").await;
    assert_eq!((status, &made["key"]["scopes"]), (201, &json!(["view_analytics"])), "{made}");
    let (status, _, rotated) = story.ask("rotate-api-key").await;
    assert_eq!((status, &rotated["key"]["name"]), (201, &json!("sample")), "{rotated}");
    let (status, _, opened) = story.ask("open-session").await;
    assert_eq!((status, &opened["session"]["second_factor"]), (201, &json!(false)), "{opened}");
    let (status, _, sessions) = story.ask("list-sessions").await;
    assert_eq!((status, items(&sessions["sessions"]).len()), (200, 2), "{sessions}");
    let (status, _, ended) = story.ask("end-session").await;
    assert_eq!((status, &ended["session_id"]), (200, &json!(SESSION)), "{ended}");
    let (status, _, ended) = story.ask("end-all-sessions").await;
    assert_eq!((status, &ended["sessions_ended"]), (200, &json!(1)), "{ended}");
    let (status, _, revoked) = story.ask("revoke-api-key").await;
    assert_eq!((status, &revoked["key_id"]), (200, &json!(OTHER_KEY)), "{revoked}");
    let (status, _, keys) = story.ask("list-api-keys").await;
    assert_eq!((status, items(&keys["keys"]).len()), (200, 2), "{keys}");
    second_factor(story).await;
}

async fn second_factor(story: &Story) {
    let (status, _, enrolled) = story.ask("enrol-second-factor").await;
    assert_eq!((status, &enrolled["success"]), (201, &json!(true)), "{enrolled}");
    let (status, _, failed) = story.ask("confirm-second-factor").await;
    assert_eq!((status, &failed["code"]), (409, &json!("not_confirmed")), "a sample's code is of another time: {failed}");
    story.seed_confirmation().await;
    let (status, _, renewed) = story.ask("renew-recovery-codes").await;
    assert_eq!((status, items(&renewed["recovery_codes"]).len()), (200, 8), "{renewed}");
    let (status, _, shown) = story.ask("get-second-factor").await;
    assert_eq!((status, &shown["recovery_codes_left"]), (200, &json!(8)), "{shown}");
    let (status, _, removed) = story.ask("remove-second-factor").await;
    assert_eq!((status, &removed["success"]), (200, &json!(true)), "{removed}");
}
