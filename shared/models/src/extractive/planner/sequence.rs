//! Two questions in one: `Who founded X, and where was he born?`

use super::{
    lexicon::{PREPOSITIONS, RELATIVE, WH, is_auxiliary, is_person, is_role_or_kin, is_time},
    question::{asked, reduced},
    sketch::Sketch,
    subject::{Awaited, subject_end},
    token::{Kind, Token},
};

/// Adds the steps of both questions, the second with its pronouns resolved; false, and nothing added, where there is one question.
pub fn sequence(tokens: &[Token], sketch: &mut Sketch) -> bool {
    let Some((first, second)) = split(tokens) else {
        return false;
    };
    let question = reduced(first, sketch);
    let Some(answer) = asked(&question, sketch) else {
        return false;
    };
    let second = resolved(second, &antecedent(&question, second, answer));
    let question = reduced(&second, sketch);
    asked(&question, sketch).is_some()
}

/// Cuts before a second question that is whole: `and` or a question mark, a question word, a verb.
fn split(tokens: &[Token]) -> Option<(&[Token], &[Token])> {
    let opens = tokens.first()?.is(WH) || tokens.first()?.is(PREPOSITIONS);
    let at = (2..tokens.len()).find(|at| opens && starts_question(&tokens[..*at], &tokens[*at..]))?;
    let mut first = &tokens[..at];
    while let Some((_, rest)) = first.split_last().filter(|(last, _)| last.is(&["and"]) || last.kind == Kind::Mark) {
        first = rest;
    }
    (first.len() > 2).then_some((first, &tokens[at..]))
}

fn starts_question(before: &[Token], rest: &[Token]) -> bool {
    let lead = usize::from(rest[0].is(PREPOSITIONS));
    let joined = before.last().is_some_and(|last| last.is(&["and"]) || last.text == "?");
    let Some(word) = rest.get(lead).filter(|word| joined && word.is(WH)) else {
        return false;
    };
    let verbal = rest.get(lead + 1).is_some_and(|next| next.is_plain() && is_auxiliary(&next.low));
    let noun =
        !verbal && subject_end(&rest[lead + 1..], Awaited::Finite).is_some_and(|end| word.is(&["what", "which", "how"]) == (end > 0));
    let continues = word.is(RELATIVE) && before.iter().skip(1).any(|token| token.is(RELATIVE)) && !verbal;
    (verbal || noun) && !continues
}

/// What the second question's pronouns stand for: the first one's answer, or what it was about where it asks for a time or place.
fn antecedent(question: &[Token], second: &[Token], answer: Token) -> Vec<Token> {
    let personal = second.iter().any(|token| token.is(&["he", "she", "him", "his", "her"]));
    let thing = personal && !question[0].is(&["who"]) && !question.get(1).is_some_and(|kind| is_person(&kind.low));
    let circumstance = thing
        || question.iter().take(3).any(|token| token.is(&["when", "where", "why", "how"]) || (token.is_plain() && is_time(&token.low)));
    let start = question.iter().position(Token::is_anchor).filter(|_| circumstance);
    let Some(start) = start else {
        return vec![answer];
    };
    let length = question[start + 1..].iter().take_while(|token| token.bound).count();
    question[start..=start + length].to_vec()
}

fn resolved(tokens: &[Token], antecedent: &[Token]) -> Vec<Token> {
    let named = tokens.iter().any(Token::is_anchor);
    let mut resolved = Vec::new();
    let mut after_article = false;
    for (at, token) in tokens.iter().enumerate() {
        if std::mem::take(&mut after_article) {
            continue;
        }
        let object = tokens.get(at + 1).is_none_or(|next| next.is(PREPOSITIONS) || next.kind == Kind::Mark);
        if !named && names_a_role(&tokens[at..]) {
            resolved.extend_from_slice(antecedent);
            after_article = true;
        } else if token.is(&["he", "she", "it", "they", "him", "them"]) || (token.is(&["her"]) && object) {
            resolved.extend_from_slice(antecedent);
        } else if token.is(&["his", "her", "its", "their"]) {
            resolved.extend_from_slice(antecedent);
            resolved.push(Token::new("'s", Kind::Possessive));
        } else if token.is(&["there"]) && !named && at + 1 == tokens.len() {
            resolved.push(Token::word("in"));
            resolved.extend_from_slice(antecedent);
        } else {
            resolved.push(token.clone());
        }
    }
    resolved
}

/// `the founder` alone, which speaks of someone mentioned before.
fn names_a_role(tokens: &[Token]) -> bool {
    let role = tokens.get(1).is_some_and(|role| role.is_plain() && is_role_or_kin(&role.low));
    role && tokens[0].is(&["the"]) && tokens.get(2).is_none_or(|next| next.is_plain() && !next.is(&["of"]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extractive::planner::{names::bind_names, token::tokens};

    #[test]
    fn the_second_question_speaks_of_the_first_ones_answer_or_subject() {
        for (text, expected) in [
            ("Who founded Amazon, and where was he born?", "Who founded Amazon? | Where was #1 born?"),
            ("What is the capital of Peru and what is its population?", "What is the capital of Peru? | What is #1's population?"),
            ("What did Nobel invent and where did he die?", "What did Nobel invent? | Where did Nobel die?"),
            ("When was Ada Lovelace born and where did she die?", "When was Ada Lovelace born? | Where did Ada Lovelace die?"),
            (
                "When was the director of Jaws born and where did he study?",
                "Who is the director of Jaws? | When was #1 born? | Where did #1 study?",
            ),
        ] {
            let mut tokens = tokens(text);
            bind_names(&mut tokens);
            let mut sketch = Sketch::default();
            assert!(sequence(&tokens, &mut sketch), "{text}");
            let steps: Vec<String> = sketch.draft().expect("steps").steps.into_iter().map(|step| step.question).collect();
            assert_eq!(steps.join(" | "), expected);
        }
    }

    #[test]
    fn one_question_is_not_cut() {
        for text in [
            "Who is the actor who played Thor and who directed Extraction?",
            "Who founded Amazon and Blue Origin?",
            "Who wrote it and when?",
        ] {
            let mut tokens = tokens(text);
            bind_names(&mut tokens);
            assert!(!sequence(&tokens, &mut Sketch::default()), "{text}");
        }
    }
}
