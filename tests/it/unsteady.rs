//! An endpoint that creates, and breaks over it: what its idempotency keys are worth then.

use std::sync::{Arc, Mutex};

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use genesis_aws::Cloud;
use genesis_core::{Declaration, Guard, Idempotency, Ids, Method, Route, Scope, Timestamp, Trigger};
use genesis_http::{Caller, Function};
use genesis_lambda::Invocable;
use genesis_local::Demo;
use serde_json::{Value, json};

use crate::house::{Hand, House, hand_clock, text};

const DECLARATION: Declaration = Declaration {
    name: "create-badly",
    summary: "Creates something at the third try.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/bad",
        guard: Guard::Scope(Scope::ManageMemory),
        body_limit_bytes: 1024,
        success: 201,
        idempotency: Idempotency::Keyed,
    }),
    grants: &[],
    memory_mib: 128,
    timeout_seconds: 10,
};

/// The ids that tries were given.
type Tries = Arc<Mutex<Vec<String>>>;

fn create_badly(tries: Tries) -> Function<Cloud> {
    let try_once = async move |cloud: Cloud| -> Response {
        let tried = {
            let mut tries = tries.lock().unwrap();
            tries.push(cloud.ids().next().to_string());
            tries.clone()
        };
        match tried.len() {
            1 => StatusCode::SERVICE_UNAVAILABLE.into_response(),
            2 => panic!("a try that panics"),
            3 => StatusCode::UNPROCESSABLE_ENTITY.into_response(),
            _ => (StatusCode::CREATED, tried.concat()).into_response(),
        }
    };
    let try_once = Arc::new(try_once);
    Function::http(&DECLARATION, move |State(cloud): State<Cloud>, _: Caller| {
        let try_once = try_once.clone();
        async move { try_once(cloud).await }
    })
}

struct Bad {
    invocable: Invocable,
    tries: Tries,
    now: Hand,
    tenant: Demo,
    _house: House,
}

impl Bad {
    async fn open() -> Self {
        let (now, clock) = hand_clock();
        now.set(Timestamp(4_000_000_000_000));
        let (house, tries) = (House::with(clock, Ids::random()).await, Tries::default());
        let (invocable, tenant) = (Invocable::new(create_badly(tries.clone()), house.operator().clone()), house.tenant().await);
        Self { invocable, tries, now, tenant, _house: house }
    }

    /// The status and the headers of the answer; none where the function died.
    async fn post(&self, body: &str) -> Option<(u64, Value)> {
        let lambda = json!({
            "tenant": self.tenant.tenant,
            "user": self.tenant.owner,
            "role": "owner",
            "credential": "key:5f1c2a9be07d4436",
            "scopes": "manage_memory",
        });
        let event = json!({
            "version": "2.0",
            "routeKey": "POST /bad",
            "rawPath": "/bad",
            "rawQueryString": "",
            "headers": { "host": "localhost", "idempotency-key": "order-1" },
            "requestContext": {
                "http": { "method": "POST", "path": "/bad", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "" },
                "stage": "$default",
                "timeEpoch": 0,
                "authorizer": { "lambda": lambda },
            },
            "body": body,
            "isBase64Encoded": false,
        });
        let invocable = self.invocable.clone();
        let answer = tokio::spawn(async move { invocable.invoke(event).await }).await.ok()?.unwrap();
        Some((answer["statusCode"].as_u64().unwrap(), answer["headers"].clone()))
    }
}

#[tokio::test]
async fn a_try_that_may_have_created_is_repeated_with_the_same_ids_by_the_same_request_only() {
    let bad = Bad::open().await;
    let status = async |body| bad.post(body).await.map(|(status, _)| status);
    assert_eq!(status("first").await, Some(503));
    assert_eq!(status("other").await, Some(409));
    assert_eq!(status("first").await, None, "the second try panics");
    let (in_use, headers) = bad.post("first").await.unwrap();
    assert_eq!((in_use, text(&headers["retry-after"])), (409, "1"));
    bad.now.pass(std::time::Duration::from_secs(60));
    assert_eq!(status("first").await, Some(422), "what an earlier try did is unknown to this one");
    assert_eq!(status("other").await, Some(409));
    assert_eq!(status("first").await, Some(201));
    let (again, headers) = bad.post("first").await.unwrap();
    assert_eq!((again, text(&headers["idempotency-replayed"])), (201, "true"));
    let tries = bad.tries.lock().unwrap();
    assert_eq!((tries.len(), tries.iter().collect::<std::collections::BTreeSet<_>>().len()), (4, 1), "{tries:?}");
}
