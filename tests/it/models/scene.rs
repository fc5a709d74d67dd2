//! A platform whose roles are played by a model on loopback, and a tenant who asks.

use std::time::Duration;

use genesis_local::{Demo, Exchanges, Options};
use genesis_orchestration::{ARTIFACTS, comparable};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::{
    sync::mpsc::UnboundedReceiver,
    time::{advance, pause, resume},
};

use super::played::{self, QUESTION};
use crate::{
    house::{House, text},
    model_server::ModelServer,
};

pub const CONFIGURATION: &str = "/api/v1/agents/configuration";

pub struct Scene {
    pub house: House,
    pub tenant: Demo,
}

/// A provider of the OpenAI protocol that is asked once, with further settings.
#[expect(clippy::needless_pass_by_value, reason = "it is written where it is passed")]
pub fn openai(server: &ModelServer, further: Value) -> Value {
    let mut provider = json!({ "protocol": "openai", "base_url": format!("{}/v1", server.url()), "max_attempts": 1 });
    provider.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
    provider
}

/// A document of the one provider `own`, with this chain for every role.
#[expect(clippy::needless_pass_by_value, reason = "it is written where it is passed")]
pub fn configured(chain: Value, provider: Value) -> Value {
    json!({ "default": chain, "providers": { "own": provider } })
}

impl Scene {
    pub async fn open(document: Value) -> Self {
        Self::with(document, Exchanges::Live).await
    }

    /// Where `own:m` plays every role, and nobody stands in.
    pub async fn alone(server: &ModelServer) -> Self {
        Self::open(configured(json!("own:m"), openai(server, json!({})))).await
    }

    pub async fn with(document: Value, exchanges: Exchanges) -> Self {
        let models = serde_json::from_value(document).unwrap();
        let house = House::of(Options { models, exchanges, ..Options::ephemeral() }).await;
        let tenant = house.tenant().await;
        house.teach(&tenant, &played::documents()).await;
        Self { house, tenant }
    }

    /// Asks the question, with further fields, and waits for the end.
    pub async fn ask(&self, further: &Value) -> Value {
        self.house.ask(&self.tenant, &question(further)).await
    }

    /// What the start endpoint says of a refused field: the field and the detail.
    pub async fn refused(&self, further: &Value) -> (String, String) {
        let (status, problem) = self.house.post(&self.tenant.key, crate::house::START, &question(further)).await;
        refusal(status, &problem)
    }

    pub async fn configure(&self, tenant: &Demo, settings: &Value) -> (StatusCode, Value) {
        self.house.call(Method::PUT, CONFIGURATION, &tenant.key, settings).await
    }

    pub async fn lines(&self, ended: &Value) -> Vec<Value> {
        let trace = self.house.artifact(&self.tenant, text(&ended["run_id"]), "execution_trace.ndjson").await;
        trace.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Every call of a run.
    pub async fn calls(&self, ended: &Value) -> Vec<Value> {
        self.lines(ended).await.iter().flat_map(|line| line["calls"].as_array().cloned().unwrap_or_default()).collect()
    }

    /// What a run of the question leaves, in the form in which two are compared.
    pub async fn comparable_files(&self) -> Vec<String> {
        let ended = self.ask(&json!({ "correlation_id": "one of two", "seed": 11 })).await;
        assert_eq!(ended["status"], json!("completed"), "{ended}");
        let mut files = Vec::new();
        for name in ARTIFACTS {
            files.push(comparable(&self.house.artifact(&self.tenant, text(&ended["run_id"]), name).await));
        }
        files
    }

    /// Every note of a run.
    pub async fn notes(&self, ended: &Value) -> Vec<Value> {
        self.lines(ended).await.iter().flat_map(|line| line["notes"].as_array().cloned().unwrap_or_default()).collect()
    }
}

fn question(further: &Value) -> Value {
    let mut new = json!({ "query": QUESTION });
    new.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
    new
}

#[track_caller]
pub fn refusal(status: StatusCode, problem: &Value) -> (String, String) {
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
    (text(&problem["errors"][0]["field"]).to_owned(), text(&problem["detail"]).to_owned())
}

/// Does some work, and each time something has come that would be waited for, lets so much time pass at once.
pub async fn hasten<T>(mut come: UnboundedReceiver<()>, time: Duration, work: impl Future<Output = T>) -> T {
    let passing = async {
        while come.recv().await.is_some() {
            let _standing = Standing::still();
            advance(time).await;
        }
        std::future::pending().await
    };
    tokio::select! {
        done = work => done,
        never = passing => never,
    }
}

/// Time that stands still but for what it is advanced by, and goes on afterwards, also where the work is done before that.
struct Standing;

impl Standing {
    fn still() -> Self {
        pause();
        Self
    }
}

impl Drop for Standing {
    fn drop(&mut self) {
        resume();
    }
}

/// The sum of a figure of calls, like `/usage/input_tokens`.
pub fn sum(calls: &[Value], pointer: &str) -> u64 {
    calls.iter().map(|call| call.pointer(pointer).unwrap().as_u64().unwrap()).sum()
}
