use axum::{Json, extract::State};
use genesis_aws::{Cloud, StoreError};
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Caller, Function, PathId, Problem, Query};
use genesis_memory::{Memory, MemoryKey, Namespace};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, value::RawValue};

const DECLARATION: Declaration = Declaration {
    name: "retrieve-memory",
    summary: "Gives what is kept under a key, and counts the access.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/memory/retrieve/{key+}",
        guard: Guard::Scope(Scope::ManageMemory),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[Grant { resource: Resource::Table("memory"), access: &[Access::Write] }],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Where {
    /// `default` where absent.
    #[schemars(length(min = 1, max = 100), regex(pattern = Namespace::PATTERN))]
    namespace: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct MemoryFound {
    success: bool,
    key: String,
    namespace: String,
    /// As it was written.
    #[schemars(with = "Value")]
    value: Box<RawValue>,
    #[schemars(with = "Map<String, Value>")]
    metadata: Box<RawValue>,
    /// Since it was stored, this access included.
    access_count: u64,
    /// RFC 3339: this access.
    last_accessed: Option<String>,
    /// RFC 3339; null where it stays.
    expires_at: Option<String>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, retrieve_memory).takes_query::<Where>().gives::<MemoryFound>()
}

async fn retrieve_memory(
    State(cloud): State<Cloud>,
    caller: Caller,
    PathId(key): PathId<MemoryKey>,
    Query(place): Query<Where>,
) -> Result<Json<MemoryFound>, Problem> {
    let namespace = Namespace::parse(place.namespace)?;
    let found = cloud.memories(caller.tenant).retrieve(&namespace, &key, cloud.clock().now()).await?;
    let memory = found.ok_or_else(Problem::not_found)?;
    Ok(Json(MemoryFound::of(memory)?))
}

impl MemoryFound {
    fn of(memory: Memory) -> Result<Self, StoreError> {
        let [value, metadata] = [memory.value, memory.metadata].map(RawValue::from_string);
        Ok(Self {
            success: true,
            key: memory.key.into_text(),
            namespace: memory.namespace.into_text(),
            value: value.map_err(StoreError::unreadable)?,
            metadata: metadata.map_err(StoreError::unreadable)?,
            access_count: memory.access_count,
            last_accessed: memory.last_accessed.map(|at| at.to_string()),
            expires_at: memory.expires_at.map(|at| at.to_string()),
        })
    }
}
