use crate::extractive::{
    gazetteer,
    page::{Page, Sentence, Token},
    question::{Asked, Expected, expected_of_noun},
    spans::{self, Sort, Span, Unit},
};

use super::{
    kinds::{Cast, name_fit},
    patterns::Place,
};

/// A stretch of text, or a page's title, that might be the answer.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub text: String,
    pub place: Place,
    /// How well it fits the sort of thing asked for, from 0 to 1.
    pub fit: f64,
    /// Whether it is the title of the page, the unspoken subject of its sentences.
    pub title: bool,
}

/// The candidates of a sentence for the sort of answer expected, the title among them where a thing is asked for.
pub(super) fn candidates(asked: &Asked, cast: &Cast, page: &Page, sentence: &Sentence) -> Vec<Candidate> {
    let tokens = &sentence.tokens;
    let text = page.text();
    let mut found: Vec<Candidate> = match asked.expected {
        Expected::Date => days(tokens, text, false),
        Expected::Year => days(tokens, text, true),
        Expected::Number | Expected::Percent => numbers(asked, tokens, text, sentence.start),
        Expected::Nationality => nations(tokens, text, false),
        Expected::Country => {
            let mut found = nations(tokens, text, true);
            found.extend(named(asked, cast, tokens, text));
            found
        }
        Expected::Cause => reasons(sentence, text),
        Expected::Phrase => {
            let mut found = plain_phrases(asked, tokens, text);
            let names = named(asked, cast, tokens, text).into_iter();
            found.extend(names.map(|candidate| Candidate { fit: 0.6 * candidate.fit, ..candidate }));
            found
        }
        Expected::YesNo => Vec::new(),
        _ => named(asked, cast, tokens, text),
    };
    let things = !matches!(
        asked.expected,
        Expected::Date | Expected::Year | Expected::Number | Expected::Percent | Expected::Cause | Expected::Nationality
    );
    if things && !page.title.is_empty() {
        found.push(title(asked, cast, page, sentence));
    }
    let least = if asked.expected == Expected::Language { NO_LANGUAGE } else { 0.0 };
    found.retain(|candidate| candidate.fit > least && is_news(asked, &candidate.text));
    if asked.expected == Expected::State && found.iter().any(|candidate| gazetteer::is_state(&candidate.text)) {
        found.retain(|candidate| gazetteer::is_state(&candidate.text));
    }
    found
}

/// From here down a name is known to be no language.
const NO_LANGUAGE: f64 = 0.1;

/// An answer says something that the question does not.
fn is_news(asked: &Asked, text: &str) -> bool {
    let words: Vec<String> =
        genesis_text::words(text).map(|word| genesis_text::fold(word.text)).filter(|word| !genesis_text::is_stop_word(word)).collect();
    !words.is_empty() && !words.iter().all(|word| asked.words.contains(word))
}

fn at(span: Span, text: &str, fit: f64) -> Candidate {
    Candidate { text: text[span.start..span.end].to_owned(), place: Place { first: span.first, last: span.last }, fit, title: false }
}

fn days(tokens: &[Token], text: &str, year_only: bool) -> Vec<Candidate> {
    let read = spans::days(tokens).into_iter();
    read.filter_map(|(span, day)| {
        let exact = 0.6 + if day.year.is_some() { 0.2 } else { 0.0 } + if day.day.is_some() { 0.2 } else { 0.0 };
        if !year_only {
            return Some(at(span, text, exact));
        }
        let year = day.year?;
        let start = span.start + text[span.start..span.end].rfind(&year.abs().to_string())?;
        Some(at(Span { start, ..span }, text, 0.95))
    })
    .collect()
}

fn numbers(asked: &Asked, tokens: &[Token], text: &str, offset: usize) -> Vec<Candidate> {
    let days = spans::days(tokens);
    let in_date = |span: &Span| days.iter().any(|(day, _)| day.start <= span.start && span.start < day.end);
    let head = asked.heads.last();
    spans::quantities(tokens, &text[offset..], offset)
        .into_iter()
        .map(|(span, quantity)| {
            let wanted = match asked.expected {
                Expected::Percent => Some(Unit::Percent),
                _ => asked.unit,
            };
            let unit: f64 = match wanted {
                Some(unit) if unit == quantity.unit => 1.0,
                Some(Unit::Money) => 0.2,
                Some(Unit::Length) if quantity.unit == Unit::Time => 0.7,
                Some(Unit::Plain) => 0.25,
                Some(_) if quantity.unit == Unit::Plain => 0.5,
                Some(_) => 0.25,
                None if quantity.unit == Unit::Plain => 0.75,
                None => 0.65,
            };
            let counted = head.is_some_and(|head| tokens.iter().skip(span.last.saturating_sub(1)).take(4).any(|token| token.stem == *head));
            let dated = if in_date(&span) { 0.2 } else { 1.0 };
            let word = if tokens[span.first].is_number() { 1.0 } else { 0.8 };
            at(span, text, ((unit + if counted { 0.3 } else { 0.0 }) * dated * word).min(1.0))
        })
        .collect()
}

