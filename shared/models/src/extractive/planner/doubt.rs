//! Questions that no search could settle, because they speak of something they do not name.

use super::{
    contradiction::{contradiction, pole},
    lexicon::{self, BE, WH, is_auxiliary, is_function_word, is_superlative},
    requests::errand,
    token::{Kind, Token, written},
};
use crate::Planned;

/// Why the question cannot be planned, if it cannot.
pub fn doubt(tokens: &[Token]) -> Option<Planned> {
    if !tokens.iter().any(|token| token.text.contains(char::is_alphanumeric)) {
        return Some(Planned::Ambiguous("The question has no words, so it is unclear what is asked.".to_owned()));
    }
    contradiction(tokens)
        .map(Planned::Contradictory)
        .or_else(|| unclear(tokens).or_else(|| meaningless(tokens)).or_else(|| undone(tokens)).map(Planned::Ambiguous))
}

/// `Sing me a song about Vienna`: something is to be done, and no fact would do it.
fn undone(tokens: &[Token]) -> Option<String> {
    let errand = errand(tokens)?;
    Some(format!("It is unclear what fact is asked for: \"{}\" asks for something to be done.", written(errand)))
}

/// `1+1`, `What is it`: nothing is spoken of that a text could tell of.
fn meaningless(tokens: &[Token]) -> Option<String> {
    let silent = !tokens.iter().any(has_meaning);
    silent.then(|| "The question has no words of meaning, so it is unclear what is asked.".to_owned())
}

/// Whether a token says what is spoken of: a number alone does not, nor does a word of grammar.
fn has_meaning(token: &Token) -> bool {
    let mut words = token.text.split(|c: char| !c.is_alphanumeric() && c != '\'');
    words.any(|word| word.contains(char::is_alphabetic) && !is_function_word(&word.to_lowercase()) && !word.eq_ignore_ascii_case("no"))
}

fn unclear(tokens: &[Token]) -> Option<String> {
    let content: Vec<&Token> = tokens.iter().filter(|token| token.is_plain() && !is_function_word(&token.low)).collect();
    if tokens.iter().any(|token| token.is_anchor() || token.bound) || content.len() > 4 {
        return None;
    }
    loose_pronoun(tokens).or_else(|| bare_rank(tokens)).or_else(|| loose_description(tokens, content.len()))
}

/// `When did it happen`, `Who lives there`, `What is the population of that country`.
fn loose_pronoun(tokens: &[Token]) -> Option<String> {
    let at = tokens.iter().enumerate().position(|(at, token)| refers(tokens, at, token))?;
    let asks_anew = |at: usize| tokens[at].is_comma() && tokens.get(at + 1).is_some_and(|next| next.is(WH));
    let end = (at..tokens.len()).find(|at| asks_anew(*at)).unwrap_or(tokens.len());
    let points = |at: usize| tokens[at].is(&["that"]) && tokens[at - 1].is(lexicon::PREPOSITIONS);
    let opens = |token: &Token| token.is(&["when", "that", "if", "to", "who", "which", "where", "whose"]);
    let clause_follows =
        (at + 2..end).any(|at| opens(&tokens[at]) && !points(at) && !(tokens[at].is(&["to"]) && tokens[at - 1].is(&["compared"])));
    let of_a_kind = tokens[0].is(&["which", "what"]) && tokens.get(1).is_some_and(is_noun);
    let governed = at > 0 && !of_a_kind && !tokens[at].is(&["his", "her", "its", "their"]) && tokens[at - 1].is(lexicon::PREPOSITIONS);
    let noun_before = (2..at).any(|before| is_noun(&tokens[before]) && !tokens[before - 1].is(WH));
    if clause_follows || (noun_before && !governed) {
        return None;
    }
    let shows = tokens[at].is(&["that", "this", "these", "those"]);
    let end = if shows { at + 1 + tokens[at + 1..].iter().take_while(|token| is_noun(token)).count().min(2) } else { at + 1 };
    let phrase = written(&tokens[at..end]);
    let refers = if tokens[at].is(&["he", "she", "him"]) { "who" } else { "what" };
    Some(format!("It is unclear {refers} \"{phrase}\" refers to: the question does not name it."))
}

fn is_noun(token: &Token) -> bool {
    token.is_plain() && !is_function_word(&token.low) && !lexicon::is_adverb(token) && super::verbs::verb(&token.low).is_none()
}

fn refers(tokens: &[Token], at: usize, token: &Token) -> bool {
    let next = tokens.get(at + 1);
    match token.low.as_str() {
        _ if !token.is_plain() => false,
        "he" | "she" | "him" | "they" | "them" | "his" | "their" | "its" | "it" => true,
        "her" => true,
        "there" => !tokens.iter().any(|token| token.is(BE)) && next.is_none(),
        "this" | "these" | "those" => !next.is_some_and(|next| lexicon::is_time(&next.low) || next.is(&["week", "today"])),
        "that" => {
            at > 0
                && (next.is_none() || (tokens[at - 1].is(BE) || tokens[at - 1].is(lexicon::PREPOSITIONS) || tokens[at - 1].is(lexicon::DO)))
        }
        _ => false,
    }
}

