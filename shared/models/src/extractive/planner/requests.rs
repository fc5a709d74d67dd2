//! Questions put as a wish or an order: `I'd like to know where Ada was born`, `Name the capital of Peru`.

use super::{
    ask::inverted,
    clauses::starts_noun,
    lexicon::{self, WH, is_auxiliary},
    subject::{Awaited, subject_end},
    token::{Token, phrase},
    verbs::verb,
};

/// The question that a request wraps, in the order of a question; nothing where the tokens are no request.
pub fn requested(tokens: &[Token]) -> Option<Vec<Token>> {
    let mut rest = tokens;
    while let Some(shorter) = OPENERS.iter().find_map(|opener| without(rest, opener)) {
        rest = shorter;
    }
    let wrapped = rest.len() < tokens.len() && !rest.is_empty();
    let sound = wrapped && (asks(rest) || rest[0].is(&["whether", "if"]) || starts_noun(rest, 0) && !rest.iter().any(Token::is_comma));
    sound.then(|| direct(rest).unwrap_or_else(|| rest.to_vec()))
}

/// Whether a question word opens the tokens, perhaps after a preposition.
pub fn asks(tokens: &[Token]) -> bool {
    let lead = usize::from(tokens.first().is_some_and(|first| first.is(lexicon::PREPOSITIONS)));
    tokens.get(lead).is_some_and(|word| word.is(WH))
}

/// Whether the words open a request.
pub fn is_request(tokens: &[Token]) -> bool {
    OPENERS.iter().any(|opener| without(tokens, opener).is_some())
}

/// What is to be done, where something is and nothing is to be told: `sing me a song`, but not `describe the song`.
pub fn errand(tokens: &[Token]) -> Option<&[Token]> {
    let mut rest = tokens;
    while let Some(shorter) = OPENERS.iter().find_map(|opener| without(rest, opener)) {
        rest = shorter;
    }
    let [first, next, ..] = rest else { return None };
    let told = rest.len() < tokens.len() && first.is(&["a", "an", "some", "another"]) && next.is(INVENTIONS);
    let other = first.is(TELLING) || lexicon::is_function_word(&first.low) || lexicon::is_adverb(first) || presented(rest).is_some();
    // Where a sentence begins, a verb has the capital of a name.
    let bare = verb(&first.low).is_some_and(|verb| verb.base == first.low) || next.is(&["me", "us"]);
    let done = bare && !other && !first.bound && next.is(OBJECTS) && !rest.iter().any(|token| token.is(WH));
    (told || done).then_some(rest)
}

/// Verbs that ask for what is known.
const TELLING: &[&str] = &[
    "describe",
    "explain",
    "define",
    "compare",
    "calculate",
    "compute",
    "summarize",
    "summarise",
    "outline",
    "discuss",
    "answer",
    "specify",
    "mention",
    "count",
    "estimate",
    "convert",
    "locate",
    "provide",
    "return",
    "recall",
    "report",
    "choose",
    "pick",
    "select",
    "guess",
    "spell",
    "remember",
    "solve",
    "get",
    "look",
    "tell",
    "given",
];

/// Words for what is done to or for somebody; behind a noun stands none of them.
const OBJECTS: &[&str] = &["me", "us", "a", "an", "the", "my", "our", "your", "some", "him", "them"];

/// What is made up and not known.
const INVENTIONS: &[&str] = &["joke", "story", "poem", "song", "riddle", "tale", "limerick", "haiku", "essay", "rhyme", "secret"];

/// What stands before the thing asked for. The longer of two that begin alike comes first.
#[rustfmt::skip]
const OPENERS: &[&str] = &[
    "please", "can you", "could you", "would you", "do you know", "do you happen to know", "i'd like to know", "i’d like to know",
    "i would like to know", "i'd love to know", "i want to know", "i need to know", "i wonder", "i am wondering", "i'm looking for",
    "i am looking for", "let me know", "help me find", "tell me", "tell us", "say", "show me", "give me", "give us", "give", "name", "find out",
    "find me", "find", "list", "state", "identify", "work out", "determine",
];

fn without<'a>(tokens: &'a [Token], opener: &str) -> Option<&'a [Token]> {
    let length = opener.split(' ').count();
    let said = tokens.len() > length && tokens.iter().zip(opener.split(' ')).all(|(token, word)| token.low == word);
    let rest = said.then(|| &tokens[length..])?;
    Some(rest.strip_prefix(&[Token::new(",", super::token::Kind::Mark)][..]).unwrap_or(rest)).filter(|rest| !rest.is_empty())
}

