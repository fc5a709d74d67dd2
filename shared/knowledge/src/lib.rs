//! A library of documents and its search: passages with offsets for citation, BM25 over immutable segments.
//!
//! Pure: bytes in, bytes out. A segment is never changed: new documents make a new segment, many small ones are merged
//! into one, and neither the order of ingestion within a segment nor the merging ever changes what a search finds.

mod document;
mod index;
mod segment;
mod split;
mod stored;

pub use document::{Document, Passage};
pub use index::{Hit, Index};
pub use segment::Segment;
pub use split::split;
pub use stored::CorruptSegment;
