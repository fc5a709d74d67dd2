//! `At which of the 2016, 2020 and 2024 Games did A win the most medals?`: one thing measured on each of several occasions.

use super::{
    super::{
        clauses::pieces,
        lexicon::{ARTICLES, PREPOSITIONS, is_auxiliary},
        settle::settle,
        sketch::Sketch,
        subject::{Awaited, subject_end},
        token::Token,
    },
    answers, labelled,
    measure::{Property, measure},
    than::stated,
};

pub fn compare(tokens: &[Token], sketch: &mut Sketch) -> bool {
    ask_on_each(tokens, sketch).is_some()
}

fn ask_on_each(tokens: &[Token], sketch: &mut Sketch) -> Option<()> {
    let [preposition, which, of, rest @ ..] = tokens else {
        return None;
    };
    if !preposition.is(PREPOSITIONS) || !which.is(&["which"]) || !of.is(&["of"]) {
        return None;
    }
    let article = rest.iter().take_while(|token| token.is(ARTICLES)).count();
    let verb = rest.iter().position(|token| token.is_plain() && is_auxiliary(&token.low)).filter(|verb| *verb > article)?;
    let (names, tail) = occasions(&rest[article..verb])?;
    let (auxiliary, clause) = rest[verb..].split_first()?;
    let end = subject_end(clause, Awaited::after(&auxiliary.low)).filter(|end| *end > 0)?;
    let (property, order) = measure(&stated(auxiliary, &clause[end..]), None)?;
    if !matches!(property, Property::Amount(..)) {
        return None;
    }
    let subject = settle(&pieces(&clause[..end]), sketch);
    let asked: Vec<Token> = names
        .iter()
        .map(|name| {
            let when = [&[Token::word(&preposition.low)][..], &rest[..article], name, &tail[..]].concat();
            sketch.look_up(&[property.questions(&subject).concat(), when].concat())
        })
        .collect();
    sketch.compare(format!("Which {}: {}?", order.which(), labelled(&names, &answers(&asked))));
    Some(())
}

/// The occasions of a list, and the noun that years at its end share: `2016, 2020 and 2024` and `Games`.
fn occasions(list: &[Token]) -> Option<(Vec<Vec<Token>>, Vec<Token>)> {
    let joins = |token: &Token| token.is_comma() || token.text == "," || token.low == "and" || token.low == "or";
    let mut names: Vec<Vec<Token>> = list.split(joins).filter(|name| !name.is_empty()).map(<[Token]>::to_vec).collect();
    let year = |name: &Vec<Token>| name[0].text.starts_with(|c: char| c.is_ascii_digit());
    let last = names.pop().filter(|_| !names.is_empty())?;
    let years = year(&last) && names.iter().all(|name| name.len() == 1 && year(name));
    let (last, tail) = if years { last.split_at(1) } else { (&last[..], &[][..]) };
    names.push(last.to_vec());
    names.iter().all(|name| name[0].is_anchor()).then(|| (names, tail.to_vec()))
}
