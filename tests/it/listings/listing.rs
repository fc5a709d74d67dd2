use genesis_core::{Declaration, TenantId};
use http::StatusCode;
use serde_json::Value;

use crate::{
    house::{House, text},
    people::told,
};

/// A listing of this many parts does not end.
const MANY: usize = 100;

/// A listing for one tenant, as the OpenAPI document has it.
pub struct Listing {
    pub declaration: &'static Declaration,
    pub tenant: TenantId,
    pub key: String,
    pub path: String,
    pub parameters: Vec<Value>,
}

impl Listing {
    pub fn has(&self, name: &str) -> bool {
        self.parameters.iter().any(|parameter| parameter["name"] == name)
    }

    /// What says how many entries a part has.
    pub fn limit(&self) -> &Value {
        self.parameters.iter().find(|parameter| ["limit", "per_page"].contains(&text(&parameter["name"]))).unwrap()
    }

    pub fn sized(&self, limit: u64, more: &str) -> String {
        format!("{}?{}={limit}{more}", self.path, text(&self.limit()["name"]))
    }

    async fn part(&self, house: &House, path: &str) -> (Vec<Value>, Value) {
        let (status, answer) = house.get(&self.key, path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {answer}");
        (entries(&answer).to_vec(), answer["next_cursor"].clone())
    }

    pub async fn whole(&self, house: &House) -> Vec<Value> {
        self.part(house, &self.sized(self.limit()["schema"]["maximum"].as_u64().unwrap(), "")).await.0
    }

    pub async fn refusal(&self, house: &House, path: &str) -> String {
        told(house.get(&self.key, path).await)
    }

    /// The first of its cursors.
    pub async fn cursor(&self, house: &House) -> String {
        text(&self.part(house, &self.sized(2, "")).await.1).to_owned()
    }

    pub async fn by_cursor(&self, house: &House) -> Vec<Value> {
        let (mut all, mut next) = self.part(house, &self.sized(2, "")).await;
        for _ in 0..MANY {
            let Some(cursor) = next.as_str() else { return all };
            let (entries, after) = self.part(house, &self.sized(2, &format!("&cursor={cursor}"))).await;
            all.extend(entries);
            next = after;
        }
        panic!("{} goes on and on", self.path)
    }

    /// The same by offsets, or by the numbers of pages.
    pub async fn by_number(&self, house: &House) -> Vec<Value> {
        let mut all = Vec::new();
        for n in 0..MANY {
            let more = if self.has("page") { format!("&page={}", n + 1) } else { format!("&offset={}", 2 * n) };
            let (entries, _) = self.part(house, &self.sized(2, &more)).await;
            if entries.is_empty() {
                return all;
            }
            all.extend(entries);
        }
        panic!("{} goes on and on", self.path)
    }
}

/// What an answer lists, whatever that is called.
pub fn entries(answer: &Value) -> &[Value] {
    answer.as_object().unwrap().values().find_map(Value::as_array).unwrap()
}
