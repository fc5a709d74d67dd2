//! How many tokens a text costs a model: byte-pair encoding with the o200k vocabulary.
//!
//! The first count of a process builds the vocabulary's table, which takes time and tens of megabytes. So only what
//! routes context links this crate; a pure engine is handed the counts.

/// The o200k tokens of a text. Joined texts may cost a token more or less than their sum.
pub fn count(text: &str) -> usize {
    bpe_openai::o200k_base().count(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Figures of the OpenAI Cookbook, "How to count tokens with tiktoken".
    #[test]
    fn counts_are_those_of_the_o200k_vocabulary() {
        for (text, tokens) in [
            ("", 0),
            ("hello world", 2),
            ("antidisestablishmentarianism", 6),
            ("2 + 2 = 4", 7),
            ("お誕生日おめでとう", 8),
            ("tiktoken is great!", 6),
        ] {
            assert_eq!(count(text), tokens, "{text}");
        }
    }
}
