//! Questions that no search could settle: they speak of something they do not name, or ask for a thing that cannot be.

use super::{
    lexicon::{self, BE, WH, is_auxiliary, is_function_word, is_superlative},
    token::{Kind, Token, written},
};
use crate::Planned;

/// Why the question cannot be planned, if it cannot.
pub fn doubt(tokens: &[Token]) -> Option<Planned> {
    if !tokens.iter().any(|token| token.text.contains(char::is_alphanumeric)) {
        return Some(Planned::Ambiguous("The question has no words, so it is unclear what is asked.".to_owned()));
    }
    contradiction(tokens).map(Planned::Contradictory).or_else(|| unclear(tokens).map(Planned::Ambiguous))
}

/// `Which building is both the tallest and the shortest`: opposites said of one thing in one breath.
fn contradiction(tokens: &[Token]) -> Option<String> {
    let (first, second) = opposites(tokens)?;
    let both = tokens[..first].iter().rev().take(2).any(|token| token.is(&["both"]));
    let start = first - tokens[..first].iter().rev().take_while(|token| token.is(&["both", "the", "a", "an"])).count();
    let said = start > 0 && (tokens[start - 1].is(BE) || tokens[start - 1].is(&["be", "simultaneously"]));
    let one = tokens[..start].iter().any(|token| token.is(&["is", "was", "be", "s"])) && tokens[0].is(&["which", "what", "who", "name"]);
    let of_a_noun = start > 2 || both;
    (said && one && of_a_noun).then(|| {
        let (this, that) = (&tokens[first].text, &tokens[second].text);
        format!("The question asks for one thing that is both \"{this}\" and \"{that}\": these exclude each other, so nothing can be both.")
    })
}

/// The places of two opposites of the same degree with nothing but `and the` between them, or a noun that comes again.
fn opposites(tokens: &[Token]) -> Option<(usize, usize)> {
    let poles: Vec<(usize, usize, bool, &str)> = tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| token.is_plain())
        .filter_map(|(at, token)| pole(&token.low).map(|(scale, side, degree)| (at, scale, side, degree)))
        .collect();
    poles.windows(2).find_map(|pair| {
        let [(first, scale, side, degree), (second, other_scale, other_side, other_degree)] = pair else {
            return None;
        };
        let opposed = scale == other_scale && side != other_side && degree == other_degree;
        let between = &tokens[first + 1..*second];
        let noun_again = between.first().zip(tokens.get(second + 1)).is_some_and(|(one, again)| one == again);
        let between = if noun_again { &between[1..] } else { between };
        let joined = between.iter().any(|token| token.is(&["and", "but", "yet", "well"]));
        let bare = between.iter().all(|token| token.is_comma() || token.is(&["and", "but", "yet", "also", "the", "as", "well", "at", "same", "time", "a", "an"]));
        (opposed && joined && bare).then_some((*first, *second))
    })
}

/// On which scale a word stands, on which side, and in which degree.
fn pole(word: &str) -> Option<(usize, bool, &'static str)> {
    let plain = |stem: &str| {
        SCALES.iter().position(|(one, two)| one.contains(&stem) || two.contains(&stem)).map(|scale| (scale, SCALES[scale].0.contains(&stem)))
    };
    if let Some((scale, side)) = plain(word) {
        return Some((scale, side, ""));
    }
    ["est", "er"].into_iter().find_map(|degree| {
        let stem = word.strip_suffix(degree)?;
        let doubled = stem.get(..stem.len().saturating_sub(1)).unwrap_or_default();
        let with_e = format!("{stem}e");
        let with_y = stem.strip_suffix('i').map(|stem| format!("{stem}y"));
        let found = plain(stem).or_else(|| plain(doubled)).or_else(|| plain(&with_e)).or_else(|| with_y.as_deref().and_then(plain));
        found.map(|(scale, side)| (scale, side, degree))
    })
}

/// Opposites: what is on one side of a scale cannot be on the other.
const SCALES: &[(&[&str], &[&str])] = &[
    (&["tall", "high", "long"], &["short", "low"]),
    (&["large", "big"], &["small", "tiny", "little"]),
    (&["old"], &["young", "new"]),
    (&["hot", "warm"], &["cold", "cool"]),
    (&["fast", "quick"], &["slow"]),
    (&["heavy"], &["light"]),
    (&["deep"], &["shallow"]),
    (&["wide", "broad", "thick"], &["narrow", "thin"]),
    (&["rich", "wealthy"], &["poor"]),
    (&["strong"], &["weak"]),
    (&["early", "first"], &["late", "last"]),
    (&["best"], &["worst"]),
    (&["even"], &["odd"]),
    (&["dead"], &["alive"]),
    (&["true"], &["false"]),
    (&["full"], &["empty"]),
    (&["wet"], &["dry"]),
    (&["near", "close"], &["far"]),
    (&["married"], &["unmarried", "single"]),
    (&["finite"], &["infinite"]),
];

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
    let clause_follows = tokens[at + 1..].iter().skip(1).any(|token| token.is(&["when", "that", "if", "to", "who", "which", "where", "whose"]));
    let governed = at > 0 && !tokens[at].is(&["his", "her", "its", "their"]) && tokens[at - 1].is(lexicon::PREPOSITIONS);
    let noun_before = (2..at).any(|before| is_noun(&tokens[before]) && !tokens[before - 1].is(WH));
    if clause_follows || (noun_before && !governed) {
        return None;
    }
    let shows = tokens[at].is(&["that", "this", "these", "those"]);
    let end = if shows { at + 1 + tokens[at + 1..].iter().take_while(|token| token.is_plain() && !is_function_word(&token.low)).count().min(2) } else { at + 1 };
    let phrase = written(&tokens[at..end]);
    let refers = if tokens[at].is(&["he", "she", "him", "they", "them"]) { "who" } else { "what" };
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
        "this" | "these" | "those" => true,
        "that" => at > 0 && (next.is_none() || (tokens[at - 1].is(BE) || tokens[at - 1].is(lexicon::PREPOSITIONS) || tokens[at - 1].is(lexicon::DO))),
        _ => false,
    }
}

