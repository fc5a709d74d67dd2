use axum::extract::State;
use genesis_aws::{Batch, Cloud, NotGranted, StoreError};
use genesis_core::{Access, BatchId, Declaration, Fault, Grant, Guard, Idempotency, Kind, Method, Queue, Resource, Route, Scope, Trigger};
use genesis_http::{Accepted, Caller, Function, Json, PRINTABLE, Problem, QuotaHeaders};
use genesis_knowledge::Document;
use genesis_tenancy::{ContentRefused, Passage, Screening};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const DECLARATION: Declaration = Declaration {
    name: "ingest-documents",
    summary: "Takes documents into the knowledge library; they are searchable once indexed.",
    trigger: Trigger::Http(Route {
        method: Method::Post,
        path: "/api/v1/memory/documents",
        guard: Guard::Scope(Scope::ManageMemory),
        body_limit_bytes: 4 * 1024 * 1024,
        success: 202,
        idempotency: Idempotency::Keyed,
    }),
    grants: &[
        Grant { resource: Resource::Table("idempotency"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Table("memory"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Table("usage"), access: &[Access::Read, Access::Write] },
        Grant { resource: Resource::Table("tenants"), access: &[Access::Read] },
        Grant { resource: Resource::Bucket("knowledge"), access: &[Access::Write] },
        Grant { resource: Resource::Queue(Queue::DocumentBatches), access: &[Access::Send] },
    ],
    memory_mib: 512,
    timeout_seconds: 20,
};

const MOST_DOCUMENTS: usize = 500;

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDocuments {
    #[schemars(length(min = 1, max = 500))]
    documents: Vec<NewDocument>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewDocument {
    /// A document of the same id is replaced. Made from the batch where absent.
    #[schemars(length(min = 1, max = 200), regex(pattern = PRINTABLE))]
    id: Option<String>,
    #[schemars(length(min = 1, max = 500), regex(pattern = r"[\p{L}\p{N}]"))]
    title: String,
    /// Plain text or Markdown.
    #[schemars(length(min = 1), regex(pattern = r"^[^\u0000]*[\p{L}\p{N}][^\u0000]*$"))]
    text: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DocumentsAccepted {
    batch_id: String,
    accepted: u32,
    status: &'static str,
    /// RFC 3339.
    timestamp: String,
}

pub fn function() -> Function<Cloud> {
    Function::http(&DECLARATION, ingest_documents).takes::<NewDocuments>().gives::<DocumentsAccepted>()
}

async fn ingest_documents(
    State(cloud): State<Cloud>,
    caller: Caller,
    Json(mut new): Json<NewDocuments>,
) -> Result<(QuotaHeaders, Accepted<DocumentsAccepted>), Problem> {
    cloud.screen(caller.tenant, Passage::Document, |screening| new.screen(screening)).await?;
    let id = BatchId::new(cloud.ids().next());
    let documents = new.parse(id)?;
    let accepted = u32::try_from(documents.len()).expect("at most 500");
    let batch = Batch { id, documents: accepted, accepted_at: cloud.clock().now(), indexed_at: None };
    let batches = cloud.documents(caller.tenant);
    let (batch, headers) = accept(&cloud, &caller, batch, &documents).await?;
    // A batch that is stored is accepted: what cannot be announced now is announced by `announce-batches`.
    if let Err(error) = batches.announce(id).await {
        tracing::warn!(batch = %id, code = error.code(), %error, "a batch could not be announced at once");
    }
    let timestamp = batch.accepted_at.to_string();
    Ok((headers, Accepted(DocumentsAccepted { batch_id: id.to_string(), accepted, status: "accepted", timestamp })))
}

/// Stores the batch. One of the same id is the same call come again, and stays as it is, whatever is left of the quota.
async fn accept(cloud: &Cloud, caller: &Caller, batch: Batch, documents: &[Document]) -> Result<(Batch, QuotaHeaders), Problem> {
    let batches = cloud.documents(caller.tenant);
    let refused = match batches.accept(&batch, documents).await {
        Ok(admission) => return Ok((batch, QuotaHeaders::after(caller.tenant, &admission))),
        Err(NotGranted::Exceeded(exceeded)) => Problem::over_quota(caller.tenant, &exceeded),
        Err(NotGranted::Store(StoreError::Conflict)) => StoreError::Conflict.into(),
        Err(NotGranted::Store(error)) => return Err(error.into()),
    };
    let stored = batches.find(batch.id).await?.ok_or(refused)?;
    Ok((stored, QuotaHeaders::seen(&cloud.quotas(caller.tenant).get().await?)))
}

impl NewDocuments {
    fn screen(&mut self, screening: &mut Screening) -> Result<(), ContentRefused> {
        self.documents.iter_mut().enumerate().try_for_each(|(n, document)| {
            screening.pass_text(&format!("documents[{n}].title"), &mut document.title)?;
            screening.pass_text(&format!("documents[{n}].text"), &mut document.text)
        })
    }

    fn parse(self, batch: BatchId) -> Result<Vec<Document>, InvalidDocument> {
        if !(1..=MOST_DOCUMENTS).contains(&self.documents.len()) {
            return Err(InvalidDocument { field: "documents".to_owned(), fault: "between 1 and 500 documents" });
        }
        self.documents.into_iter().enumerate().map(|(n, document)| document.parse(batch, n)).collect()
    }
}

impl NewDocument {
    fn parse(self, batch: BatchId, n: usize) -> Result<Document, InvalidDocument> {
        let invalid = |field, fault| Err(InvalidDocument { field: format!("documents[{n}].{field}"), fault });
        let id = self.id.unwrap_or_else(|| format!("{batch}-{n:03}"));
        if !(1..=200).contains(&id.chars().count()) || id.contains(char::is_control) {
            return invalid("id", "1 to 200 characters, none of them a control character");
        }
        if !(1..=500).contains(&self.title.chars().count()) || is_blank(&self.title) {
            return invalid("title", "1 to 500 characters with something to read");
        }
        if is_blank(&self.text) || self.text.contains('\0') {
            return invalid("text", "must hold something to read, and no NUL");
        }
        Ok(Document { id, title: self.title, text: self.text })
    }
}

fn is_blank(text: &str) -> bool {
    !text.contains(char::is_alphanumeric)
}

#[derive(Debug, thiserror::Error)]
#[error("{fault}")]
struct InvalidDocument {
    field: String,
    fault: &'static str,
}

impl Fault for InvalidDocument {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        "invalid_document"
    }

    fn field(&self) -> Option<&str> {
        Some(&self.field)
    }
}