/// Countries and the words for their people. Where a country is asked for, `German` is read as `Germany`.
fn nations(tokens: &[Token], text: &str, as_country: bool) -> Vec<Candidate> {
    let mut found = Vec::new();
    for first in 0..tokens.len() {
        for length in 1..=4 {
            let Some(words) = tokens.get(first..first + length).filter(|words| words[0].is_capitalised()) else {
                break;
            };
            let span = Span::of(tokens, first, first + length, Sort::Name);
            let phrase = &text[span.start..span.end];
            if words[1..].iter().any(|token| !token.gap.trim().is_empty()) {
                break;
            }
            if gazetteer::is_country(phrase) {
                let mut candidate = at(span, text, if as_country { 0.95 } else { 0.6 });
                candidate.place.first = address_start(tokens, first);
                found.push(candidate);
            } else if let Some(country) = gazetteer::country_of_people(phrase) {
                let mut candidate = at(span, text, if as_country { 0.7 } else { 0.95 });
                if as_country {
                    candidate.text = country.to_owned();
                }
                found.push(candidate);
            }
        }
    }
    found
}

/// Where the address begins that ends with the country: `Varn, Norrland, Finland` is one place.
fn address_start(tokens: &[Token], country: usize) -> usize {
    let mut first = country;
    while first > 0
        && (tokens[first].gap.trim() == "," || tokens[first].gap.trim().is_empty() || tokens[first].gap.trim() == "-")
        && tokens[first - 1].is_capitalised()
    {
        first -= 1;
    }
    first
}

fn named(asked: &Asked, cast: &Cast, tokens: &[Token], text: &str) -> Vec<Candidate> {
    spans::names(tokens).into_iter().map(|span| at(span, text, name_fit(asked, cast, tokens, span))).collect()
}

fn plain_phrases(asked: &Asked, tokens: &[Token], text: &str) -> Vec<Candidate> {
    let head = asked.heads.last();
    let trade = asked.relation.is_some_and(|relation| matches!(relation.name, "occupation" | "position"));
    let person = |token: &Token| expected_of_noun(&token.folded) == Some(Expected::Person);
    let trained = |span: &Span| if trade && tokens[span.first..span.last].iter().any(person) { 0.3 } else { 0.0 };
    let fit = |span: &Span| {
        0.55 + trained(span)
            + if head.is_some_and(|head| tokens[span.first..span.last].iter().any(|token| token.stem == *head)) { 0.2 } else { 0.0 }
    };
    spans::phrases(tokens).into_iter().map(|span| at(span, text, fit(&span))).collect()
}

/// What follows "because", "due to" and the like, up to the next pause.
fn reasons(sentence: &Sentence, text: &str) -> Vec<Candidate> {
    let tokens = &sentence.tokens;
    let starts = tokens.iter().enumerate().filter_map(|(at, token)| match token.folded.as_str() {
        "because" | "since" | "after" | "to" | "for" | "from" => Some(at),
        "due" | "owing" | "thanks" => Some(at + 2),
        _ => None,
    });
    starts
        .filter(|first| *first < tokens.len())
        .map(|first| {
            let pause = (first + 1..tokens.len()).find(|at| tokens[*at].gap.contains([',', ';', '.', '('])).unwrap_or(tokens.len());
            let mut candidate = at(Span::of(tokens, first, pause, Sort::Phrase), text, 0.5);
            candidate.fit = if tokens[first].folded == "because" || first > 1 && tokens[first - 2].folded == "due" { 0.9 } else { 0.4 };
            candidate
        })
        .collect()
}

fn title(asked: &Asked, cast: &Cast, page: &Page, sentence: &Sentence) -> Candidate {
    let whole = Span { first: 0, last: page.title.len(), start: 0, end: 0, sort: Sort::Name };
    let fit = name_fit(asked, cast, &page.title, whole) * if is_topic(asked, &page.title) { TOPIC } else { 1.0 };
    let spoken = mention(page, sentence);
    Candidate { text: page.name().to_owned(), place: spoken.unwrap_or(Place { first: 0, last: 0 }), fit, title: true }
}

