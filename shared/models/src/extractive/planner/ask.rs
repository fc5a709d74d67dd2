//! The wording of questions: a question word in front, the verb before its subject.

use super::{
    lexicon::{self, is_auxiliary, singular},
    token::{Token, phrase},
    verbs::{Form, is_unchanging, third_person, verb},
};

/// `In which state` + `the park` + `lies in the north` as a question. Without a subject the question word is the subject.
pub fn ask(wh: Vec<Token>, subject: Option<Vec<Token>>, predicate: Vec<Token>) -> Vec<Token> {
    let mut question = wh;
    match subject {
        None => question.extend(predicate),
        Some(subject) => question.extend(inverted(&subject, &predicate)),
    }
    question
}

/// `France` + `invaded Spain` as `did France invade Spain`.
pub fn inverted(subject: &[Token], predicate: &[Token]) -> Vec<Token> {
    let lead = predicate.iter().take_while(|token| lexicon::is_adverb(token)).count();
    let (adverbs, predicate) = predicate.split_at(lead);
    let Some((first, rest)) = predicate.split_first() else {
        return subject.to_vec();
    };
    let (auxiliary, base) = if first.is_plain() && is_auxiliary(&first.low) && !is_full_verb(first, rest) {
        (Token::word(&first.low), None)
    } else if first.is(lexicon::HAVE) {
        (
            Token::word(["does", "do", "did"][lexicon::HAVE.iter().position(|have| *have == first.low).unwrap_or(0)]),
            Some(Token::word("have")),
        )
    } else {
        match verb(&first.low).map(|verb| (verb.form, verb.base)) {
            Some((Form::Third, base)) => (Token::word("does"), Some(Token::word(&base))),
            Some((Form::Base, base)) if is_unchanging(&base) => (Token::word("did"), Some(Token::word(&base))),
            Some((Form::Base, base)) => (Token::word("do"), Some(Token::word(&base))),
            Some((_, base)) => (Token::word("did"), Some(Token::word(&base))),
            None => (Token::word("does"), Some(first.clone())),
        }
    };
    let mut question = vec![auxiliary];
    question.extend_from_slice(subject);
    question.extend_from_slice(adverbs);
    question.extend(base);
    question.extend_from_slice(rest);
    question
}

/// `has two lakes` rather than `has won it`.
fn is_full_verb(first: &Token, rest: &[Token]) -> bool {
    let auxiliary = rest.iter().find(|token| !lexicon::is_adverb(token)).is_some_and(|next| {
        next.is(&["been"]) || (next.is_plain() && verb(&next.low).is_some_and(|verb| verb.form.is_participle() || verb.form == Form::Base))
    });
    first.is(lexicon::HAVE) && !auxiliary
}

/// `directed by her` after its noun as a predicate: `was directed by her`.
pub fn passive(participle: &[Token], plural: bool) -> Vec<Token> {
    #[rustfmt::skip]
    const LASTING: &[&str] = &[
        "located", "based", "situated", "named", "called", "known", "considered", "found", "used", "headquartered", "owned", "spoken",
        "bordered", "said", "surrounded", "made", "widely", "set", "mostly", "mainly", "believed",
    ];
    let lasting = participle.first().is_some_and(|first| first.is(LASTING));
    let be = match (lasting, plural) {
        (true, false) => "is",
        (true, true) => "are",
        (false, false) => "was",
        (false, true) => "were",
    };
    let mut predicate = vec![Token::word(be)];
    predicate.extend_from_slice(participle);
    predicate
}

/// `sharing a border` after its noun as a predicate: `shares a border`.
pub fn finite(gerund: &[Token], plural: bool) -> Vec<Token> {
    let lead = gerund.iter().take_while(|token| lexicon::is_adverb(token)).count();
    let mut predicate = gerund.to_vec();
    if let Some(base) = predicate.get(lead).and_then(|token| verb(&token.low)).map(|verb| verb.base) {
        predicate[lead] = Token::word(&if plural { base } else { third_person(&base) });
    }
    predicate
}

/// `which country`, `who`, `what`: what asks for a thing of the kind that the words name.
pub fn which(kind: &[Token]) -> Vec<Token> {
    let Some(head) = kind.last() else {
        return phrase("what");
    };
    let alone = kind.len() == 1;
    if alone && head.is(&["person", "man", "woman", "someone", "somebody", "people", "one", "individual"]) {
        return phrase("who");
    }
    if alone && head.is(&["thing", "something", "what"]) {
        return phrase("what");
    }
    let mut question = phrase("which");
    question.extend_from_slice(kind);
    question
}

/// `in which country`, `where`.
pub fn in_which(kind: &[Token], place: bool) -> Vec<Token> {
    let Some(head) = kind.last() else {
        return phrase(if place { "where" } else { "when" });
    };
    if kind.len() == 1 && head.is(&["place", "location", "places"]) {
        return phrase("where");
    }
    if kind.len() == 1 && head.is(&["time", "moment"]) {
        return phrase("when");
    }
    let preposition = match singular(&head.low).as_str() {
        "continent" | "island" | "planet" | "date" | "day" | "street" | "river" | "platform" | "coast" => "on which",
        "university" | "school" | "college" | "event" | "airport" | "address" => "at which",
        "time" | "season" => "during which",
        _ => "in which",
    };
    let mut question = phrase(preposition);
    question.extend_from_slice(kind);
    question
}

/// Whether the kind is named in the plural.
pub fn is_plural(kind: &[Token]) -> bool {
    kind.last().is_some_and(|head| head.is_plain() && singular(&head.low) != head.low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractive::planner::token::{tokens, written};

    #[test]
    fn a_statement_becomes_a_question() {
        for (subject, predicate, expected) in [
            ("Mount Everest", "stands", "does Mount Everest stand"),
            ("France", "invaded it in 1940", "did France invade it in 1940"),
            ("she", "was born", "was she born"),
            ("Oslo", "has two lakes", "does Oslo have two lakes"),
            ("the team", "has won twice", "has the team won twice"),
            ("he", "originally wrote it", "did he originally write it"),
        ] {
            assert_eq!(written(&inverted(&tokens(subject), &tokens(predicate))), expected);
        }
    }

    #[test]
    fn the_question_word_fits_the_kind() {
        for (kind, expected) in [("person", "who"), ("Roman emperor", "which Roman emperor"), ("thing", "what"), ("", "what")] {
            assert_eq!(written(&which(&tokens(kind))), expected);
        }
        for (kind, expected) in
            [("continent", "on which continent"), ("city", "in which city"), ("place", "where"), ("year", "in which year")]
        {
            assert_eq!(written(&in_which(&tokens(kind), true)), expected);
        }
    }
}
