//! What holds of every provider's reply.

/// A longer reply is refused unread: it is none of a model's.
pub(crate) const MOST_BYTES: usize = 4 * 1024 * 1024;

/// Whether these could be embeddings: numbers, and as many in each.
pub(crate) fn are_vectors(vectors: &[Vec<f32>]) -> bool {
    let length = vectors.first().map_or(0, Vec::len);
    vectors.iter().all(|vector| !vector.is_empty() && vector.len() == length && vector.iter().all(|number| number.is_finite()))
}
