use genesis_text::{Word, fold, stem, words};

use crate::placeholder::{self, STAND_IN, stand_in};

/// The form in which sub-questions that ask the same in other words are equal: the words of meaning in their order, by their
/// stems, with the word that asks (`who`, `when`, `where`, `how`), `X's Y` read as `Y of X`, and an agent by what it does
/// (`Who is the founder of X` and `Who founded X`). None where no word of meaning is left.
///
/// It errs towards telling questions apart: what is asked twice costs a turn, what is wrongly taken for the same costs the answer.
pub(crate) fn gist(question: &str) -> Option<String> {
    let named = placeholder::replace(question, |number| Some(stand_in(number)));
    let mut spoken: Vec<Spoken> = words(&named).enumerate().map(|(at, word)| Spoken::new(at, &word)).collect();
    without_courtesy(&mut spoken);
    possessor_last(&mut spoken);
    let asks_who = spoken.first().is_some_and(|first| ["who", "whom"].contains(&first.folded.as_str()));
    let meant: Vec<String> = spoken.iter().filter(|word| !EMPTY.contains(&word.folded.as_str())).map(|word| word.root(asks_who)).collect();
    let says = meant.iter().any(|word| !ASKING.contains(&word.as_str()));
    says.then(|| meant.join(" "))
}

struct Spoken {
    folded: String,
    is_name: bool,
    owns: bool,
}

impl Spoken {
    fn new(at: usize, word: &Word<'_>) -> Self {
        let owns = ["'s", "’s"].iter().any(|ending| word.text.ends_with(ending));
        let folded = fold(word.text);
        let is_name = word.is_number() || (word.is_capitalised() && (at > 0 || word.text.starts_with(STAND_IN)));
        Self { owns: owns && !CONTRACTED.contains(&folded.as_str()), folded, is_name }
    }

    fn root(&self, asks_who: bool) -> String {
        if self.is_name {
            return self.folded.clone();
        }
        let agent = ["or", "er"].iter().find_map(|ending| self.folded.strip_suffix(ending)).filter(|rest| asks_who && rest.len() > 3);
        stem(agent.unwrap_or(&self.folded))
    }
}

/// Drops `Please tell me` and `Name`, and the preposition before or after all that is asked: `In which year` and `which year ... in`.
fn without_courtesy(spoken: &mut Vec<Spoken>) {
    let opening = spoken.iter().take_while(|word| COURTESY.contains(&word.folded.as_str())).count();
    spoken.drain(..opening);
    let asks_after = spoken.get(1).is_some_and(|word| ["which", "what", "whom"].contains(&word.folded.as_str()));
    if asks_after && spoken.first().is_some_and(|word| PREPOSITIONS.contains(&word.folded.as_str())) {
        spoken.remove(0);
    }
    if spoken.last().is_some_and(|word| !word.is_name && PREPOSITIONS.contains(&word.folded.as_str())) {
        spoken.pop();
    }
}

/// `Lima's mayor` becomes `mayor Lima`, where what is owned ends the question in at most three words.
fn possessor_last(spoken: &mut [Spoken]) {
    let Some(at) = spoken.iter().position(|word| word.owns) else { return };
    let owned = &spoken[at + 1..];
    if owned.is_empty() || owned.len() > 3 || owned.iter().any(|word| word.owns || word.is_name) {
        return;
    }
    let first = (0..at).rev().take_while(|before| spoken[*before].is_name).last().unwrap_or(at);
    spoken[first..].rotate_left(at + 1 - first);
}

const ASKING: &[&str] = &["who", "whom", "whose", "where", "when", "how", "why"];
const COURTESY: &[&str] = &["please", "tell", "give", "find", "me", "us", "name", "identify"];
const CONTRACTED: &[&str] = &["what", "who", "where", "when", "how", "that", "it", "there"];
const PREPOSITIONS: &[&str] = &["in", "on", "at", "of", "for", "from", "to", "by", "with", "during"];
const EMPTY: &[&str] = &[
    "a", "an", "the", "is", "are", "was", "were", "be", "been", "did", "do", "does", "has", "had", "have", "of", "what", "which", "it",
    "that", "there",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_same_in_other_words_is_the_same() {
        for (one, other) in [
            ("What is the capital of France?", "What's the capital of France"),
            ("What is the capital of France?", "Tell me the capital of France."),
            ("What is the capital of #1?", "What is #1's capital?"),
            ("What is the population of New York?", "What is New York's population?"),
            ("Who directed Inception?", "Who was the director of Inception?"),
            ("Who is the founder of Tesla?", "Who founded Tesla?"),
            ("In which country is #2?", "Which country is #2 in?"),
            ("Which country hosted the 2024 Olympics?", "What country was it that hosted the 2024 Olympics?"),
        ] {
            assert_eq!(gist(one), gist(other), "{one} / {other}");
        }
    }

    #[test]
    fn another_question_is_another() {
        for (one, other) in [
            ("When was Marie Curie born?", "Where was Marie Curie born?"),
            ("Who killed Ada?", "Who did Ada kill?"),
            ("Did Brazil beat Germany?", "Did Germany beat Brazil?"),
            ("What is the capital of #1?", "What is the capital of #2?"),
            ("What is the capital of #1?", "What is the capital of 1?"),
            ("How old is Rome?", "How big is Rome?"),
            ("Who is the mother of #1?", "Who is the father of #1?"),
            ("Which countries did join NATO?", "Which countries did not join NATO?"),
            ("What is the trainer of #1?", "What is the train of #1?"),
        ] {
            assert_ne!(gist(one), gist(other), "{one} / {other}");
        }
        assert_eq!(gist("What is it?"), None);
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(question in "\\PC{0,120}") {
            prop_assert_eq!(gist(&question), gist(&question));
        }
    }
}
