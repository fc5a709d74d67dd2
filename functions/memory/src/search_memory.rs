use axum::{Json, extract::State};
use genesis_aws::Cloud;
use genesis_core::{Access, Declaration, Grant, Guard, Idempotency, Kind, Method, Resource, Route, Scope, Trigger};
use genesis_http::{Caller, Function, Problem, Query};
use genesis_knowledge::Hit;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const DECLARATION: Declaration = Declaration {
    name: "search-memory",
    summary: "Searches the knowledge library for passages.",
    trigger: Trigger::Http(Route {
        method: Method::Get,
        path: "/api/v1/memory/search",
        guard: Guard::Scope(Scope::ManageMemory),
        body_limit_bytes: 0,
        success: 200,
        idempotency: Idempotency::None,
    }),
    grants: &[
        Grant { resource: Resource::Table("memory"), access: &[Access::Read] },
        Grant { resource: Resource::Bucket("knowledge"), access: &[Access::Read] },
    ],
    memory_mib: 1024,
    timeout_seconds: 20,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchFor {
    /// 1 to 1,000 characters.
    #[schemars(length(min = 1, max = 1000))]
    query: String,
    /// How many passages; 10 where absent.
    #[schemars(range(min = 1, max = 100))]
    #[serde(default = "ten")]
    limit: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Found {
    query: String,
    /// Best first.
    passages: Vec<FoundPassage>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct FoundPassage {
    id: String,
    document: String,
    title: String,
    text: String,
    /// Byte offsets of the passage in its document's text.
    start: usize,
    end: usize,
    /// BM25; comparable within one answer only.
    score: f64,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, search_memory).takes_query::<SearchFor>().gives::<Found>()
}

async fn search_memory(State(cloud): State<Cloud>, caller: Caller, Query(search): Query<SearchFor>) -> Result<Json<Found>, Problem> {
    let SearchFor { query, limit } = search;
    if !(1..=1_000).contains(&query.chars().count()) {
        return Err(Problem::new(Kind::Invalid, "invalid_query", "between 1 and 1,000 characters").at("query"));
    }
    if !(1..=100).contains(&limit) {
        return Err(Problem::new(Kind::Invalid, "invalid_limit", "between 1 and 100").at("limit"));
    }
    let index = cloud.knowledge(caller.tenant).index().await?;
    let passages = index.search(&query, limit).into_iter().map(Into::into).collect();
    Ok(Json(Found { query, passages }))
}

impl From<Hit<'_>> for FoundPassage {
    fn from(hit: Hit<'_>) -> Self {
        let passage = hit.passage.clone();
        Self {
            id: passage.id,
            document: passage.document,
            title: passage.title,
            text: passage.text,
            start: passage.start,
            end: passage.end,
            score: hit.score,
        }
    }
}

fn ten() -> usize {
    10
}
