//! What is known of an address elsewhere, as `GET /api/v1/security/check-ip/{ip}` tells.

use std::{net::IpAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use futures::{FutureExt, future::BoxFuture, future::ready};
use genesis_aws::Known;
use genesis_core::Timestamp;
use genesis_embedded_cloud::{Api, Permission, Principal};
use genesis_local::{Demo, Options};
use genesis_threats::{DoorLists, Reputation, ReputationSource, Unreached};
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::{
    house::{Hand, House, hand_clock, items, text},
    model_server::{ModelServer, Reply},
};

const BEGINNING: Timestamp = Timestamp(4_000_000_020_000);
const KEY: &str = "a key of nobody else";

/// A platform whose source outside is on loopback.
struct Town {
    house: House,
    hand: Hand,
    tenant: Demo,
    source: ModelServer,
}

impl Town {
    async fn open(replies: impl IntoIterator<Item = Reply>) -> Self {
        let source = ModelServer::playing(replies);
        let (hand, clock) = hand_clock();
        hand.set(BEGINNING);
        let house = House::of(Options { clock, abuse_ipdb: source.url().parse().unwrap(), ..Options::ephemeral() }).await;
        let tenant = house.tenant().await;
        Self { house, hand, tenant, source }
    }

    /// The same where an operator has put the source's key into its secret.
    async fn with_key(replies: impl IntoIterator<Item = Reply>) -> Self {
        let town = Self::open(replies).await;
        town.put_key().await;
        town
    }

    async fn put_key(&self) {
        let permissions = vec![Permission {
            service: Api::SecretsManager,
            resource: "genesis/reputation-keys".to_owned(),
            actions: vec!["PutSecretValue"],
        }];
        let cloud = self.house.platform.embedded();
        let principal = Principal { name: "operator".to_owned(), tenant: None, permissions };
        let access = format!("AWS4-HMAC-SHA256 Credential={}/20231114/x", cloud.credentials(principal).access_key_id());
        let token = "00000000-0000-4000-8000-00000000000b";
        let keys = json!({ "abuseipdb": KEY }).to_string();
        let put = json!({ "SecretId": "genesis/reputation-keys", "SecretString": keys, "ClientRequestToken": token });
        let request = Request::builder().method("POST").uri("/").header("x-amz-target", "secretsmanager.PutSecretValue");
        let request = request.header("authorization", access).body(Bytes::from(put.to_string())).unwrap();
        let answer = cloud.answer(request).await;
        assert_eq!(answer.status(), StatusCode::OK, "{:?}", answer.body());
    }

    async fn check(&self, address: &str) -> Value {
        let (status, checked) = self.house.get(&self.tenant.key, &format!("/api/v1/security/check-ip/{address}")).await;
        assert_eq!(status, StatusCode::OK, "{checked}");
        checked
    }

    /// What the source outside says of an address.
    async fn outside(&self, address: &str) -> Value {
        let checked = self.check(address).await;
        let found = items(&checked["sources"]).iter().find(|source| source["source"] == "abuseipdb").cloned();
        found.unwrap_or_default()
    }

    fn asked(&self) -> Vec<String> {
        self.source.asked().into_iter().map(|asked| asked.path).collect()
    }
}

fn scored(score: u32) -> Reply {
    Reply::json(
        200,
        &json!({ "data": { "ipAddress": "x", "abuseConfidenceScore": score, "totalReports": score / 10, "countryCode": "AT" } }),
    )
}

fn judged(checked: &Value) -> (bool, &str) {
    let reputation = &checked["reputation"];
    (reputation["should_block"].as_bool().unwrap(), text(&reputation["risk_level"]))
}

#[tokio::test]
async fn an_address_on_the_platforms_list_is_harmful_however_it_is_written() {
    let town = Town::open([scored(0)]).await;
    let list = "; of a day\n203.0.113.0/24 ; SBL1\n2001:db8:bad::/48\n".parse().unwrap();
    town.house.operator().address_lists().keep(None, Some(&Known { list })).await.unwrap();
    for (address, is_harmful, detail) in [
        ("203.0.113.7", true, json!("SBL1")),
        ("::ffff:203.0.113.7", true, json!("SBL1")),
        ("2001:db8:bad::1", true, Value::Null),
        ("198.51.100.7", false, Value::Null),
    ] {
        let checked = town.check(address).await;
        let confidence = if is_harmful { 100 } else { 0 };
        let expected = json!({ "source": "list", "reached": true, "is_harmful": is_harmful, "confidence": confidence, "detail": detail });
        assert_eq!(checked["sources"], json!([expected]), "{address}");
        assert_eq!(judged(&checked), if is_harmful { (true, "critical") } else { (false, "minimal") }, "{address}");
    }
    assert_eq!(town.asked(), [""; 0], "nobody outside is asked where there is no key");
}

#[tokio::test]
async fn an_address_that_the_platform_keeps_out_is_to_be_blocked_and_one_of_a_private_network_is_nobodys() {
    let town = Town::with_key([scored(100)]).await;
    let lists = DoorLists { denied: "198.51.100.7".parse().unwrap(), ..DoorLists::default() };
    town.house.operator().address_lists().keep(Some(&lists), None).await.unwrap();
    // Until then what was read at the call before is believed.
    town.hand.pass(Duration::from_secs(60));
    assert_eq!(judged(&town.check("198.51.100.7").await), (true, "critical"));
    let asked = town.asked().len();
    for address in ["10.1.2.3", "127.0.0.1", "::ffff:192.168.0.1", "fd00::1"] {
        let checked = town.check(address).await;
        assert_eq!((&checked["sources"], judged(&checked)), (&json!([]), (false, "minimal")), "{address}");
    }
    assert_eq!(town.asked().len(), asked);
}

#[tokio::test]
async fn a_source_outside_is_asked_once_an_hour_and_blocks_from_75_on() {
    let town = Town::with_key([scored(74), scored(75), scored(100)]).await;
    assert_eq!(judged(&town.check("203.0.113.7").await), (false, "minimal"));
    let harmful = town.check("2001:db8::7").await;
    assert_eq!(judged(&harmful), (true, "critical"));
    let expected =
        json!({ "source": "abuseipdb", "reached": true, "is_harmful": true, "confidence": 75, "detail": "reported 7 times in 30 days" });
    assert_eq!(harmful["sources"][1], expected);
    town.hand.pass(Duration::from_secs(3_599));
    assert_eq!(town.outside("::ffff:203.0.113.7").await["confidence"], 74);
    let paths = ["/api/v2/check?ipAddress=203.0.113.7&maxAgeInDays=30", "/api/v2/check?ipAddress=2001%3Adb8%3A%3A7&maxAgeInDays=30"];
    assert_eq!(town.asked(), paths);
    let asked = &town.source.asked()[0];
    assert_eq!((asked.header("key"), asked.header("accept")), (Some(KEY), Some("application/json")));
    town.hand.pass(Duration::from_secs(1));
    assert_eq!(town.outside("203.0.113.7").await["confidence"], 100);
}

#[tokio::test]
async fn a_source_that_does_not_answer_is_told_of_and_asked_again_a_minute_later() {
    let error = |status| Reply::json(status, &json!({ "errors": [{ "detail": "no", "status": status }] }));
    for (reply, detail) in [
        (error(401), "it does not know the key"),
        (error(422), "it refuses to answer"),
        (error(500), "it does not answer"),
        (Reply::closing(), "it does not answer"),
        (Reply::silence(), "it does not answer in time"),
        (Reply::text(200, "<html>"), "its answer cannot be read"),
        (Reply::json(200, &json!({ "data": { "abuseConfidenceScore": 101 } })), "its answer cannot be read"),
        (Reply::json(200, &json!({ "data": {} })), "its answer cannot be read"),
        (Reply::text(302, "").header("location", "http://127.0.0.1:9/"), "it refuses to answer"),
    ] {
        let town = Town::with_key([reply, scored(80)]).await;
        let checked = town.check("203.0.113.7").await;
        let expected = json!({ "source": "abuseipdb", "reached": false, "is_harmful": false, "confidence": null, "detail": detail });
        assert_eq!((&checked["sources"][1], judged(&checked)), (&expected, (false, "minimal")));
        town.hand.pass(Duration::from_secs(59));
        assert_eq!((town.outside("203.0.113.7").await, town.asked().len()), (expected, 1));
        town.hand.pass(Duration::from_secs(1));
        assert_eq!(town.outside("203.0.113.7").await["confidence"], 80, "after {detail}");
    }
}

#[tokio::test]
async fn a_key_that_nobody_has_given_is_looked_for_once_a_minute() {
    let town = Town::open([scored(80)]).await;
    let looked = || {
        let calls = town.house.platform.embedded().calls();
        calls
            .iter()
            .filter(|(call, _)| call.caller == "check-address" && call.service == "Secrets Manager")
            .map(|(_, count)| count)
            .sum::<u64>()
    };
    assert_eq!((town.outside("203.0.113.7").await, looked()), (Value::Null, 1));
    town.put_key().await;
    town.hand.pass(Duration::from_secs(59));
    assert_eq!((town.outside("203.0.113.8").await, looked()), (Value::Null, 1));
    town.hand.pass(Duration::from_secs(1));
    assert_eq!((town.outside("203.0.113.8").await["confidence"].clone(), looked()), (json!(80), 2));
}

#[tokio::test]
async fn a_source_that_is_asked_too_often_is_spared_as_long_as_it_says() {
    let throttled = Reply::json(429, &json!({ "errors": [] })).header("retry-after", "120");
    let town = Town::with_key([scored(90), throttled, scored(80)]).await;
    assert_eq!(town.outside("203.0.113.6").await["confidence"], 90);
    for pass in [0, 119] {
        town.hand.pass(Duration::from_secs(pass));
        let spared = town.outside("203.0.113.7").await;
        assert_eq!((&spared["reached"], &spared["detail"]), (&json!(false), &json!("it is not asked so often")));
        assert_eq!(town.asked().len(), 2, "what was said before holds: {}", town.outside("203.0.113.6").await);
    }
    town.hand.pass(Duration::from_secs(1));
    assert_eq!(town.outside("203.0.113.7").await["confidence"], 80);
}

#[tokio::test]
async fn nobody_outside_is_asked_when_a_stranger_comes() {
    let town = Town::with_key([scored(100)]).await;
    for headers in [&[][..], &[("x-api-key", town.tenant.key.as_str())]] {
        town.house.send_from([203, 0, 113, 7].into(), http::Method::GET, "/api/v1/orchestration/stats", headers, "").await;
    }
    assert_eq!(town.asked(), [""; 0]);
}

/// Who says the same of everybody.
struct Gossip;

impl ReputationSource for Gossip {
    fn name(&self) -> &'static str {
        "gossip"
    }

    fn ask(&self, _: IpAddr) -> BoxFuture<'_, Result<Option<Reputation>, Unreached>> {
        ready(Ok(Some(Reputation { confidence: 80, reason: None }))).boxed()
    }
}

#[tokio::test]
async fn an_instance_that_is_given_other_models_asks_the_same_source() {
    let cloud = House::open().await.operator().with_reputations(Arc::new(Gossip));
    for cloud in [cloud.with_models(cloud.models().clone()), cloud.afresh(), cloud] {
        let sources: Vec<_> = cloud.reputations().of([203, 0, 113, 7].into()).await.into_iter().map(|opinion| opinion.source).collect();
        assert_eq!(sources, ["list", "gossip"]);
    }
}
