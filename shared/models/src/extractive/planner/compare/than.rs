//! `Is A taller than B?`, `What is the difference in height between A and B?`, `the combined population of A and B`.

use super::{
    super::{
        clauses::pieces,
        lexicon::{BE, is_auxiliary},
        settle::settle,
        sketch::Sketch,
        subject::{Awaited, subject_end},
        token::{Token, phrase, written},
    },
    alternatives::{common_head, split_at_and},
    answers, listed,
    measure::{Property, measure},
};

pub fn compare(tokens: &[Token], sketch: &mut Sketch) -> bool {
    by_how_much(tokens, sketch)
        .or_else(|| yes_or_no(tokens, sketch))
        .or_else(|| difference(tokens, sketch))
        .or_else(|| sum(tokens, sketch))
        .is_some()
}

/// `Is A taller than B`, `Was A born before B`, `Does A have more seats than B`.
fn yes_or_no(tokens: &[Token], sketch: &mut Sketch) -> Option<()> {
    let (auxiliary, rest) = tokens.split_first().filter(|(first, _)| first.is_plain() && is_auxiliary(&first.low))?;
    let joint = rest.iter().rposition(|token| token.is(&["than", "before", "after"]))?;
    let other = &rest[joint + 1..];
    if !other.iter().any(Token::is_anchor) || other.iter().any(|token| token.is_plain() && is_auxiliary(&token.low)) {
        return None;
    }
    let end = if auxiliary.is(BE) { quality_start(&rest[..joint]) } else { None };
    let have = rest[..joint].iter().position(|token| token.is(&["have"]));
    let end = end.or(have).or_else(|| subject_end(&rest[..joint], Awaited::after(&auxiliary.low))).filter(|end| *end > 0)?;
    let (subject, predicate) = rest[..joint].split_at(end);
    let kept = if rest[joint].is(&["than"]) { predicate } else { &rest[end..=joint] };
    let names = [subject.to_vec(), other.to_vec()];
    let (property, order) = measure(&stated(auxiliary, kept), common_head(&names))?;
    let asked = ask_both(&names, &property, sketch)?;
    sketch.compare(format!("Is {} {} than {}?", asked[0], order.than(), asked[1]));
    Some(())
}

/// The statement's predicate behind a question with its auxiliary: `is taller`, `have more seats`.
fn stated(auxiliary: &Token, predicate: &[Token]) -> Vec<Token> {
    let lead = auxiliary.is(BE) || auxiliary.is(&["has", "have", "had"]);
    let first = predicate.first().filter(|first| !lead && first.is(&["have"]));
    let mut words = if lead { vec![auxiliary.clone()] } else { Vec::new() };
    match first {
        Some(_) => words.push(Token::word(if auxiliary.is(&["did"]) { "had" } else { "has" })),
        None if !lead => words.extend(predicate.first().map(|base| past_or_present(base, auxiliary))),
        None => {}
    }
    words.extend_from_slice(if lead { predicate } else { predicate.get(1..).unwrap_or_default() });
    words
}

/// A finite form that turns back into the same auxiliary and base.
fn past_or_present(base: &Token, auxiliary: &Token) -> Token {
    let third = super::super::verbs::third_person(&base.low);
    if auxiliary.is(&["did"]) && base.is(&["die", "live", "open", "close", "start", "end"]) {
        return Token::word(&format!("{}ed", base.low.trim_end_matches('e')));
    }
    Token::word(&third)
}

/// Where a comparative or `more` begins.
fn quality_start(tokens: &[Token]) -> Option<usize> {
    (1..tokens.len()).find(|at| {
        let mut predicate = phrase("is");
        predicate.extend_from_slice(&tokens[*at..]);
        tokens[*at].is_plain()
            && measure(&predicate, None)
                .is_some_and(|(property, _)| !matches!(property, Property::Attribute(_)) || tokens[*at].is(&["more", "less"]))
    })
}

/// `How much taller is A than B`, `How many years older is A than B`.
fn by_how_much(tokens: &[Token], sketch: &mut Sketch) -> Option<()> {
    let [how, much, ..] = tokens else {
        return None;
    };
    let than = tokens.iter().rposition(|token| token.is(&["than"]))?;
    let be = tokens[..than].iter().position(|token| token.is(BE))?;
    if !how.is(&["how"]) || !much.is(&["much", "many"]) || be < 3 {
        return None;
    }
    let mut predicate = vec![tokens[be].clone()];
    predicate.push(tokens[be - 1].clone());
    let (property, _) = measure(&predicate, None)?;
    let unit = if much.is(&["many"]) { format!(" in {}", written(&tokens[2..be - 1])) } else { String::new() };
    let asked = ask_both(&[tokens[be + 1..than].to_vec(), tokens[than + 1..].to_vec()], &property, sketch)?;
    sketch.compare(format!("What is the difference between {} and {}{unit}?", asked[0], asked[1]));
    Some(())
}

/// `What is the difference in height between A and B`, `the age difference between A and B`.
fn difference(tokens: &[Token], sketch: &mut Sketch) -> Option<()> {
    let between = tokens.iter().position(|token| token.is(&["between"]))?;
    let at = tokens[..between].iter().position(|token| token.is(&["difference"]))?;
    let mut noun = tokens[at + 1..between].to_vec();
    if noun.first().is_some_and(|first| first.is(&["in", "of"])) {
        noun.remove(0);
    } else {
        let start = tokens[..at].iter().rposition(|token| token.is(&["the"]))?;
        noun = tokens[start + 1..at].to_vec();
    }
    noun.retain(|token| !token.is(&["the"]));
    let aged = noun.len() == 1 && noun[0].is(&["age", "ages"]);
    let property = match noun.as_slice() {
        [] => return None,
        _ if aged => Property::Event(phrase("was born")),
        noun => Property::Attribute(noun.to_vec()),
    };
    let asked = ask_both(&split_at_and(&tokens[between + 1..])?, &property, sketch)?;
    sketch.compare(format!("What is the difference between {} and {}{}?", asked[0], asked[1], if aged { " in years" } else { "" }));
    Some(())
}

/// `What is the combined population of A and B`.
fn sum(tokens: &[Token], sketch: &mut Sketch) -> Option<()> {
    let at = tokens.iter().position(|token| token.is(&["combined", "total"]))?;
    let of = at + tokens[at..].iter().position(|token| token.is(&["of"]))?;
    let names =
        split_at_and(&tokens[of + 1..]).filter(|names| of > at + 1 && names.iter().all(|name| name.iter().any(Token::is_anchor)))?;
    let asked = ask_both(&names, &Property::Attribute(tokens[at + 1..of].to_vec()), sketch)?;
    sketch.compare(format!("What is the sum of {}?", listed(&asked, "and")));
    Some(())
}

fn ask_both(names: &[Vec<Token>], property: &Property, sketch: &mut Sketch) -> Option<Vec<String>> {
    if *property == Property::Life || names.iter().any(Vec::is_empty) {
        return None;
    }
    let subjects: Vec<Vec<Token>> = names.iter().map(|name| settle(&pieces(name), sketch)).collect();
    let asked: Vec<Token> =
        subjects.iter().flat_map(|subject| property.questions(subject)).map(|question| sketch.look_up(&question)).collect();
    Some(answers(&asked))
}
