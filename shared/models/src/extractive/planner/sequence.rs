//! Several questions in one text: `Who founded X, and where was he born?`, `X left a firm. Who bought that firm?`

use super::{
    compare,
    lexicon::{BE, PREPOSITIONS, RELATIVE, WH, is_auxiliary},
    nouns::noun,
    question::{asked, reduced},
    requests::{asks, presented, requested},
    settle::reduce,
    sketch::Sketch,
    statement::state,
    subject::{Awaited, subject_end},
    token::{Kind, Token},
    topics::Topics,
    verbs::verb,
};

/// Adds the steps of all sentences, each with its references to earlier ones resolved; false where there is one question, or where
/// a sentence cannot be read.
pub fn sequence(sentences: &[Vec<Token>], sketch: &mut Sketch) -> bool {
    let mut topics = Topics::default();
    let mut questions = 0;
    let mut referred = !sentences.iter().any(|sentence| is_statement(sentence));
    for sentence in sentences {
        if is_statement(sentence) {
            let told = topics.resolve(sentence);
            let read = match presented(&told) {
                Some(thing) => present(thing, &mut topics, sketch),
                None => state(&told, &mut topics, sketch) || present(&told, &mut topics, sketch),
            };
            if !read {
                return false;
            }
            continue;
        }
        for question in split(sentence) {
            let resolved = topics.resolve(question);
            referred |= resolved != question;
            let question = requested(&resolved).unwrap_or(resolved);
            if answer(&question, sentences.len() > 1, &mut topics, sketch).is_none() {
                return false;
            }
            questions += 1;
        }
    }
    referred && questions > 0 && questions + sentences.len() > 2
}

fn answer(question: &[Token], compared: bool, topics: &mut Topics, sketch: &mut Sketch) -> Option<()> {
    let answer = if compared && compare::compare(question, sketch) {
        sketch.last()?
    } else {
        let question = reduced(question, sketch);
        let answer = asked(&question, sketch)?;
        topics.ask(&question, &answer);
        answer
    };
    sketch.ask_for(&answer);
    Some(())
}

/// Whether a sentence asks nothing.
fn is_statement(tokens: &[Token]) -> bool {
    let verbal = tokens.first().is_some_and(|first| first.is_plain() && is_auxiliary(&first.low));
    !verbal && !asks(tokens) && requested(tokens).is_none()
}

/// Notes the thing that a sentence like `the man who founded it` puts forward.
fn present(tokens: &[Token], topics: &mut Topics, sketch: &mut Sketch) -> bool {
    let Some((thing, _)) = noun(tokens).filter(|(_, used)| *used == tokens.len()) else {
        return false;
    };
    let words = reduce(&thing, sketch);
    topics.mention(&words, thing.head().filter(|_| !thing.is_name()), None);
    true
}

/// Cuts before each further question that is whole: `and` or a question mark, a question word, a verb. Commas alone separate
/// questions only where an `and` joins the last one.
fn split(tokens: &[Token]) -> Vec<&[Token]> {
    let opens = asks(tokens);
    let cuts: Vec<usize> = (2..tokens.len()).filter(|at| opens && starts_question(&tokens[..*at], &tokens[*at..])).collect();
    let listed = |at: usize| tokens[at - 1].is_comma() && is_listed(&tokens[at..]);
    let mut starts = vec![0];
    starts.extend((2..tokens.len()).filter(|at| cuts.contains(at) || (cuts.last().is_some_and(|last| at < last) && listed(*at))));
    let ends = starts[1..].iter().copied().chain([tokens.len()]);
    starts.iter().zip(ends).map(|(start, end)| without_joint(&tokens[*start..end])).filter(|part| part.len() > 1).collect()
}

fn without_joint(mut tokens: &[Token]) -> &[Token] {
    while let Some((_, rest)) = tokens.split_last().filter(|(last, _)| last.is(&["and"]) || last.kind == Kind::Mark) {
        tokens = rest;
    }
    tokens
}

fn starts_question(before: &[Token], rest: &[Token]) -> bool {
    let joined = before.last().is_some_and(|last| last.is(&["and"]) || last.text == "?");
    let lead = usize::from(rest[0].is(PREPOSITIONS));
    let Some(word) = rest.get(lead).filter(|word| joined && word.is(WH)) else {
        return false;
    };
    let clause =
        |at: usize| before[at].is(RELATIVE) && !(before[at].is(&["that"]) && (before[at - 1].is(PREPOSITIONS) || before[at - 1].is(BE)));
    let verbal = has_auxiliary(&rest[lead..]);
    let continues = word.is(RELATIVE) && (1..before.len()).any(clause) && !verbal;
    (verbal || has_subject(&rest[lead..])) && !continues
}

/// Between commas: `where was he born`, `which city did he live in`, `who built it`, and not a clause like `which he built`.
fn is_listed(rest: &[Token]) -> bool {
    let end = rest.iter().position(Token::is_comma).unwrap_or(rest.len());
    let refers = rest[..end].iter().any(|token| token.is(&["it", "its", "he", "she", "his", "her", "him", "they", "their", "them"]));
    match rest[0].low.as_str() {
        "what" | "where" | "when" | "how" | "why" => has_auxiliary(rest),
        "which" => {
            refers
                && rest[1..end].iter().any(|token| token.is_plain() && is_auxiliary(&token.low))
                && has_subject(rest)
                && !has_auxiliary(rest)
        }
        "who" => refers && (has_auxiliary(rest) || has_subject(rest)),
        _ => false,
    }
}

fn has_auxiliary(rest: &[Token]) -> bool {
    rest.get(1).is_some_and(|next| next.is_plain() && is_auxiliary(&next.low))
}

/// Whether a noun follows `which`, a verb follows `who`, and so on.
fn has_subject(rest: &[Token]) -> bool {
    let did = rest[0].is(&["who"])
        && rest.get(1).is_some_and(|next| next.is_plain() && verb(&next.low).is_some_and(|verb| verb.form.is_finite()));
    did || subject_end(&rest[1..], Awaited::Finite).is_some_and(|end| rest[0].is(&["what", "which", "how"]) == (end > 0))
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
            assert!(sequence(&[tokens], &mut sketch), "{text}");
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
            assert!(!sequence(&[tokens], &mut Sketch::default()), "{text}");
        }
    }
}
