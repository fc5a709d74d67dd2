//! Values under keys: stored, read back, expired, deleted.

mod cleanup;
mod kept;
mod keys;
mod refused;

use genesis_core::{Ids, Timestamp};
use genesis_local::Demo;
use http::{Method, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::house::{Hand, House, hand_clock, text};

const STORE: &str = "/api/v1/memory/store";
const CLEANUP: &str = "/api/v1/memory/cleanup";

/// Far enough ahead that the engine, which has its own clock, holds nothing for expired.
const NOON: Timestamp = Timestamp(4_102_444_800_000);

/// A house in which time stands still, with one tenant in it.
struct Shelf {
    house: House,
    tenant: Demo,
    hand: Hand,
}

impl Shelf {
    async fn open() -> Self {
        let (hand, clock) = hand_clock();
        hand.set(NOON);
        let house = House::with(clock, Ids::random()).await;
        let tenant = house.tenant().await;
        Self { house, tenant, hand }
    }

    fn millis_later(&self, millis: i64) {
        self.hand.set(Timestamp(NOON.0 + millis));
    }

    async fn store(&self, new: Value) -> Value {
        let (status, stored) = self.house.post(&self.tenant.key, STORE, &new).await;
        assert_eq!(status, StatusCode::CREATED, "{stored}");
        stored
    }

    async fn retrieve(&self, path: &str) -> (StatusCode, Value) {
        self.house.get(&self.tenant.key, &format!("/api/v1/memory/retrieve/{path}")).await
    }

    /// The value that is kept, if any.
    async fn value(&self, path: &str) -> Option<Value> {
        let (status, found) = self.retrieve(path).await;
        assert!([StatusCode::OK, StatusCode::NOT_FOUND].contains(&status), "{found}");
        (status == StatusCode::OK).then(|| found["value"].clone())
    }

    /// How many were deleted, and whether there are more.
    async fn clean_up(&self) -> (u64, bool) {
        let (status, cleaned) = self.house.call(Method::DELETE, CLEANUP, &self.tenant.key, &Value::Null).await;
        assert_eq!((status, &cleaned["success"]), (StatusCode::OK, &json!(true)), "{cleaned}");
        (cleaned["deleted_count"].as_u64().unwrap(), cleaned["more"].as_bool().unwrap())
    }

    /// `status code field` of a refused store.
    async fn refused(&self, body: impl Into<bytes::Bytes>) -> String {
        let headers = [("x-api-key", self.tenant.key.as_str()), ("content-type", "application/json")];
        let answer = self.house.send(Method::POST, STORE, &headers, body).await;
        let problem: Value = serde_json::from_slice(answer.body()).unwrap();
        let field = problem["errors"][0]["field"].as_str().unwrap_or("-");
        format!("{} {} {field}", answer.status().as_u16(), text(&problem["code"]))
    }
}

fn encoded(key: &str) -> String {
    utf8_percent_encode(key, NON_ALPHANUMERIC).to_string()
}
