//! What a tenant knows and keeps: documents in, searchable passages out; values under keys, for as long as they are to live.

pub mod announce_batches;
pub mod cleanup_memory;
pub mod expire_memories;
pub mod index_documents;
pub mod ingest_documents;
pub mod retrieve_memory;
pub mod search_memory;
pub mod store_memory;

use genesis_aws::Cloud;
use genesis_http::Function;

/// The functions of this domain.
pub fn functions() -> Vec<Function<Cloud>> {
    vec![
        ingest_documents::function(),
        search_memory::function(),
        index_documents::function(),
        announce_batches::function(),
        store_memory::function(),
        retrieve_memory::function(),
        cleanup_memory::function(),
        expire_memories::function(),
    ]
}
