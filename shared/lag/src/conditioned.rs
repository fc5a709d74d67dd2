use crate::StepId;

/// A sub-question as it is searched for: `concat("A_i: a_i", "Q_{i+1}: q_{i+1}")` of arXiv 2508.05509, section 3, with every
/// answer the sub-question builds on, in plan order. Without such, the sub-question as it stands.
pub fn conditioned<'a>(answers: impl IntoIterator<Item = (StepId, &'a str)>, id: StepId, question: &str) -> String {
    let known: String = answers.into_iter().map(|(id, answer)| format!("A{}: {answer} ", id.position())).collect();
    if known.is_empty() { question.to_owned() } else { format!("{known}Q{}: {question}", id.position()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn earlier_answers_stand_before_the_question() {
        let id = StepId::new;
        assert_eq!(conditioned([], id(1), "Who led it?"), "Who led it?");
        assert_eq!(
            conditioned([(id(1), "France")], id(2), "What is the capital of France?"),
            "A1: France Q2: What is the capital of France?"
        );
        assert_eq!(conditioned([(id(1), "Oslo"), (id(3), "7")], id(4), "Why?"), "A1: Oslo A3: 7 Q4: Why?");
    }
}
