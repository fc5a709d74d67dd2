//! `Is A taller than B?`, `What is the difference in height between A and B?`, `the combined population of A and B`.

use super::{
    super::{
        clauses::pieces,
        lexicon::{BE, PREPOSITIONS, is_auxiliary},
        settle::{settle, what_is},
        sketch::Sketch,
        subject::{Awaited, subject_end},
        token::{Kind, Token, phrase, written},
    },
    alternatives::{common_head, is_quantity, split_at_and},
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
    let other = &with_preposition(&rest[..joint], other);
    if rest[joint].is(&["than"]) && circumstance(&rest[..joint], other).is_some() {
        return of_one(auxiliary, &rest[..joint], other, sketch);
    }
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
    let asked = match property {
        Property::Amount(..) if is_quantity(&names) => names.map(|name| quantity(&name, sketch)).to_vec(),
        property => ask_both(&names, &property, sketch)?,
    };
    sketch.compare(format!("Is {} {} than {}?", asked[0], order.than(), asked[1]));
    Some(())
}

/// `the budget of Up`, which is asked for as it stands.
fn quantity(name: &[Token], sketch: &mut Sketch) -> String {
    let phrase = settle(&pieces(name), sketch);
    match phrase.as_slice() {
        [answer] if answer.kind == Kind::Answer => answer.text.clone(),
        _ => sketch.look_up(&what_is(None, phrase)).text,
    }
}

/// The statement's predicate behind a question with its auxiliary: `is taller`, `have more seats`.
pub fn stated(auxiliary: &Token, predicate: &[Token]) -> Vec<Token> {
    let lead = auxiliary.is(BE) || auxiliary.is(&["has", "have", "had"]);
    let first = predicate.first().filter(|first| !lead && first.is(&["have"]));
    let mut words = if lead { vec![auxiliary.clone()] } else { Vec::new() };
    match first {
        Some(_) => words.push(Token::word(match auxiliary.low.as_str() {
            "did" => "had",
            "do" => "have",
            _ => "has",
        })),
        None if !lead => words.extend(predicate.first().map(|base| past_or_auxiliary(base, auxiliary)).into_iter().flatten()),
        None => {}
    }
    words.extend_from_slice(if lead { predicate } else { predicate.get(1..).unwrap_or_default() });
    words
}

/// A finite form that turns back into the same auxiliary and base, or both as they are.
fn past_or_auxiliary(base: &Token, auxiliary: &Token) -> Vec<Token> {
    if auxiliary.is(&["did"]) && base.is(&["die", "live", "open", "close", "start", "end"]) {
        return vec![Token::word(&format!("{}ed", base.low.trim_end_matches('e')))];
    }
    vec![auxiliary.clone(), base.clone()]
}

/// In `more in 2016 than 2020` the second year wants the preposition of the first.
fn with_preposition(before: &[Token], other: &[Token]) -> Vec<Token> {
    let year = |token: &Token| token.text.len() == 4 && token.text.chars().all(|c| c.is_ascii_digit());
    match (before, other) {
        ([.., preposition, one], [another]) if preposition.is(PREPOSITIONS) && year(one) && year(another) => {
            vec![preposition.clone(), another.clone()]
        }
        _ => other.to_vec(),
    }
}

/// Where the circumstance begins that `other` stands against: `at the 2016 Games` before `than at the 2020 Games`.
fn circumstance(tokens: &[Token], other: &[Token]) -> Option<usize> {
    let preposition = other.first().filter(|first| first.is(PREPOSITIONS))?;
    tokens.iter().rposition(|token| token.is(&[preposition.low.as_str()])).filter(|at| *at > 1)
}

/// `Did A win more medals in May than in June`: one thing measured twice.
fn of_one(auxiliary: &Token, tokens: &[Token], other: &[Token], sketch: &mut Sketch) -> Option<()> {
    let at = circumstance(tokens, other)?;
    let (said, one) = tokens.split_at(at);
    let end = if auxiliary.is(BE) { quality_start(said) } else { subject_end(said, Awaited::after(&auxiliary.low)) };
    let end = end.or_else(|| said.iter().position(|token| token.is(&["have", "more", "fewer"]))).filter(|end| *end > 0)?;
    let (subject, predicate) = said.split_at(end);
    let (property, order) = measure(&stated(auxiliary, predicate), None).filter(|(property, _)| *property != Property::Life)?;
    let subject = settle(&pieces(subject), sketch);
    let asked = [one, other].map(|circumstance| {
        let mut question = property.questions(&subject).concat();
        question.extend(settle(&pieces(circumstance), sketch));
        sketch.look_up(&question).text
    });
    sketch.compare(format!("Is {} {} than {}?", asked[0], order.than(), asked[1]));
    Some(())
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
