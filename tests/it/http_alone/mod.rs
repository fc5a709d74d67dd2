//! What speaks HTTP alone: it runs against a deployed stage as it does against a platform in this process. Only to wait, and to make
//! tenants and keys, does it look into the stores.
//!
//! `GENESIS_TEST_URL=https://… GENESIS_TEST_STAGE=dev cargo test -p genesis-tests --test it -- http_alone::` asks a stage.

mod access;
mod artifacts;
mod ingest;
mod lag;
mod runs;
mod stability;
