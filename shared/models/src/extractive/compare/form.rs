use std::cmp::Ordering;

/// What a comparison asks, read from its fixed wording.
#[derive(Debug, PartialEq)]
pub(super) enum Form {
    /// Which of the named alternatives.
    Which(Pick, Vec<String>),
    Same,
    Different,
    /// Whether the first stands so to the second, in time or else in size.
    Order(Ordering, bool),
    AllTrue,
    OneTrue,
    Difference(Step),
    Sum,
    InCommon,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pick {
    First,
    Last,
    Larger,
    Smaller,
    True,
    Longer,
    Shorter,
}

/// What a difference is told in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Unit,
    Days,
    Months,
    Years,
}

/// The form, and those of the given answers that are compared: an alternative may itself be called by an answer, as in
/// `Which is larger: #1 (#3) or #2 (#4)?`, and only what is in brackets is its value.
pub(super) fn read<'a>(text: &str, given: &[&'a str]) -> Option<(Form, Vec<&'a str>)> {
    let text = text.trim().trim_end_matches('?').trim_end();
    let which = [
        ("Which came first: ", Pick::First),
        ("Which came last: ", Pick::Last),
        ("Which is larger: ", Pick::Larger),
        ("Which is smaller: ", Pick::Smaller),
        ("Which is true: ", Pick::True),
        ("Which lasted longer: ", Pick::Longer),
        ("Which lasted shorter: ", Pick::Shorter),
    ];
    for (opening, pick) in which {
        if let Some(rest) = text.strip_prefix(opening) {
            let (names, values) = match pick {
                Pick::Longer | Pick::Shorter => alternatives(rest, given, 2),
                _ => alternatives(rest, given, 1),
            };
            return (!names.is_empty()).then_some((Form::Which(pick, names), values));
        }
    }
    Some((sentence(text)?, given.to_vec()))
}

fn sentence(text: &str) -> Option<Form> {
    let orders = [
        (" earlier than ", Ordering::Less, true),
        (" later than ", Ordering::Greater, true),
        (" larger than ", Ordering::Greater, false),
        (" smaller than ", Ordering::Less, false),
    ];
    if text.starts_with("Are all true: ") || text.starts_with("Are both true: ") {
        return Some(Form::AllTrue);
    }
    if text.starts_with("Is one true: ") {
        return Some(Form::OneTrue);
    }
    if text.starts_with("Are ") && text.ends_with(" the same") {
        return Some(Form::Same);
    }
    if text.starts_with("Are ") && text.ends_with(" different") {
        return Some(Form::Different);
    }
    if text.starts_with("Is ") {
        return orders.iter().find(|(words, ..)| text.contains(words)).map(|(_, order, time)| Form::Order(*order, *time));
    }
    if text.starts_with("What is the difference between ") {
        let steps = [(" in years", Step::Years), (" in months", Step::Months), (" in days", Step::Days)];
        return Some(Form::Difference(steps.iter().find(|(ending, _)| text.ends_with(ending)).map_or(Step::Unit, |(_, step)| *step)));
    }
    if text.starts_with("What is the sum of ") {
        return Some(Form::Sum);
    }
    (text.starts_with("What do ") && text.ends_with(" have in common")).then_some(Form::InCommon)
}

/// The alternatives' names and their values: what stands before the brackets, and the answers in them. `width` answers make a value.
fn alternatives<'a>(rest: &str, given: &[&'a str], width: usize) -> (Vec<String>, Vec<&'a str>) {
    let mut rest = rest;
    let (mut names, mut values) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(value) = given.get(at..at + width) {
        let bracketed = match value {
            [from, to] => format!(" (from {from} to {to})"),
            value => format!(" ({})", value.concat()),
        };
        let Some((name, after)) = rest.split_once(bracketed.as_str()) else {
            at += 1;
            continue;
        };
        let name = ["or ", "and "].iter().find_map(|word| name.strip_prefix(word)).unwrap_or(name);
        names.push(name.trim().to_owned());
        values.extend_from_slice(value);
        rest = after.trim_start_matches([',', ' ']);
        at += width;
    }
    (names, values)
}