/// `What is the best one`, `Which is larger`: the best of what, larger than what.
fn bare_rank(tokens: &[Token]) -> Option<String> {
    let (_, rest) = tokens.split_first().filter(|(wh, _)| wh.is(WH))?;
    let rest = if rest.first()?.is(&["one"]) { &rest[1..] } else { rest };
    let (_, rest) = rest.split_first().filter(|(be, _)| be.is(BE) || be.is_plain() && is_auxiliary(&be.low))?;
    let rest: Vec<&Token> =
        rest.iter().filter(|token| !token.is(&["the", "one", "ones", "thing", "more", "most", "less", "other"])).collect();
    if let [judged, noun] = rest.as_slice()
        && judged.is(&["best", "worst", "better", "right", "ideal"])
        && is_noun(noun)
    {
        return Some(format!("It is unclear by what measure or for what purpose the \"{} {}\" is meant.", judged.text, noun.text));
    }
    let compound = tokens.iter().any(|token| token.is(&["more", "most", "less"]));
    let [word] = rest.as_slice() else {
        return None;
    };
    let ranks = is_superlative(&word.low)
        || pole(&word.low).is_some_and(|(_, _, degree)| degree == "er")
        || word.is(&["better", "worse"])
        || compound;
    let asked = written(&tokens[2.min(tokens.len())..]);
    ranks.then(|| format!("It is unclear what \"{asked}\" is to be chosen from: the question does not name what is compared."))
}

/// `Who directed the movie`, `What about the other one`, `What happened`.
fn loose_description(tokens: &[Token], content: usize) -> Option<String> {
    #[rustfmt::skip]
    const VAGUE: &[&str] = &[
        "album", "book", "city", "company", "country", "event", "film", "former", "guy", "incident", "latter", "man", "movie", "one",
        "organization", "other", "person", "place", "problem", "product", "project", "show", "situation", "song", "team", "thing",
        "woman",
    ];
    let last = tokens.last()?;
    if tokens.len() == 2 && tokens[0].is(WH) && last.is(&["happened", "occurred", "won", "died", "did"]) {
        return Some(format!("It is unclear what \"{}\" is about: the question names nothing and nobody.", written(tokens)));
    }
    let at = (0..tokens.len() - 1).find(|at| tokens[*at].is(&["the"]) && tokens[at + 1].is(VAGUE))?;
    let noun = &tokens[at + 1];
    let after = tokens.get(at + 2);
    let alone = after
        .is_none_or(|next| next.is_plain() && (next.is(&["one"]) || super::verbs::verb(&next.low).is_some()) || next.kind == Kind::Mark);
    let settled = tokens[at + 2..].iter().any(|token| token.is(lexicon::RELATIVE) || token.is(lexicon::PREPOSITIONS));
    (alone && !settled && content <= 4).then(|| format!("It is unclear which \"{}\" is meant: the question does not name it.", noun.text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractive::planner::{names::bind_names, token::tokens};

    fn doubted(question: &str) -> Option<Planned> {
        let mut tokens = tokens(question);
        bind_names(&mut tokens);
        doubt(&tokens)
    }

    #[test]
    fn a_referent_that_is_missing_is_named() {
        for (question, unclear) in [
            ("When did it happen?", "\"it\""),
            ("Who is he?", "\"he\""),
            ("What is the best one?", "\"the best one\""),
            ("Which is larger?", "\"larger\""),
            ("Who is the author of the book?", "\"book\""),
            ("What is the best approach?", "\"best approach\""),
            ("Explain this.", "\"this\""),
            ("How big is it compared with the other?", "\"it\""),
            ("What is the population of that country?", "\"that country\""),
            ("Who directed the movie?", "\"movie\""),
            ("What is this thing?", "\"this thing\""),
            ("Who lives there?", "\"there\""),
            ("What about that one, when did they finish it?", "\"that one\""),
            ("How tall is it compared to that one?", "\"it\""),
            ("What about this, who made it?", "\"this\""),
            ("???", "no words"),
            ("1+1?", "no words of meaning"),
            ("2+2=?", "no words of meaning"),
            ("No. 1", "no words of meaning"),
            ("Sing me a song about Vienna", "\"Sing me a song about Vienna\""),
            ("Please write a poem on the sea.", "\"write a poem on the sea\""),
            ("Could you draw the Eiffel Tower for me?", "to be done"),
            ("Tell me a joke about Vienna.", "to be done"),
        ] {
            let Some(Planned::Ambiguous(reason)) = doubted(question) else { panic!("{question} is clear") };
            assert!(reason.contains(unclear), "{question}: {reason}");
        }
    }

    #[test]
    fn a_question_with_a_referent_is_clear() {
        for question in [
            "What is it called when a star explodes?",
            "Who was he married to, the author of Emma?",
            "How long does it take to fly to the moon?",
            "What did Newton say when he saw the apple?",
            "How many planets are there?",
            "Who directed the movie that won the most awards?",
            "What is the longest river?",
            "What is photosynthesis?",
            "Who discovered penicillin?",
            "What causes earthquakes?",
            "Which planet has rings around it?",
        ] {
            assert_eq!(doubted(question), None, "{question}");
        }
    }
}