/// What is left of a title that names no single thing.
const TOPIC: f64 = 0.25;

/// Whether a title names a topic where a single thing is asked for: `Department store`, `List of rivers`, `Geography of Varn`.
fn is_topic(asked: &Asked, title: &[Token]) -> bool {
    use Expected::{Country, Organisation, Person, Place, State};
    let single = matches!(asked.expected, Person | Place | Country | State | Organisation);
    let common = |token: &Token| !token.stop && !token.is_capitalised() && !token.is_number();
    let of = title.get(1).is_some_and(|next| next.folded == "of");
    let about = of && title.first().is_some_and(|first| TOPICS.contains(&first.folded.as_str()));
    about || single && title.iter().skip(1).any(common)
}

const TOPICS: &[&str] = &["list", "geography", "history", "economy", "politics", "demographics", "culture", "outline", "timeline"];

/// Where a sentence names its page's title, in full or by its last word.
fn mention(page: &Page, sentence: &Sentence) -> Option<Place> {
    let title: Vec<&Token> = page.title.iter().collect();
    let full =
        sentence.tokens.windows(title.len()).position(|window| window.iter().zip(&title).all(|(word, part)| word.folded == part.folded));
    if let Some(first) = full {
        return Some(Place { first, last: first + title.len() });
    }
    let last = title.last()?;
    let first = sentence.tokens.iter().position(|token| token.folded == last.folded && token.is_capitalised())?;
    Some(Place { first, last: first + 1 })
}

#[cfg(test)]
mod tests {
    use genesis_lag::{StepId, StepKind};

    use super::*;
    use crate::{ContextItem, ItemKind, SubQuestion, extractive::page::tokens, extractive::solver};

    #[test]
    fn a_topic_is_no_single_thing() {
        let asked = |text: &str| {
            Asked::of(&SubQuestion { id: StepId::new(1), kind: StepKind::Lookup, text: text.to_owned(), premises: Vec::new() })
        };
        let who = asked("Who painted the hall?");
        for (title, topic) in [("Department store", true), ("Geography of Varn", true), ("Ada Holm", false), ("Ada of Osk", false)] {
            assert_eq!(is_topic(&who, &tokens(title, 0)), topic, "{title}");
        }
        assert!(!is_topic(&asked("What is the oath called?"), &tokens("Blood oath", 0)));
    }

    #[test]
    fn the_reader_finds_the_right_one_of_several() {
        for (question, title, text, answer) in [
            (
                "What is the GDP of Norway?",
                "Norway",
                "Norway has 19 counties. The GDP of Norway was about 2.1 trillion US dollars.",
                "2.1 trillion US dollars",
            ),
            (
                "Which country won the most medals at the Osk Games?",
                "Osk Games",
                "Sweden won the most medals at the Osk Games. Norway hosted the Osk Games.",
                "Sweden",
            ),
            (
                "Who was the first to climb Mount Osk?",
                "Mount Osk",
                "Per Lund climbed Mount Osk alone for the first time in 1990. Ada Holm made the first ascent of Mount Osk in 1920.",
                "Ada Holm",
            ),
            (
                "Who is the mother of Ida Berg?",
                "Ida Berg",
                "She was the only child of Ada Holm and her first husband, Per Lund.",
                "Ada Holm",
            ),
            (
                "Which state is Osk Field located in?",
                "Osk Field",
                "Osk Field is located three miles from Brim in Varn County, Ohio.",
                "Ohio",
            ),
            ("Who is Brim Hill named after?", "Brim Hill", "Brim Hill was named after Ada Holm by Per Lund.", "Ada Holm"),
            (
                "Where had Ada Holm interned?",
                "Ada Holm",
                "Ada Holm interned at Osk Games Studio and later founded Varn Works.",
                "Osk Games Studio",
            ),
        ] {
            let item = ContextItem { id: "d#0".to_owned(), kind: ItemKind::Passage, title: title.to_owned(), text: text.to_owned() };
            let question = SubQuestion { id: StepId::new(1), kind: StepKind::Lookup, text: question.to_owned(), premises: Vec::new() };
            assert_eq!(solver::solve(&question, &[item]).text.as_deref(), Some(answer), "{}", question.text);
        }
    }
}
