use std::{collections::BTreeSet, ops::Range};

use genesis_text::sentences;
use serde::Deserialize;
use serde_json::error::Category;

use super::{Hop, Paragraph, Row};

/// A line as it is written. What is not named here is left unread.
#[derive(Deserialize)]
struct Line {
    id: String,
    question: String,
    answer: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    hops: Option<u32>,
    #[serde(default)]
    paragraphs: Vec<WrittenParagraph>,
    #[serde(default)]
    supporting: Vec<String>,
    #[serde(default)]
    supporting_sents: Vec<(String, usize)>,
    supporting_idx: Option<Vec<usize>>,
    decomposition: Option<Vec<WrittenHop>>,
}

#[derive(Deserialize)]
struct WrittenParagraph {
    title: String,
    text: String,
    /// In characters.
    sent_starts: Option<Vec<usize>>,
}

#[derive(Deserialize)]
struct WrittenHop {
    q: String,
    a: Option<String>,
    #[serde(default)]
    deps: Vec<usize>,
    support_idx: Option<usize>,
}

/// Why a line is no row: the field, and what is wrong with it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct BadField {
    pub field: String,
    pub reason: String,
}

impl BadField {
    pub(super) fn new(field: &str, reason: String) -> Self {
        Self { field: field.to_owned(), reason }
    }
}

/// Reads a line. None for a row without paragraphs, that cannot be asked.
pub(super) fn parse(line: &str) -> Result<Option<Row>, BadField> {
    let read: Line = serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(line)).map_err(|error| {
        let (path, inner) = (error.path().to_string(), error.into_inner());
        match inner.classify() {
            Category::Data if path == "." => BadField::new("the line", without_position(&inner)),
            Category::Data => BadField::new(&path, without_position(&inner)),
            _ => BadField::new("the line", format!("no JSON from column {} on: {}", inner.column(), without_position(&inner))),
        }
    })?;
    spoken("id", &read.id)?;
    spoken("question", &read.question)?;
    let decomposition = hops(read.decomposition.as_deref().unwrap_or_default())?;
    if read.paragraphs.is_empty() {
        return Ok(None);
    }
    let answer = read.answer.clone().ok_or_else(|| BadField::new("answer", "is missing".to_owned()))?;
    spoken("answer", &answer)?;
    let paragraphs = read.paragraphs.iter().enumerate().map(|(at, written)| paragraph(at, written)).collect::<Result<Vec<_>, _>>()?;
    let supporting = supporting(&read)?;
    let supporting_sentences = supporting_sentences(&read, &paragraphs)?;
    Ok(Some(Row {
        id: read.id,
        question: read.question,
        answers: [answer].into_iter().chain(read.aliases).collect(),
        kind: read.kind.unwrap_or_default(),
        hops: read.hops.unwrap_or(1.max(decomposition.len() as u32)),
        paragraphs,
        supporting: supporting.into_iter().collect(),
        supporting_sentences: supporting_sentences.into_iter().collect(),
        decomposition,
    }))
}

/// The line is known, and it is not the first of anything.
fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message).to_owned()
}

fn spoken(field: &str, text: &str) -> Result<(), BadField> {
    if text.trim().is_empty() { Err(BadField::new(field, "is empty".to_owned())) } else { Ok(()) }
}

fn hops(written: &[WrittenHop]) -> Result<Vec<Hop>, BadField> {
    let hop = |(at, hop): (usize, &WrittenHop)| {
        spoken(&format!("decomposition[{at}].q"), &hop.q)?;
        match hop.deps.iter().find(|dep| !(1..=at).contains(*dep)) {
            Some(dep) => {
                Err(BadField::new(&format!("decomposition[{at}].deps"), format!("{dep} is not the number of an earlier sub-question")))
            }
            None => Ok(Hop { question: hop.q.clone(), answer: hop.a.clone(), deps: hop.deps.clone() }),
        }
    };
    written.iter().enumerate().map(hop).collect()
}

