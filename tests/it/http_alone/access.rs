//! Who may do what: every declared endpoint, walked as everybody who may not use it.

use genesis_core::{Method as Verb, Route, Scope, Trigger};
use genesis_local::{Demo, functions};
use http::{HeaderMap, Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::house::{DOCUMENTS, House, SEARCH, START, items, text};

/// What only the first tenant knows.
const SECRET: &str = "zanzibarium";

/// A request that a caller with the right to it makes with success.
struct Call {
    method: Method,
    path: String,
    body: Value,
}

/// Runs that are open until somebody ends them.
const TO_COMPLETE: &str = "2f1c7f0e-8a44-4c1c-9d6b-0d1e2f3a4b5c";
const TO_CANCEL: &str = "6a5b4c3d-2e1f-4a0b-8c9d-7e6f5a4b3c2d";

const SOURCES: &str = "/api/v1/security/webhook-sources";
const EVENTS: &str = "/api/v1/security/webhook-events";

/// Endpoints that name what is the owner's in their query or body.
const OF_A_THING: [&str; 5] = ["start-agent-execution", "track-stability", "record-router-metrics", "get-client-status", "manage-client"];

fn translation(run: &str) -> Value {
    json!({ "run_id": run, "agent_id": "translator", "capability": "translate", "sequence_number": 1 })
}

/// The id of an event that a source of the tenant's has sent.
async fn sent_event(house: &House, tenant: &Demo) -> String {
    let shared = "a-secret-that-two-share";
    let source = json!({ "scheme": "gitlab", "secret": shared });
    let (status, registered) = house.call(Method::PUT, &format!("{SOURCES}/billing"), &tenant.key, &source).await;
    assert_eq!(status, StatusCode::OK, "{registered}");
    let headers = [("x-gitlab-token", shared), ("content-type", "application/json")];
    let sent = house.send(Method::POST, &format!("/webhooks/{}.billing", tenant.tenant), &headers, r#"{"melts":true}"#).await;
    let sent: Value = serde_json::from_slice(sent.body()).unwrap();
    let id = text(&sent["event_id"]).to_owned();
    let path = format!("{EVENTS}/{id}");
    house.until(async || (house.get(&tenant.key, &path).await.0 == StatusCode::OK).then_some(())).await;
    id
}

fn new_user(name: &str) -> Value {
    json!({ "user_id": name, "email": format!("{name}@example.com"), "name": name })
}

/// Two tenants, and what the first of them owns.
struct Two {
    house: House,
    owner: Demo,
    other: Demo,
    run: String,
    answer: String,
    execution: String,
    /// A user who has not come.
    invited: String,
    /// What a source of webhooks has sent.
    event: String,
}

impl Two {
    async fn open() -> Self {
        let house = House::open().await;
        let (owner, other) = (house.tenant().await, house.tenant().await);
        house.teach(&owner, &[json!({ "id": "secret", "title": "Zanzibarium", "text": "Zanzibarium melts at 77 degrees." })]).await;
        let run = house.ask(&owner, &json!({ "query": "At how many degrees does zanzibarium melt?" })).await;
        let (run, answer) = (text(&run["run_id"]).to_owned(), text(&run["answer"]).to_owned());
        for open in [TO_COMPLETE, TO_CANCEL] {
            house.pending_run(&owner, open, "Who melts it?").await;
        }
        let memory = json!({ "key": "melting", "value": "zanzibarium" });
        assert_eq!(house.post(&owner.key, "/api/v1/memory/store", &memory).await.0, StatusCode::CREATED);
        let (status, started) = house.post(&owner.key, "/api/v1/agents/execute", &translation(&run)).await;
        assert_eq!(status, StatusCode::CREATED, "{started}");
        let execution = text(&started["execution_id"]).to_owned();
        let users = format!("/api/v1/tenants/{}/users", owner.tenant);
        let (status, added) = house.post(&owner.key, &users, &new_user("ada")).await;
        assert_eq!(status, StatusCode::CREATED, "{added}");
        let invited = text(&added["user"]["id"]).to_owned();
        let event = sent_event(&house, &owner).await;
        Self { house, owner, other, run, answer, execution, invited, event }
    }

    /// An endpoint that is not listed here fails the walk: give it its input.
    fn call(&self, name: &str, route: &Route) -> Call {
        let run = match name {
            "complete-run" => TO_COMPLETE,
            "cancel-run" => TO_CANCEL,
            _ => &self.run,
        };
        let path = route.path.replace("{runId}", run).replace("{name}", "policy.json").replace("{key+}", "melting");
        let path = path.replace("{executionId}", &self.execution).replace("{userId}", &self.invited).replace("{ip}", "203.0.113.9");
        let path =
            path.replace("{tenantId}", &self.owner.tenant.to_string()).replace("{eventId}", &self.event).replace("{source}", "billing");
        assert!(!path.contains('{'), "{name} has a path parameter that the walk does not know: {path}");
        let of_client = format!("?client_id={}", self.owner.owner);
        let (query, body) = match name {
            "start-run" => ("", json!({ "query": "How tall is the Burj Khalifa?" })),
            "complete-run" => ("", json!({ "success": true })),
            "get-run-status" | "list-artifacts" | "get-artifact" | "list-runs" | "get-run-statistics" | "cancel-run" => ("", Value::Null),
            "start-agent-execution" => ("", translation(&self.run)),
            "complete-agent-execution" => ("", json!({ "tokens_used": 7, "claim": 1 })),
            "claim-agent-work" => ("", json!({})),
            "configure-agents" => ("", json!({ "models": { "default": "extractive" } })),
            "renew-agent-claim" => ("", json!({ "claim": 1 })),
            "get-agent-execution" | "list-agent-work" | "get-agent-performance" | "list-agent-capabilities" => ("", Value::Null),
            "get-agent-configuration" => ("", Value::Null),
            "track-stability" => ("", json!({ "test_id": "t", "run_number": 1, "input": 1, "output": self.answer, "run_id": self.run })),
            "record-router-metrics" => ("", json!({ "run_id": self.run, "token_savings_percentage": 50 })),
            "get-stability-metrics" | "get-router-efficiency" => ("", Value::Null),
            "retrieve-memory" | "cleanup-memory" => ("", Value::Null),
            "ingest-documents" => ("", json!({ "documents": [{ "title": "Ants", "text": "Ants walk." }] })),
            "store-memory" => ("", json!({ "key": "flying", "value": "bees" })),
            "search-memory" => ("?query=zanzibarium", Value::Null),
            "get-rate-limits" | "export-rate-limits" | "get-breaker-health" | "get-breaker-metrics" => ("", Value::Null),
            "get-client-status" => (of_client.as_str(), Value::Null),
            "manage-client" => ("", json!({ "client_id": self.owner.owner, "action": "unblock" })),
            "configure-rate-limits" => ("", json!({ "endpoint": "webhooks" })),
            "update-tenant" => ("", json!({ "name": "Zanzibarians" })),
            "change-tier" => ("", json!({ "tier": "enterprise" })),
            "add-user" => ("", new_user("bea")),
            "renew-invitation" => ("", Value::Null),
            "get-tenant-analytics" | "list-security-events" => ("", Value::Null),
            "register-webhook-source" => ("", json!({ "scheme": "hmac" })),
            "list-webhook-sources" | "forget-webhook-source" | "list-webhook-events" | "get-webhook-event" => ("", Value::Null),
            "scan-content" => ("", json!({ "content": "jane@example.org" })),
            "set-content-policy" => ("", json!({ "score": 0.6 })),
            "get-content-policy" | "check-address" => ("", Value::Null),
            _ => panic!("{name} is not walked: give it the input a caller with the right to it would use"),
        };
        let method = match route.method {
            Verb::Get => Method::GET,
            Verb::Post => Method::POST,
            Verb::Put => Method::PUT,
            Verb::Delete => Method::DELETE,
        };
        Call { method, path: format!("{path}{query}"), body }
    }

    async fn make(&self, call: &Call, headers: &[(&str, &str)]) -> Response<bytes::Bytes> {
        let headers: Vec<_> = headers.iter().copied().chain([("content-type", "application/json")]).collect();
        let body = if call.body.is_null() { String::new() } else { call.body.to_string() };
        self.house.send(call.method.clone(), &call.path, &headers, body).await
    }

    async fn key_without(&self, scope: Scope) -> String {
        let scopes: Vec<Scope> = Scope::OF_TENANTS.into_iter().filter(|other| *other != scope).collect();
        self.owner.key_for(self.house.operator(), &scopes).await.unwrap()
    }
}

/// Whether a path leads to something of a tenant's. An address is nobody's.
fn names_a_thing(route: &Route) -> bool {
    route.path.contains('{') && !route.path.contains("{ip}")
}

/// Every endpoint that is not for everybody, with its scope.
fn guarded() -> Vec<(&'static str, Route, Scope)> {
    let declarations = functions().into_iter().map(|function| function.declaration);
    let guarded = declarations.filter_map(|declaration| match declaration.trigger {
        Trigger::Http(route) => route.guard.scope().map(|scope| (declaration.name, route, scope)),
        Trigger::Queue { .. } | Trigger::Task | Trigger::BrokenExecution | Trigger::Schedule { .. } | Trigger::Authorizer => None,
    });
    guarded.collect()
}

#[tokio::test]
async fn every_endpoint_refuses_strangers_keys_without_its_scope_and_other_tenants() {
    let two = Two::open().await;
    for (name, route, scope) in guarded() {
        let call = two.call(name, &route);
        let stranger = two.make(&call, &[]).await;
        assert_problem(&stranger, StatusCode::UNAUTHORIZED, "unauthenticated", name);
        assert!(stranger.headers().contains_key("www-authenticate"), "{name}");
        let unscoped = two.make(&call, &[("x-api-key", &two.key_without(scope).await)]).await;
        assert_problem(&unscoped, StatusCode::FORBIDDEN, "missing_scope", name);
        let owner = two.make(&call, &[("x-api-key", &two.owner.key)]).await;
        assert_eq!(owner.status().as_u16(), route.success, "{name} does not serve its own tenant: {:?}", owner.body());
        let other = two.make(&call, &[("x-api-key", &two.other.key)]).await;
        if name == "register-webhook-source" {
            assert_eq!(other.status().as_u16(), route.success, "each has its own of the name");
            let own = two
                .make(&Call { method: Method::DELETE, path: call.path.clone(), body: Value::Null }, &[("x-api-key", &two.other.key)])
                .await;
            assert_eq!(own.status(), StatusCode::OK);
        } else if names_a_thing(&route) || OF_A_THING.contains(&name) {
            assert_problem(&other, StatusCode::NOT_FOUND, "not_found", name);
        } else {
            assert_eq!(other.status().as_u16(), route.success, "{name}");
        }
        let shown = String::from_utf8_lossy(other.body()).to_lowercase().replace(&format!("\"query\":\"{SECRET}\""), "");
        assert!(!shown.contains(SECRET) && !shown.contains(&two.run), "{name} shows another tenant's things: {shown}");
    }
}

#[tokio::test]
async fn only_the_health_probes_are_for_everybody() {
    let declarations = functions().into_iter().map(|function| function.declaration);
    let public: Vec<&str> = declarations
        .filter_map(|declaration| match declaration.trigger {
            Trigger::Http(route) if route.guard.is_public() => Some(route.path),
            _ => None,
        })
        .collect();
    let by_secret = ["/api/v1/invitations/accept", "/api/v1/platform/keys", "/webhooks/{source}"];
    let public: Vec<&str> = public.into_iter().filter(|path| !by_secret.contains(path)).collect();
    assert_eq!(public, ["/health/live", "/health/metrics", "/health/ready"]);
    let house = House::open().await;
    for path in public {
        let answer = house.send(Method::GET, path, &[], "").await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn a_forged_key_opens_nothing() {
    let two = Two::open().await;
    let status = Call { method: Method::GET, path: format!("/api/v1/orchestration/status/{}", two.run), body: Value::Null };
    let (key, others) = (two.owner.key.as_str(), two.other.key.as_str());
    let (id, secret) = (&key[4..20], &key[21..]);
    let forged = [
        format!("gns_{id}_{}", &others[21..]),
        format!("gns_{}_{secret}", &others[4..20]),
        format!("gns_0000000000000000_{secret}"),
        format!("gns_{id}_{}", "A".repeat(secret.len())),
        format!("gns_{id}_"),
        format!("{key}A"),
        key[..key.len() - 1].to_owned(),
        key.to_uppercase(),
        format!("Bearer {key}"),
        format!("{key},{key}"),
        format!("gns_{id}#key_{secret}"),
        "gns_platform_x".to_owned(),
        "x".repeat(8_000),
        "*".to_owned(),
    ];
    for forged in forged {
        let answer = two.make(&status, &[("x-api-key", &forged)]).await;
        assert_problem(&answer, StatusCode::UNAUTHORIZED, "unauthenticated", &forged);
        assert!(!String::from_utf8_lossy(answer.body()).contains(secret), "{forged}: the answer repeats a secret");
    }
    let right = two.make(&status, &[("X-API-Key", key)]).await;
    assert_eq!(right.status(), StatusCode::OK);
}

#[tokio::test]
async fn no_header_names_a_caller() {
    let two = Two::open().await;
    let owner = two.owner.tenant.to_string();
    let credential = format!("key:{}", &two.owner.key[4..20]);
    let scopes = "manage_orchestrations manage_memory";
    let whole = json!({ "tenant": owner, "user": two.owner.owner, "role": "owner", "credential": credential, "scopes": scopes });
    let context = json!({ "authorizer": { "lambda": whole } });
    let claims = [
        ("x-tenant-id", owner.as_str()),
        ("x-user-id", "owner"),
        ("x-amzn-request-context", &context.to_string()),
        ("x-admin-bypass", "true"),
        ("authorization", &format!("Bearer {}", two.owner.key)),
    ];
    for (name, route, _) in guarded() {
        let call = two.call(name, &route);
        let alone = two.make(&call, &claims).await;
        assert_problem(&alone, StatusCode::UNAUTHORIZED, "unauthenticated", name);
        if names_a_thing(&route) && name != "register-webhook-source" {
            let along: Vec<_> = claims.iter().copied().chain([("x-api-key", two.other.key.as_str())]).collect();
            assert_problem(&two.make(&call, &along).await, StatusCode::NOT_FOUND, "not_found", name);
        }
    }
}

#[tokio::test]
async fn a_query_parameter_or_a_field_names_no_tenant() {
    let two = Two::open().await;
    let owner = two.owner.tenant;
    let (status, problem) = two.house.get(&two.other.key, &format!("{SEARCH}?query={SECRET}&tenant={owner}")).await;
    assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("tenant")));
    for (path, body) in [
        (START, json!({ "query": "Who?", "tenant": owner })),
        (DOCUMENTS, json!({ "documents": [{ "title": "a", "text": "b" }], "tenant": owner })),
    ] {
        let (status, problem) = two.house.post(&two.other.key, path, &body).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("tenant")), "{path}");
    }
}

#[tokio::test]
async fn documents_of_the_same_id_do_not_meet_across_tenants() {
    let two = Two::open().await;
    two.house.teach(&two.other, &[json!({ "id": "secret", "title": "Bees", "text": "Bees fly at noon." })]).await;
    assert_eq!(two.house.found(&two.owner, SECRET).await, ["secret#0"]);
    assert_eq!(two.house.found(&two.other, SECRET).await, [""; 0]);
    let (_, found) = two.house.get(&two.other.key, &format!("{SEARCH}?query=bees")).await;
    assert_eq!(items(&found["passages"]).len(), 1);
}

#[track_caller]
fn assert_problem(answer: &Response<bytes::Bytes>, status: StatusCode, code: &str, about: &str) {
    let problem: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    assert_eq!((answer.status(), &problem["code"]), (status, &json!(code)), "{about}: {problem}");
    assert_eq!(media_type(answer.headers()), "application/problem+json", "{about}");
}

fn media_type(headers: &HeaderMap) -> &str {
    headers["content-type"].to_str().unwrap()
}