/// `What is the best one`, `Which is larger`: the best of what, larger than what.
fn bare_rank(tokens: &[Token]) -> Option<String> {
    let (_, rest) = tokens.split_first().filter(|(wh, _)| wh.is(WH))?;
    let rest = if rest.first()?.is(&["one"]) { &rest[1..] } else { rest };
    let (_, rest) = rest.split_first().filter(|(be, _)| be.is(BE) || be.is_plain() && is_auxiliary(&be.low))?;
    let rest: Vec<&Token> = rest.iter().filter(|token| !token.is(&["the", "one", "ones", "thing", "more", "most", "less", "other"])).collect();
    let compound = tokens.iter().any(|token| token.is(&["more", "most", "less"]));
    let [word] = rest.as_slice() else {
        return None;
    };
    let ranks = is_superlative(&word.low) || pole(&word.low).is_some_and(|(_, _, degree)| degree == "er") || word.is(&["better", "worse"]) || compound;
    let asked = written(&tokens[2.min(tokens.len())..]);
    ranks.then(|| format!("It is unclear what \"{asked}\" is to be chosen from: the question does not name what is compared."))
}

/// `Who directed the movie`, `What about the other one`, `What happened`.
fn loose_description(tokens: &[Token], content: usize) -> Option<String> {
    const VAGUE: &[&str] = &[
        "event", "incident", "thing", "company", "film", "movie", "book", "song", "album", "person", "man", "woman", "guy", "country", "city", "place",
        "team", "project", "show", "product", "organization", "other", "one", "situation", "problem", "former", "latter",
    ];
    let last = tokens.last()?;
    if tokens.len() == 2 && tokens[0].is(WH) && last.is(&["happened", "occurred", "won", "died", "did"]) {
        return Some(format!("It is unclear what \"{}\" is about: the question names nothing and nobody.", written(tokens)));
    }
    let at = tokens.iter().position(|token| token.is(&["the"]))?;
    let noun = tokens.get(at + 1).filter(|noun| noun.is(VAGUE))?;
    let after = tokens.get(at + 2);
    let alone = after.is_none_or(|next| next.is_plain() && (next.is(&["one"]) || super::verbs::verb(&next.low).is_some()) || next.kind == Kind::Mark);
    let settled = tokens[at + 2..].iter().any(|token| token.is(lexicon::RELATIVE) || token.is(lexicon::PREPOSITIONS));
    (alone && !settled && content <= 3).then(|| format!("It is unclear which \"{}\" is meant: the question does not name it.", noun.text))
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
    fn one_thing_cannot_be_two_opposites() {
        for question in [
            "Which building is both the tallest and the shortest in the world?",
            "What is both the largest and the smallest planet?",
            "Which river is the longest and the shortest river in Asia?",
            "Which number is both even and odd?",
            "Who was both the first and the last king of Prussia?",
        ] {
            assert!(matches!(doubted(question), Some(Planned::Contradictory(_))), "{question}");
        }
    }

    #[test]
    fn two_things_may_be_opposites() {
        for question in [
            "What are the largest and smallest countries in Africa?",
            "Which country is the largest by area and the smallest by population?",
            "What is the difference between the tallest and the shortest president?",
            "Which is the tallest building and who designed the oldest?",
            "Which film is both the longest and the most expensive?",
        ] {
            assert_eq!(doubted(question), None, "{question}");
        }
    }

    #[test]
    fn a_referent_that_is_missing_is_named() {
        for (question, unclear) in [
            ("When did it happen?", "\"it\""),
            ("Who is he?", "\"he\""),
            ("What is the best one?", "\"the best one\""),
            ("Which is larger?", "\"larger\""),
            ("How big is it compared with the other?", "\"it\""),
            ("What is the population of that country?", "\"that country\""),
            ("Who directed the movie?", "\"movie\""),
            ("What is this thing?", "\"this thing\""),
            ("Who lives there?", "\"there\""),
            ("???", "no words"),
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
        ] {
            assert_eq!(doubted(question), None, "{question}");
        }
    }
}
