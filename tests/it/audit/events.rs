use std::time::Duration;

use genesis_core::{Ids, Timestamp};
use http::StatusCode;
use serde_json::{Value, json};

use super::{AUDIT, EVENTS};
use crate::house::{House, hand_clock, text};

fn event(event_type: &str, severity: &str, message: &str) -> Value {
    json!({ "event_type": event_type, "severity": severity, "message": message })
}

#[tokio::test]
async fn an_event_that_is_told_is_kept_with_who_told_it() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let new = json!({ "event_type": "auth_success", "severity": "info", "message": "the gate opened", "metadata": { "gate": 3 } });
    let (status, recorded) = house.post(&tenant.key, AUDIT, &new).await;
    assert_eq!((status, &recorded["success"]), (StatusCode::CREATED, &json!(true)), "{recorded}");
    let [event] = &house.events(&tenant, "").await[..] else { panic!("the event alone, and no record of the call beside it") };
    assert_eq!((&event["id"], &event["timestamp"]), (&recorded["log_id"], &recorded["timestamp"]));
    assert_eq!(
        (text(&event["event_type"]), text(&event["message"]), &event["metadata"]),
        ("auth_success", "the gate opened", &json!({ "gate": 3 }))
    );
    assert_eq!(text(&event["user_id"]), tenant.owner.to_string());
}

#[tokio::test]
async fn what_a_field_of_an_event_is_called_says_what_is_kept_of_it() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let metadata = json!({
        "password": "hunter2zq", "secret": "topsecretvalue", "api_key": "abcd1234efgh5678ijkl", "pin": 1234, "credentials": { "user": "j" },
        "ssn": 219_099_999, "phone": 4_915_123_456_789_u64, "dob": "1985-03-12", "jane@example.org": ["jane@example.org"], "tries": 3,
    });
    let new = json!({ "event_type": "data_access", "severity": "info", "message": "password: hunter2zq", "metadata": metadata });
    assert_eq!(house.post(&tenant.key, AUDIT, &new).await.0, StatusCode::CREATED);
    let [event] = &house.events(&tenant, "").await[..] else { panic!("one event") };
    assert_eq!(
        event["metadata"],
        json!({
            "password": "[secret]", "secret": "[secret]", "api_key": "[secret]", "pin": "[secret]", "credentials": "[secret]",
            "ssn": "***-**-****", "phone": "***-***-****", "dob": "[date of birth]", "****@***.com": ["****@***.com"], "tries": 3,
        })
    );
    assert_eq!(event["message"], "password: [secret]");
}

#[tokio::test]
async fn what_callers_tell_of_an_address_is_held_against_nobody() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    for _ in 0..12 {
        house.post(&tenant.key, AUDIT, &event("security_violation", "critical", "forged")).await;
    }
    let (status, checked) = house.get(&tenant.key, "/api/v1/security/check-ip/127.0.0.1").await;
    assert_eq!((status, &checked["activity"]["total_events"]), (StatusCode::OK, &json!(12)), "{checked}");
    assert_eq!(checked["reputation"], json!({ "should_block": false, "risk_level": "minimal", "recommendation": "allow" }));
}

#[tokio::test]
async fn an_event_that_cannot_be_is_refused_by_its_field() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    let large = json!({ "x": "x".repeat(5_000) });
    for (new, status, field) in [
        (event("burglary", "info", "m"), 422, "event_type"),
        (event("data_access", "fatal", "m"), 422, "severity"),
        (event("data_access", "info", ""), 422, "message"),
        (event("data_access", "info", &"m".repeat(1_001)), 422, "message"),
        (json!({ "event_type": "data_access", "severity": "info" }), 422, "message"),
        (json!({ "event_type": "data_access", "severity": "info", "message": "m", "metadata": [] }), 422, "metadata"),
        (json!({ "event_type": "data_access", "severity": "info", "message": "m", "metadata": large }), 413, "metadata"),
    ] {
        let (refused, problem) = house.post(&tenant.key, AUDIT, &new).await;
        assert_eq!((refused.as_u16(), text(&problem["errors"][0]["field"])), (status, field), "{new}");
    }
}

#[tokio::test]
async fn events_are_found_by_what_they_are_and_counted() {
    let (now, clock) = hand_clock();
    now.set(Timestamp(4_000_000_000_000));
    let house = House::with(clock, Ids::random()).await;
    let tenant = house.tenant().await;
    house.post(&tenant.key, AUDIT, &event("auth_failure", "critical", "long ago")).await;
    now.pass(Duration::from_secs(5 * 60 * 60));
    for n in 0..5 {
        let severity = if n == 0 { "critical" } else { "info" };
        house.post(&tenant.key, AUDIT, &event("data_access", severity, &format!("number {n}"))).await;
        now.pass(Duration::from_millis(1));
    }
    let owner = tenant.owner;
    for (query, total) in [
        ("hours=168".to_owned(), 6),
        ("hours=1".to_owned(), 5),
        ("event_type=auth_failure".to_owned(), 1),
        ("severity=critical".to_owned(), 2),
        ("severity=critical&event_type=data_access&hours=1".to_owned(), 1),
        (format!("user_id={owner}"), 6),
        ("user_id=somebody".to_owned(), 0),
        ("ip_address=127.0.0.1".to_owned(), 6),
        ("ip_address=::1".to_owned(), 0),
    ] {
        let (status, found) = house.get(&tenant.key, &format!("{EVENTS}?{query}")).await;
        assert_eq!((status, &found["pagination"]["total"]), (StatusCode::OK, &json!(total)), "{query}: {found}");
    }
    let (_, page) = house.get(&tenant.key, &format!("{EVENTS}?limit=2&offset=1")).await;
    assert_eq!(page["pagination"], json!({ "total": 6, "limit": 2, "offset": 1, "has_more": true }));
    assert_eq!([0, 1].map(|n: usize| text(&page["events"][n]["message"]).to_owned()), ["number 3", "number 2"]);
    let summary = json!({ "total_events": 6, "critical_count": 2, "unique_ips": 1, "unique_users": 1, "complete": true });
    assert_eq!(page["summary"], summary);
    let (_, last) = house.get(&tenant.key, &format!("{EVENTS}?limit=5&offset=1")).await;
    assert_eq!(last["pagination"]["has_more"], false);
}

#[tokio::test]
async fn a_query_that_cannot_be_is_refused_by_its_parameter() {
    let house = House::open().await;
    let tenant = house.tenant().await;
    for (query, field) in [
        ("hours=0", "hours"),
        ("hours=169", "hours"),
        ("offset=-1", "offset"),
        ("offset=5001", "offset"),
        ("severity=fatal", "severity"),
        ("ip_address=1.2.3", "ip_address"),
        ("colour=red", "colour"),
    ] {
        let (status, problem) = house.get(&tenant.key, &format!("{EVENTS}?{query}")).await;
        assert_eq!((status.as_u16(), text(&problem["errors"][0]["field"])), (422, field), "{query}");
    }
}
