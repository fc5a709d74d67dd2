//! Who may call what.

use cucumber::{given, then, when};
use genesis_local::Demo;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    house::{House, items, text},
    world::World,
};

/// What only the tenant knows.
const SECRET: &str = "zanzibarium";
const ALL: [&str; 7] = ["owner", "admin", "member", "viewer", "stranger", "other", "platform"];

/// Callers of every kind, by what they are.
pub struct Callers {
    house: House,
    tenant: Demo,
    /// A run of the tenant's that knows the secret.
    run: String,
    keys: Vec<(&'static str, String)>,
    /// What each was answered last.
    answers: Vec<(&'static str, StatusCode, String)>,
    /// What anybody was refused with.
    refusals: Vec<String>,
}

impl Callers {
    async fn open() -> Self {
        let house = House::open().await;
        let (tenant, other) = (house.tenant().await, house.tenant().await);
        house.teach(&tenant, &[json!({ "title": "Zanzibarium", "text": "Zanzibarium melts at 77 degrees." })]).await;
        let asked = house.ask(&tenant, &json!({ "query": "At how many degrees does zanzibarium melt?" })).await;
        let mut keys = vec![("owner", tenant.key.clone()), ("stranger", String::new()), ("other", other.key.clone())];
        for role in ["admin", "member", "viewer"] {
            keys.push((role, join(&house, &tenant, role).await));
        }
        keys.push(("platform", administrator(&house).await));
        Self { house, tenant, run: text(&asked["run_id"]).to_owned(), keys, answers: Vec::new(), refusals: Vec::new() }
    }

    async fn call(&mut self, method: &Method, path: &str, body: &Value) {
        self.answers.clear();
        for (who, key) in &self.keys {
            let (status, answer) = self.house.call(method.clone(), path, key, body).await;
            if [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&status) {
                self.refusals.push(answer.to_string());
            }
            self.answers.push((who, status, answer.to_string()));
        }
    }

    #[track_caller]
    fn were(&self, who: &[&str], expected: impl Fn(StatusCode) -> bool) {
        for (caller, status, answer) in self.answers.iter().filter(|(caller, ..)| who.contains(caller)) {
            assert!(expected(*status), "{caller}: {status} {answer}");
        }
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v1/tenants/{}{rest}", self.tenant.tenant)
    }
}

async fn join(house: &House, tenant: &Demo, role: &str) -> String {
    let new = json!({ "user_id": role, "email": format!("{role}@example.com"), "name": role, "role": role });
    let (_, added) = house.post(&tenant.key, &format!("/api/v1/tenants/{}/users", tenant.tenant), &new).await;
    let (status, come) = house.post("", "/api/v1/invitations/accept", &json!({ "token": added["invitation"]["token"] })).await;
    assert_eq!(status, StatusCode::CREATED, "{come}");
    text(&come["key"]).to_owned()
}

async fn administrator(house: &House) -> String {
    let secret = house.operator().bootstrap_secret().await.unwrap();
    let headers = [("x-bootstrap-secret", secret.as_str()), ("content-type", "application/json")];
    let made = house.send(Method::POST, "/api/v1/platform/keys", &headers, r#"{"name":"on call"}"#).await;
    text(&serde_json::from_slice::<Value>(made.body()).unwrap()["key"]).to_owned()
}

#[given("a tenant with an owner, an admin, a member, a viewer and a secret, and another tenant beside it")]
async fn callers(world: &mut World) {
    world.callers = Some(Callers::open().await);
}

#[when("they, a stranger, the other tenant's owner and whoever runs the platform call what is public")]
async fn call_public(world: &mut World) {
    told(world).call(&Method::GET, "/health/live", &Value::Null).await;
}

#[when("they call what is protected")]
async fn call_protected(world: &mut World) {
    let path = format!("/api/v1/orchestration/status/{}", told(world).run);
    told(world).call(&Method::GET, &path, &Value::Null).await;
}

#[when("they call what is for administrators")]
async fn call_administrative(world: &mut World) {
    let path = told(world).path("");
    told(world).call(&Method::PUT, &path, &json!({ "metadata": { "secret": SECRET } })).await;
}

#[when("they call what is for whoever runs the platform")]
async fn call_platform(world: &mut World) {
    told(world).call(&Method::GET, "/api/v1/tenants", &Value::Null).await;
}

#[then("everybody is answered")]
fn all_answered(world: &mut World) {
    told(world).were(&ALL, |status| status == StatusCode::OK);
}

#[then("the owner, the admin and the member are answered")]
fn members_answered(world: &mut World) {
    told(world).were(&["owner", "admin", "member"], |status| status == StatusCode::OK);
}

#[then("the viewer and whoever runs the platform are refused, and the stranger is unknown")]
fn viewer_refused(world: &mut World) {
    told(world).were(&["viewer", "platform"], |status| status == StatusCode::FORBIDDEN);
    told(world).were(&["stranger"], |status| status == StatusCode::UNAUTHORIZED);
}

#[then("the owner and the admin are answered")]
fn admins_answered(world: &mut World) {
    told(world).were(&["owner", "admin", "platform"], |status| status == StatusCode::OK);
}

#[then("the member and the viewer are refused, and the stranger is unknown")]
fn members_refused(world: &mut World) {
    told(world).were(&["member", "viewer"], |status| status == StatusCode::FORBIDDEN);
    told(world).were(&["stranger"], |status| status == StatusCode::UNAUTHORIZED);
}

#[then("only they are answered")]
fn platform_answered(world: &mut World) {
    told(world).were(&["platform"], |status| status == StatusCode::OK);
    told(world).were(&["owner", "admin", "member", "viewer", "other"], |status| status == StatusCode::FORBIDDEN);
    told(world).were(&["stranger"], |status| status == StatusCode::UNAUTHORIZED);
}

#[then("nobody who was refused was told the secret, or anything of the tenant")]
fn nothing_told(world: &mut World) {
    let callers = told(world);
    let (tenant, run) = (callers.tenant.tenant.to_string(), callers.run.clone());
    assert!(!callers.refusals.is_empty());
    for refusal in &callers.refusals {
        let tells = [SECRET, &tenant, &run].into_iter().any(|known| refusal.to_lowercase().contains(known));
        assert!(!tells, "{refusal}");
    }
}

#[then("the tenant's owner finds each of these refusals logged, with who was refused what and why")]
async fn logged(world: &mut World) {
    let callers = told(world);
    let (_, found) = callers.house.get(&callers.tenant.key, "/api/v1/security/events?event_type=access_denied").await;
    let told = |event: &Value| ["action", "result"].map(|field| text(&event[field]).to_owned()).join(" ");
    let mut events: Vec<String> = items(&found["events"]).iter().map(told).collect();
    events.sort();
    let refused = |what: &str, times: usize| vec![what.to_owned(); times];
    let expected = [
        refused("get-run-status missing_scope", 1),
        refused("list-tenants administrators_only", 4),
        refused("update-tenant missing_scope", 2),
    ];
    assert_eq!(events, expected.concat());
    assert!(items(&found["events"]).iter().all(|event| event["user_id"].is_string()), "{found}");
}

#[then("to the other tenant's owner nothing of the tenant is there")]
async fn nothing_there(world: &mut World) {
    let callers = told(world);
    let key = callers.keys.iter().find(|(who, _)| *who == "other").map(|(_, key)| key.clone()).unwrap();
    let of_run = format!("/api/v1/orchestration/status/{}", callers.run);
    for path in [callers.path(""), callers.path("/users"), of_run] {
        let (status, answer) = callers.house.get(&key, &path).await;
        assert_eq!((status, &answer["code"]), (StatusCode::NOT_FOUND, &json!("not_found")), "{path}");
    }
}

fn told(world: &mut World) -> &mut Callers {
    world.callers.as_mut().expect("callers were given")
}