fn paragraph(at: usize, written: &WrittenParagraph) -> Result<Paragraph, BadField> {
    let sentences = match &written.sent_starts {
        None => sentences(&written.text),
        Some(starts) => between(&written.text, starts).ok_or_else(|| {
            let reason = "must begin with 0, ascend and stay within the text, in characters".to_owned();
            BadField::new(&format!("paragraphs[{at}].sent_starts"), reason)
        })?,
    };
    Ok(Paragraph { title: written.title.clone(), text: written.text.clone(), sentences })
}

/// The sentences that begin at these characters; an empty one where nothing follows. Texts have lost the space after their end, where
/// some published rows let such a sentence begin.
fn between(text: &str, starts: &[usize]) -> Option<Vec<Range<usize>>> {
    let ends: Vec<usize> = text.char_indices().map(|(byte, _)| byte).chain([text.len(); 2]).collect();
    let bytes: Vec<usize> = starts.iter().map(|start| ends.get(*start).copied()).collect::<Option<_>>()?;
    let ascends = starts.first().is_none_or(|first| *first == 0) && starts.windows(2).all(|pair| pair[0] < pair[1]);
    let until = bytes.iter().skip(1).copied().chain([text.len()]);
    let sentence = |(start, end): (usize, usize)| start..start + text[start..end].trim_end().len();
    ascends.then(|| bytes.iter().copied().zip(until).map(sentence).collect())
}

/// By place where places are given, since titles may repeat; otherwise by title.
fn supporting(read: &Line) -> Result<BTreeSet<usize>, BadField> {
    match &read.supporting_idx {
        Some(places) => places.iter().enumerate().map(|(n, place)| placed(&format!("supporting_idx[{n}]"), read, *place)).collect(),
        None => read.supporting.iter().enumerate().map(|(n, title)| titled(&format!("supporting[{n}]"), read, title)).collect(),
    }
}

fn placed(field: &str, read: &Line, place: usize) -> Result<usize, BadField> {
    let count = read.paragraphs.len();
    if place < count { Ok(place) } else { Err(BadField::new(field, format!("there is no paragraph {place}, only {count}"))) }
}

fn titled(field: &str, read: &Line, title: &str) -> Result<usize, BadField> {
    let place = read.paragraphs.iter().position(|paragraph| paragraph.title == title);
    place.ok_or_else(|| BadField::new(field, format!("no paragraph is titled {title:?}")))
}

/// A few published rows name a sentence beyond the last: that one is left out.
fn supporting_sentences(read: &Line, paragraphs: &[Paragraph]) -> Result<BTreeSet<(usize, usize)>, BadField> {
    let mut found = BTreeSet::new();
    for (n, (title, sentence)) in read.supporting_sents.iter().enumerate() {
        let place = titled(&format!("supporting_sents[{n}]"), read, title)?;
        if paragraphs[place].sentences.get(*sentence).is_some_and(|range| !range.is_empty()) {
            found.insert((place, *sentence));
        }
    }
    for (n, hop) in read.decomposition.iter().flatten().enumerate() {
        let (Some(place), Some(answer)) = (hop.support_idx, &hop.a) else { continue };
        let place = placed(&format!("decomposition[{n}].support_idx"), read, place)?;
        found.extend(holding(&paragraphs[place], answer).map(|sentence| (place, sentence)));
    }
    Ok(found)
}

