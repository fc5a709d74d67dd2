use axum::extract::State;
use genesis_aws::{Cloud, NotGranted};
use genesis_core::{
    Access, Declaration, Grant, Guard, Idempotency, MemoryId, Method, Resource, Route, Scope, TenantId, Trigger, WritingId,
};
use genesis_http::{Caller, Created, Function, Json, Problem, QuotaHeaders};
use genesis_memory::{InvalidMemory, Memory, MemoryKey, Namespace, TimeToLive, metadata, value};
use genesis_tenancy::{ContentRefused, Passage, Screening};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, value::RawValue};

const DECLARATION: Declaration = Declaration {
    name: "store-memory",
    summary: "Keeps a value under a key, in the place of what is there.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/memory/store",
        guard: Guard::Scope(Scope::ManageMemory),
        body_limit_bytes: 96 * 1024,
        success: 201,
        idempotency: Idempotency::Keyed,
    }),
    grants: &[
        Grant { resource: Resource::Table("idempotency"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Table("memory"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Table("usage"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Table("tenants"), access: &[Access::Read] },
    ],
    memory_mib: 256,
    timeout_seconds: 10,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMemory {
    /// 1 to 255 characters: no control character, no `?`, and no part between slashes that is `.` or `..`.
    #[schemars(length(min = 1, max = 255), regex(pattern = MemoryKey::PATTERN))]
    key: String,
    /// Any JSON, null included; kept as it is written, at most 64 KiB.
    #[schemars(with = "Value")]
    value: Box<RawValue>,
    /// A set of keys of its own; `default` where absent.
    #[schemars(length(min = 1, max = 100), regex(pattern = Namespace::PATTERN))]
    namespace: Option<String>,
    /// Seconds to live, up to a hundred years; it stays where absent.
    #[schemars(range(min = 1, max = 3_153_600_000_u64))]
    ttl: Option<u64>,
    /// Kept with the value as it is written; at most 16 KiB.
    #[schemars(with = "Option<Map<String, Value>>")]
    metadata: Option<Box<RawValue>>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct MemoryStored {
    success: bool,
    /// Stays the same for the same key and namespace.
    memory_id: String,
    key: String,
    namespace: String,
    /// RFC 3339; null where it stays.
    expires_at: Option<String>,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, store_memory).takes::<NewMemory>().gives::<MemoryStored>()
}

async fn store_memory(
    State(cloud): State<Cloud>,
    caller: Caller,
    Json(new): Json<NewMemory>,
) -> Result<(QuotaHeaders, Created<MemoryStored>), Problem> {
    let mut memory = new.parse(&cloud, caller.tenant)?;
    cloud.screen(caller.tenant, Passage::Document, |screening| screen(&mut memory, screening)).await?;
    match cloud.memories(caller.tenant).store(&memory, cloud.clock().now()).await {
        Ok(admission) => Ok((QuotaHeaders::after(caller.tenant, &admission), Created(memory.into()))),
        Err(NotGranted::Exceeded(exceeded)) => Err(Problem::over_quota(caller.tenant, &exceeded)),
        Err(NotGranted::Store(error)) => Err(error.into()),
    }
}

/// What is not changed stays as it was written.
fn screen(memory: &mut Memory, screening: &mut Screening) -> Result<(), ContentRefused> {
    screening.pass_json("value", &mut memory.value)?;
    screening.pass_json("metadata", &mut memory.metadata)
}

impl NewMemory {
    fn parse(self, cloud: &Cloud, tenant: TenantId) -> Result<Memory, InvalidMemory> {
        let (key, namespace) = (MemoryKey::parse(self.key)?, Namespace::parse(self.namespace)?);
        let time_to_live = self.ttl.map(TimeToLive::parse).transpose()?;
        Ok(Memory {
            id: MemoryId::of(tenant, namespace.as_str(), key.as_str()),
            writing: WritingId::new(cloud.ids().next()),
            namespace,
            key,
            value: value(self.value.get())?,
            metadata: metadata(self.metadata.as_deref().map(RawValue::get))?,
            expires_at: time_to_live.map(|ttl| ttl.after(cloud.clock().now())),
            access_count: 0,
            last_accessed: None,
        })
    }
}

impl From<Memory> for MemoryStored {
    fn from(memory: Memory) -> Self {
        Self {
            success: true,
            memory_id: memory.id.to_string(),
            key: memory.key.into_text(),
            namespace: memory.namespace.into_text(),
            expires_at: memory.expires_at.map(|at| at.to_string()),
        }
    }
}
