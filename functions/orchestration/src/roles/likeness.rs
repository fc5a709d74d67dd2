use std::collections::BTreeMap;

use genesis_models::{BadReply, Model, ModelError};
use genesis_rcr::{Candidate, SourceKind};

/// How like the query each passage is in meaning, by id: the cosine of their embeddings. Nothing where the model has none.
pub(super) async fn likeness(
    model: &dyn Model,
    query: &str,
    candidates: &[Candidate],
) -> Result<Option<BTreeMap<String, f64>>, ModelError> {
    let passages: Vec<&Candidate> = candidates.iter().filter(|candidate| candidate.kind == SourceKind::Passage).collect();
    let mut texts = vec![query.to_owned()];
    texts.extend(passages.iter().map(|passage| format!("{}: {}", passage.title, passage.text)));
    let Some(vectors) = model.embed(&texts).await? else { return Ok(None) };
    let [asked, found @ ..] = vectors.as_slice() else { return Err(ModelError::Unreadable(BadReply::OtherVectors)) };
    if found.len() != passages.len() || found.iter().any(|vector| vector.len() != asked.len()) {
        return Err(ModelError::Unreadable(BadReply::OtherVectors));
    }
    Ok(Some(passages.into_iter().zip(found).map(|(passage, vector)| (passage.id.clone(), cosine(asked, vector))).collect()))
}

fn cosine(one: &[f32], two: &[f32]) -> f64 {
    let dot = |one: &[f32], two: &[f32]| one.iter().zip(two).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>();
    let lengths = (dot(one, one) * dot(two, two)).sqrt();
    if lengths > 0.0 { dot(one, two) / lengths } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_is_of_direction_and_not_of_length() {
        assert!((cosine(&[1.0, 0.0], &[5.0, 0.0]) - 1.0).abs() < 1e-12);
        assert!((cosine(&[1.0, 0.0], &[-2.0, 0.0]) + 1.0).abs() < 1e-12);
        assert!(cosine(&[1.0, 0.0], &[0.0, 3.0]).abs() < 1e-12 && cosine(&[0.0, 0.0], &[0.0, 3.0]).abs() < 1e-12);
    }
}