/// The first sentence that holds a text whole, whatever the letter case.
fn holding(paragraph: &Paragraph, text: &str) -> Option<usize> {
    let text = text.to_lowercase();
    paragraph.sentences.iter().position(|range| paragraph.text[range.clone()].to_lowercase().contains(&text))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn line() -> Value {
        json!({
            "id": "r1", "question": "Where was the maker of Blip born?", "answer": "Oslo", "aliases": ["Kristiania"], "type": "bridge", "hops": 2,
            "paragraphs": [
                {"title": "Blip", "text": "Blíp is a game. Ann Ask made it.", "sent_starts": [0, 16]},
                {"title": "Ann Ask", "text": "Ann Ask is a designer. She was born in Oslo.", "sent_starts": [0, 23]},
            ],
            "supporting": ["Ann Ask", "Blip"], "supporting_sents": [["Ann Ask", 1], ["Blip", 1], ["Blip", 7]],
            "decomposition": [{"q": "Who made Blip?", "a": "Ann Ask"}, {"q": "Where was #1 born?", "a": "Oslo", "deps": [1]}],
            "src": "elsewhere",
        })
    }

    fn with(path: &str, value: Value) -> String {
        let mut line = line();
        *line.pointer_mut(path).unwrap() = value;
        line.to_string()
    }

    #[test]
    fn a_row_has_its_evidence_by_place() {
        let row = parse(&line().to_string()).unwrap().unwrap();
        assert_eq!(row.answers, ["Oslo", "Kristiania"]);
        assert_eq!((row.supporting, row.supporting_sentences), (vec![0, 1], vec![(0, 1), (1, 1)]));
        let texts: Vec<&str> = row.paragraphs[0].sentences.iter().map(|range| &row.paragraphs[0].text[range.clone()]).collect();
        assert_eq!(texts, ["Blíp is a game.", "Ann Ask made it."]);
        assert_eq!(row.decomposition[1].deps, [1]);
    }

    #[test]
    fn a_sentence_may_be_empty_at_the_end() {
        let row = parse(&with("/paragraphs/0/sent_starts", json!([0, 16, 33]))).unwrap().unwrap();
        assert_eq!(row.paragraphs[0].sentences.last(), Some(&(33..33)));
    }

    #[test]
    fn places_say_which_of_equal_titles_is_meant_and_sub_answers_which_sentence() {
        let row = json!({
            "id": "r1", "question": "Q?", "answer": "Oslo", "supporting": ["A"], "supporting_idx": [1],
            "paragraphs": [{"title": "A", "text": "Nothing."}, {"title": "A", "text": "It is a city. Its name is OSLO. Oslo is old."}],
            "decomposition": [{"q": "Q?", "a": "Oslo", "deps": [], "support_idx": 1}],
        });
        let row = parse(&row.to_string()).unwrap().unwrap();
        assert_eq!((row.supporting, row.supporting_sentences, row.hops), (vec![1], vec![(1, 1)], 1));
    }

    #[test]
    fn a_row_without_paragraphs_is_passed_over() {
        assert_eq!(parse(r#"{"id": "r1", "question": "Q?", "paragraphs": [], "decomposition": [{"q": "A", "deps": []}]}"#), Ok(None));
        assert_eq!(parse(&with("/paragraphs", json!([]))), Ok(None));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_field() {
        for (line, expected) in [
            ("nonsense".to_owned(), "the line: no JSON from column 2 on: expected ident"),
            (r#"{"question": "Q?"}"#.to_owned(), "the line: missing field `id`"),
            (with("/question", json!(" ")), "question: is empty"),
            (with("/answer", json!(null)), "answer: is missing"),
            (with("/paragraphs/1/text", json!(7)), "paragraphs[1].text: invalid type: integer `7`, expected a string"),
            (
                with("/paragraphs/0/sent_starts", json!([1])),
                "paragraphs[0].sent_starts: must begin with 0, ascend and stay within the text",
            ),
            (with("/paragraphs/0/sent_starts", json!([0, 34])), "paragraphs[0].sent_starts: must begin"),
            (with("/paragraphs/0/sent_starts", json!([0, 9, 9])), "paragraphs[0].sent_starts: must begin"),
            (with("/supporting/0", json!("Zed")), "supporting[0]: no paragraph is titled \"Zed\""),
            (with("/supporting_sents/1/0", json!("Zed")), "supporting_sents[1]: no paragraph is titled \"Zed\""),
            (with("/decomposition/0/q", json!("")), "decomposition[0].q: is empty"),
            (with("/decomposition/1/deps", json!([2])), "decomposition[1].deps: 2 is not the number of an earlier sub-question"),
        ] {
            let found = parse(&line).unwrap_err().to_string();
            assert!(found.starts_with(expected), "{found}");
        }
        let mut placed = line();
        placed["supporting_idx"] = json!([2]);
        assert_eq!(parse(&placed.to_string()).unwrap_err().to_string(), "supporting_idx[0]: there is no paragraph 2, only 2");
    }
}
