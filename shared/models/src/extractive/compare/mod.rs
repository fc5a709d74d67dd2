//! Answers a comparison from earlier answers alone: which alternative, whether they are the same, by how much they differ.

mod arithmetic;
mod form;
mod sameness;

use std::cmp::Ordering;

use form::{Form, Pick};

use super::spans::{self, Day, Unit};
use crate::{Answered, Citation, SubAnswer, SubQuestion};

pub(super) use sameness::same;

/// What the comparison's own step can be sure of when its premises are read without doubt.
const SURE: f64 = 0.98;

pub(super) fn answer(question: &SubQuestion) -> SubAnswer {
    let given: Option<Vec<&str>> = question.premises.iter().map(|premise| premise.answer.text.as_deref()).collect();
    let decided = given
        .filter(|given| !given.is_empty())
        .and_then(|given| form::read(&question.text, &given).and_then(|(form, values)| decide(&form, &values)));
    let confidence = question.premises.iter().map(|premise| premise.answer.confidence).fold(1.0, f64::min);
    match decided {
        Some(text) => SubAnswer { text: Some(text), confidence: SURE * confidence, citations: citations(&question.premises) },
        None => SubAnswer { text: None, confidence: 0.1 * confidence, citations: citations(&question.premises) },
    }
}

fn citations(premises: &[Answered]) -> Vec<Citation> {
    let mut all: Vec<Citation> = Vec::new();
    for citation in premises.iter().flat_map(|premise| &premise.answer.citations) {
        if !all.contains(citation) {
            all.push(citation.clone());
        }
    }
    all
}

fn decide(form: &Form, given: &[&str]) -> Option<String> {
    match form {
        Form::Which(pick, names) => which(*pick, names, given),
        Form::Same => verdict(every_pair(given)?),
        Form::Different => verdict(!every_pair(given)?),
        Form::Order(wanted, by_time) => {
            let [one, two] = given else { return None };
            let order = if *by_time { by_date(one, two)? } else { by_size(one, two)? };
            verdict(order == *wanted)
        }
        Form::AllTrue => verdict(given.iter().map(|text| truth(text)).collect::<Option<Vec<_>>>()?.into_iter().all(|t| t)),
        Form::OneTrue => verdict(given.iter().map(|text| truth(text)).collect::<Option<Vec<_>>>()?.into_iter().any(|t| t)),
        Form::Difference(step) => arithmetic::difference(given, *step),
        Form::Sum => arithmetic::sum(given),
        Form::InCommon => sameness::in_common(given),
    }
}

fn verdict(holds: bool) -> Option<String> {
    Some(if holds { "yes" } else { "no" }.to_owned())
}

fn truth(text: &str) -> Option<bool> {
    let first: String = text.trim().chars().take_while(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    match first.as_str() {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    }
}

fn every_pair(given: &[&str]) -> Option<bool> {
    (given.len() > 1).then(|| given.windows(2).all(|pair| same(pair[0], pair[1])))
}

fn which(pick: Pick, names: &[String], given: &[&str]) -> Option<String> {
    let chosen = match pick {
        Pick::First => extreme(given, by_date, Ordering::Less)?,
        Pick::Last => extreme(given, by_date, Ordering::Greater)?,
        Pick::Larger => extreme(given, by_size, Ordering::Greater)?,
        Pick::Smaller => extreme(given, by_size, Ordering::Less)?,
        Pick::Longer => extreme(&arithmetic::durations(given)?, by_size, Ordering::Greater)?,
        Pick::Shorter => extreme(&arithmetic::durations(given)?, by_size, Ordering::Less)?,
        Pick::True => {
            let truths: Vec<bool> = given.iter().map(|text| truth(text)).collect::<Option<_>>()?;
            let only = truths.iter().filter(|holds| **holds).count() == 1;
            truths.iter().position(|holds| *holds).filter(|_| only)?
        }
    };
    names.get(chosen).cloned()
}

/// The one that stands apart from all others in the wanted direction; nothing where two tie or one cannot be read.
fn extreme<T: AsRef<str>>(given: &[T], order: fn(&str, &str) -> Option<Ordering>, wanted: Ordering) -> Option<usize> {
    (0..given.len()).find(|one| {
        let others = (0..given.len()).filter(|two| two != one);
        given.len() > 1 && others.into_iter().all(|two| order(given[*one].as_ref(), given[two].as_ref()) == Some(wanted))
    })
}

/// The order of two dates as far as both are known; nothing if what is known of both is equal but one says less.
fn by_date(one: &str, two: &str) -> Option<Ordering> {
    let (one, two) = (date(one)?, date(two)?);
    let known = one.year?.cmp(&two.year?);
    let finer = |one: Option<u8>, two: Option<u8>| match (one, two) {
        (Some(one), Some(two)) => Some(one.cmp(&two)),
        (None, None) => Some(Ordering::Equal),
        _ => None,
    };
    if known != Ordering::Equal {
        return Some(known);
    }
    match finer(one.month, two.month)? {
        Ordering::Equal => finer(one.day, two.day),
        order => Some(order),
    }
}

/// A date, or a bare number of up to four digits read as a year.
fn date(text: &str) -> Option<Day> {
    spans::day(text).or_else(|| {
        let year = text.trim().parse::<u16>().ok().filter(|year| *year < 3000)?;
        Some(Day { year: Some(year.into()), month: None, day: None })
    })
}

fn by_size(one: &str, two: &str) -> Option<Ordering> {
    let (first, second) = (spans::quantity(one)?, spans::quantity(two)?);
    let comparable = first.unit == second.unit || first.unit == Unit::Plain || second.unit == Unit::Plain;
    if !comparable {
        return None;
    }
    first.value.partial_cmp(&second.value)
}

#[cfg(test)]
mod tests;