/// `where Ada was born` as `where was Ada born`, `whether Ada wrote it` as `did Ada write it`.
fn direct(tokens: &[Token]) -> Option<Vec<Token>> {
    let start = if tokens[0].is(&["whether", "if"]) { 1 } else { asked_end(tokens)? };
    let rest = &tokens[start..];
    let end = subject_end(rest, Awaited::Finite).filter(|end| *end > 0 && begins_subject(rest))?;
    let lead = if start == 1 && !tokens[0].is(WH) { Vec::new() } else { tokens[..start].to_vec() };
    Some([lead, inverted(&rest[..end], &rest[end..])].concat())
}

/// Where `in which city`, `how many lakes`, `how high` ends, if a subject could follow.
fn asked_end(tokens: &[Token]) -> Option<usize> {
    let lead = usize::from(tokens[0].is(lexicon::PREPOSITIONS));
    let wh = tokens.get(lead).filter(|wh| wh.is(WH))?;
    let next = tokens.get(lead + 1)?;
    let verbal = next.is_plain() && (is_auxiliary(&next.low) || verb(&next.low).is_some_and(|verb| verb.form.is_finite()));
    if verbal {
        return None;
    }
    if next.is(lexicon::DETERMINERS) || next.is_anchor() || next.is(lexicon::PRONOUNS) {
        return Some(lead + 1);
    }
    let counted = wh.is(&["which", "what"]) || next.is(&["many", "much"]);
    let kind = tokens[lead + 1..].iter().take_while(|token| token.is_plain() && !lexicon::is_function_word(&token.low)).count();
    Some(lead + 1 + if counted { kind } else { kind.min(1) })
}

fn begins_subject(tokens: &[Token]) -> bool {
    starts_noun(tokens, 0) || tokens.first().is_some_and(|first| first.is(lexicon::PRONOUNS))
}

/// What is spoken of in `Take Ada Byron: …` or `Consider the man who …`, where nothing is asked yet.
pub fn presented(tokens: &[Token]) -> Option<&[Token]> {
    const PRESENTING: &[&str] = &[
        "take",
        "consider",
        "think of",
        "think about",
        "look at",
        "suppose we take",
        "given",
        "as for",
        "regarding",
        "about",
        "there is",
        "there was",
        "there are",
        "there were",
    ];
    PRESENTING.iter().find_map(|opener| without(tokens, opener)).filter(|rest| starts_noun(rest, 0))
}

/// The phrase after `What is`, with the article it wants.
pub fn with_article(tokens: Vec<Token>) -> Vec<Token> {
    match tokens.first() {
        Some(first) if first.is_plain() && !first.is(lexicon::DETERMINERS) => {
            let shouted = first.text.chars().skip(1).any(char::is_uppercase);
            let first = if shouted { first.clone() } else { Token::word(&first.low) };
            phrase("the").into_iter().chain([first]).chain(tokens.into_iter().skip(1)).collect()
        }
        _ => tokens,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractive::planner::{
        names::bind_names,
        token::{tokens, written},
    };

    #[test]
    fn the_question_is_taken_out_of_the_request() {
        for (request, question) in [
            ("Tell me where Ada Byron was born.", "where was Ada Byron born"),
            ("I'd like to know how high the tallest mountain of Peru is", "how high is the tallest mountain of Peru"),
            ("Can you tell me in which city the author of Emma died?", "in which city did the author of Emma die"),
            ("Could you please tell me what the capital of Peru is?", "what is the capital of Peru"),
            ("Do you know who founded Arla?", "who founded Arla"),
            ("Name the national flower of Peru.", "the national flower of Peru"),
            ("I want to know whether Arla makes cheese", "does Arla make cheese"),
            ("Tell me how many lakes Peru has", "how many lakes does Peru have"),
        ] {
            let mut tokens = tokens(request);
            bind_names(&mut tokens);
            assert_eq!(written(&requested(&tokens).expect(request)), question);
            assert_eq!(errand(&tokens), None, "{request}");
        }
    }

    #[test]
    fn a_question_is_no_request() {
        for question in
            ["Who gives the order?", "What is the name of the king?", "Name?", "The list of kings", "Whats the capital of Peru?"]
        {
            assert_eq!(requested(&tokens(question)), None, "{question}");
            assert_eq!(errand(&tokens(question)), None, "{question}");
        }
    }
}
