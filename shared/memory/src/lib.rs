//! What a client keeps under a key: where it lies, what it may hold, how long it lives.
//!
//! Pure. A key that can be stored can be retrieved: it survives the path of a URL.

mod address;
mod content;
mod invalid;
mod lifetime;
mod memory;

pub use address::{MemoryKey, Namespace};
pub use content::{METADATA_BYTES, VALUE_BYTES, metadata, value};
pub use invalid::InvalidMemory;
pub use lifetime::TimeToLive;
pub use memory::Memory;
