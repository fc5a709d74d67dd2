//! What a tenant knows: documents in, searchable passages out.

pub mod announce_batches;
pub mod index_documents;
pub mod ingest_documents;
pub mod search_memory;

use genesis_aws::Cloud;
use genesis_http::Function;

/// The functions of this domain.
pub fn functions() -> Vec<Function<Cloud>> {
    vec![ingest_documents::function(), search_memory::function(), index_documents::function(), announce_batches::function()]
}
