//! What the sample events tell of, so that what they ask for is there.

use std::{future::pending, sync::Arc};

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::house::{House, Library, Who};

/// What the samples name: one tenant with its owner and their key, runs, and a batch of documents.
const TENANT: &str = "0b0e6c52-3f0c-4f6d-9d2b-5c8f3f1f7a10";
const OWNER: &str = "e6f1a2b3-4c5d-4e6f-8a7b-9c0d1e2f3a4b";
const KEY: &str = "gns_5f1c2a9be07d4436_c2FtcGxlLXNlY3JldC1vZi0zMi1ieXRlcy1sb25nLTA";
const KEY_ID: &str = "5f1c2a9be07d4436";
const RUNS: [&str; 2] = ["7c9e6679-7425-40de-944b-e07fc1f90ae7", "3f8a6c1d-2b7e-4d59-9a0c-6e5d4c3b2a19"];
const BATCH: &str = "886313e1-3b8a-5372-9b90-0c9aee199e5d";

pub struct Story(Arc<House>);

impl Story {
    /// A tenant with a library. Whatever would run by itself in this process waits, since a process of its own is measured.
    pub async fn open() -> Self {
        let house = House::of(Library::Whole, Who::Extractive).await;
        for function in genesis_local::functions() {
            house.platform.embedded().register_function(function.declaration.name, |_| Box::pin(pending()));
        }
        Self(house)
    }

    pub fn house(&self) -> Arc<House> {
        self.0.clone()
    }

    /// The function's sample, told of this tenant, a run that has just begun and a batch that nobody has indexed.
    pub async fn event(&self, function: &str) -> Value {
        let path = format!(concat!(env!("CARGO_MANIFEST_DIR"), "/../events/{}.json"), function);
        let mut text = std::fs::read_to_string(path).expect("every function has a sample");
        let demo = &self.0.tenant;
        let key_id = demo.key.split('_').nth(1).expect("a key names itself");
        let ids = [(TENANT, demo.tenant.to_string()), (OWNER, demo.owner.to_string())];
        let names = ids.into_iter().chain([(KEY, demo.key.clone()), (KEY_ID, key_id.to_owned())]);
        names.for_each(|(sample, name)| text = text.replace(sample, &name));
        // So few tokens that the tenant's quota holds as many runs as there are functions.
        let asked = json!({ "query": QUESTION, "max_tokens": 1_000 });
        for run in RUNS {
            if text.contains(run) {
                text = text.replace(run, &self.created("/api/v1/orchestration/start", &asked, "run_id").await);
            }
        }
        if text.contains(BATCH) {
            let documents = json!({ "documents": [{ "title": "Tower", "text": "The tower is 828 metres tall." }] });
            text = text.replace(BATCH, &self.created("/api/v1/memory/documents", &documents, "batch_id").await);
        }
        serde_json::from_str(&text).expect("names are put in the place of names")
    }

    async fn created(&self, path: &str, body: &Value, id: &str) -> String {
        let (status, answer) = self.0.platform.call(Method::POST, path, &self.0.tenant.key, body).await;
        assert!(matches!(status, StatusCode::CREATED | StatusCode::ACCEPTED), "{answer}");
        answer[id].as_str().expect("what is created has an id").to_owned()
    }
}

const QUESTION: &str = "What is the capital city of the country where the 2024 Summer Olympics were held?";
