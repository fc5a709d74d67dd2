//! Whose events are taken in: those of a tenant that is usable, from wherever it does not deny.

use genesis_core::Timestamp;
use genesis_tenancy::{Tenant, TenantStatus};
use http::{Method, Response, StatusCode};
use serde_json::Value;

use super::{BODY, Hooked, NOW, SECRET, read};
use crate::{house::text, people::of};

const SOMEWHERE: &str = "203.0.113.7";

fn told(answer: &Response<bytes::Bytes>) -> (u16, String) {
    let (status, answer) = read(answer);
    (status, answer["code"].as_str().unwrap_or_default().to_owned())
}

/// All that an answer says, but for what is of the request alone.
fn said(mut answer: Response<bytes::Bytes>) -> (StatusCode, http::HeaderMap, bytes::Bytes) {
    for own in ["x-request-id", "content-length", "ratelimit", "x-ratelimit-remaining"] {
        answer.headers_mut().remove(own);
    }
    (answer.status(), answer.headers().clone(), answer.into_body())
}

#[tokio::test]
async fn nothing_tells_the_source_of_a_deleted_tenant_from_one_that_never_was() {
    let hooked = Hooked::by("genesis").await;
    let deleted = hooked.house.call(Method::DELETE, &of(hooked.tenant.tenant, ""), &hooked.tenant.key, &Value::Null).await;
    assert_eq!(deleted.0, StatusCode::OK, "{}", deleted.1);
    let records = hooked.house.trail(&hooked.tenant).await.records.len();
    let nobodys = "/webhooks/00000000-0000-4000-8000-000000000001.hook";
    for address in ["127.0.0.1", SOMEWHERE] {
        for secret in [Some(SECRET), Some("a-secret-of-a-stranger"), None] {
            let answer = hooked.send_from(address, secret, BODY).await;
            assert_eq!(told(&answer), (401, "secret_unavailable".to_owned()));
            assert_eq!(said(answer), said(hooked.send_to(nobodys, address, secret, BODY).await), "{secret:?} from {address}");
        }
    }
    let operator = hooked.house.operator();
    assert_eq!(operator.webhooks(hooked.tenant.tenant).list(1, None).await.unwrap().entries.len(), 0);
    assert_eq!(hooked.house.trail(&hooked.tenant).await.records.len(), records, "nobody reads the audit of one that is gone");
}

#[tokio::test]
async fn a_tenant_that_is_not_usable_takes_no_events_and_strangers_are_told_what_they_always_are() {
    for close in [
        (|tenant| tenant.status = TenantStatus::Suspended) as fn(&mut Tenant),
        |tenant| tenant.trial_ends_at = Some(NOW),
        |tenant| tenant.subscription_ends_at = Some(NOW),
    ] {
        let hooked = Hooked::by("genesis").await;
        hooked.change(close).await;
        let (status, problem) = hooked.send_signed(SECRET, BODY).await;
        assert_eq!((status, text(&problem["code"])), (403, "tenant_not_usable"));
        assert_eq!(text(&problem["detail"]), "the tenant takes no events at the time", "and not why");
        assert_eq!(told(&hooked.send_from(SOMEWHERE, None, BODY).await), (401, "missing_signature".to_owned()));
        assert_eq!(told(&hooked.send_from(SOMEWHERE, Some("a-secret-of-a-stranger"), BODY).await), (401, "invalid_signature".to_owned()));
        hooked
            .change(|tenant| {
                tenant.status = TenantStatus::Active;
                (tenant.trial_ends_at, tenant.subscription_ends_at) = (None, Some(Timestamp(NOW.0 + 1)));
            })
            .await;
        assert_eq!(hooked.send_signed(SECRET, BODY).await.0, 200, "the same event, when the tenant is open again");
        hooked.events(1).await;
        let denied = hooked.told().await.into_iter().filter(|(kind, _)| kind == "access_denied").collect::<Vec<_>>();
        assert_eq!(denied, [("access_denied".to_owned(), "tenant_not_usable".to_owned())]);
    }
}

#[tokio::test]
async fn an_event_comes_in_from_wherever_its_tenant_does_not_deny() {
    let hooked = Hooked::by("genesis").await;
    let range = |range: &str| vec![range.parse().unwrap()];
    hooked.change(|tenant| tenant.allowed_ip_ranges = range("127.0.0.0/8")).await;
    assert_eq!(told(&hooked.send_from(SOMEWHERE, Some(SECRET), BODY).await).0, 200, "what is allowed is said of callers");
    hooked.change(|tenant| tenant.denied_ip_ranges = range("203.0.113.0/24")).await;
    hooked.pass_minutes(1);
    for address in [SOMEWHERE, "::ffff:203.0.113.200"] {
        assert_eq!(told(&hooked.send_from(address, Some(SECRET), BODY).await), (403, "address_not_allowed".to_owned()), "{address}");
        assert_eq!(told(&hooked.send_from(address, None, BODY).await), (401, "missing_signature".to_owned()), "{address}");
    }
    assert_eq!(told(&hooked.send_from("198.51.100.1", Some(SECRET), BODY).await).0, 200);
    hooked.events(2).await;
    let denied = hooked.told().await.into_iter().filter(|(kind, _)| kind == "access_denied").collect::<Vec<_>>();
    assert_eq!(denied, [("access_denied".to_owned(), "address_not_allowed".to_owned())], "once a minute");
}

#[tokio::test]
async fn an_event_costs_four_calls_to_tables_and_what_proves_nothing_three() {
    let hooked = Hooked::by("genesis").await;
    let calls = || {
        let calls = hooked.house.platform.embedded().calls();
        let own = calls.iter().filter(|(call, _)| call.service == "DynamoDB" && call.caller == "receive-webhook");
        own.map(|(_, count)| count).sum::<u64>()
    };
    let send = async |secret: &str, n: usize| hooked.send_signed(secret, &format!(r#"{{"n":{n}}}"#)).await.0;
    assert_eq!(send(SECRET, 0).await, 200);
    let before = calls();
    for n in 1..4 {
        assert_eq!(send(SECRET, n).await, 200);
    }
    assert_eq!(calls() - before, 3 * 4, "the source, the gate, the proof, and both the proof and the audit");
    let before = calls();
    assert_eq!(send("a-secret-of-a-stranger", 4).await, 401);
    assert_eq!(calls() - before, 3, "the source, the gate and the audit");
}
