//! The logical terminator's conditions on a chain of sub-questions (arXiv 2508.05509, section 3), each on its own. The fourth,
//! the step limit, is [`Plan::beyond`](crate::Plan::beyond).

/// `delta`: below it a retriever is not confident of a passage.
pub const CONFIDENCE: f64 = 0.3;

/// `k`: the best passages a retriever's confidence is read from.
pub const TOP_K: usize = 5;

/// `gamma`: above it a passage says nothing that was not known.
pub const SATURATION: f64 = 0.9;

/// The retriever's confidence drops: all of the best passages are less like the question than `delta`. Nothing found is no
/// confidence either.
pub fn is_unsure(likeness: &[f64]) -> bool {
    likeness.iter().take(TOP_K).all(|likeness| *likeness < CONFIDENCE)
}

/// Dependencies are exhausted: all that a sub-question builds on is answered, and still it has no answer.
pub fn is_exhausted(premises: &[Option<&str>], answer: Option<&str>) -> bool {
    !premises.is_empty() && premises.iter().all(Option::is_some) && answer.is_none()
}

/// Retrieval is saturated: most of what it brought is more like what was retrieved before than `gamma`.
pub fn is_saturated(familiarity: &[f64]) -> bool {
    let familiar = familiarity.iter().filter(|likeness| **likeness > SATURATION).count();
    2 * familiar > familiarity.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retriever_is_unsure_when_all_of_its_best_are_unlike_the_question() {
        for (likeness, expected) in [
            (&[0.29, 0.1, 0.0, 0.0, 0.2][..], true),
            (&[0.0, 0.0, 0.0, 0.0, 0.3], false),
            (&[0.0, 0.0, 0.0, 0.0, 0.0, 1.0], true),
            (&[0.3], false),
            (&[], true),
        ] {
            assert_eq!(is_unsure(likeness), expected, "{likeness:?}");
        }
    }

    #[test]
    fn dependencies_are_exhausted_when_all_are_answered_in_vain() {
        assert!(is_exhausted(&[Some("Oslo"), Some("7")], None));
        for (premises, answer) in [(&[Some("Oslo")][..], Some("7")), (&[Some("Oslo"), None], None), (&[], None)] {
            assert!(!is_exhausted(premises, answer), "{premises:?} {answer:?}");
        }
    }

    #[test]
    fn retrieval_is_saturated_when_more_than_half_was_known() {
        for (familiarity, expected) in
            [(&[1.0, 0.95, 0.2][..], true), (&[1.0, 0.2], false), (&[0.9, 0.9, 0.9], false), (&[0.91], true), (&[], false)]
        {
            assert_eq!(is_saturated(familiarity), expected, "{familiarity:?}");
        }
    }
}
