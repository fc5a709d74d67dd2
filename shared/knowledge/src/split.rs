use std::ops::Range;

use genesis_text::sentences;

use crate::{Document, Passage};

/// Bytes up to which sentences are joined: four to five sentences, about 130 tokens.
const FULL: usize = 600;

/// Bytes at which even a single sentence is cut. What is longer is a table or has no punctuation.
const LONGEST: usize = 2000;

/// The passages of a document in reading order: whole sentences of one paragraph. Markdown headings are left out; they
/// separate passages like a blank line does.
pub fn split(document: &Document) -> Vec<Passage> {
    let text = document.text.as_str();
    passage_ranges(text)
        .into_iter()
        .enumerate()
        .map(|(number, range)| Passage::new(&document.id, &document.title, number, range.start, &text[range]))
        .collect()
}

fn passage_ranges(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for sentence in sentences(text).into_iter().filter(|range| !is_heading(&text[range.clone()])) {
        match found.last_mut() {
            Some(passage) if sentence.end - passage.start <= FULL && !separates(&text[passage.end..sentence.start]) => {
                passage.end = sentence.end
            }
            _ => found.extend(cut(text, sentence)),
        }
    }
    found
}

fn is_heading(sentence: &str) -> bool {
    let rest = sentence.trim_start_matches('#');
    rest.len() < sentence.len() && (rest.is_empty() || rest.starts_with(char::is_whitespace)) && !sentence.contains('\n')
}

/// Whether what stands between two sentences is more than a space or a line break: a blank line or a heading.
fn separates(gap: &str) -> bool {
    gap.contains('#') || gap.matches('\n').count() > 1
}

fn cut(text: &str, sentence: Range<usize>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut rest = sentence;
    while rest.len() > LONGEST {
        let end = piece_end(text, rest.start);
        pieces.push(rest.start..rest.start + text[rest.start..end].trim_end().len());
        rest.start = end + (text[end..].len() - text[end..].trim_start().len());
    }
    pieces.push(rest);
    pieces
}

/// The last word boundary within reach of `start`, or failing that the last character boundary.
fn piece_end(text: &str, start: usize) -> usize {
    let furthest = text.floor_char_boundary(start + LONGEST);
    match text[start..furthest].rfind(char::is_whitespace) {
        Some(at) if at > 0 => start + at,
        _ => furthest,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let document = Document { id: "d".into(), title: "D".into(), text: text.into() };
        split(&document).into_iter().map(|passage| passage.text).collect()
    }

    #[test]
    fn sentences_of_a_paragraph_stay_together() {
        assert_eq!(texts("Paris is a city. It is large."), ["Paris is a city. It is large."]);
    }

    #[test]
    fn paragraphs_and_headings_separate_passages() {
        let found = texts("# Paris\n\nParis is a city.\nIt is large.\n\nThe Seine flows through it.\n## History\nIt is old.");
        assert_eq!(found, ["Paris is a city.\nIt is large.", "The Seine flows through it.", "It is old."]);
    }

    #[test]
    fn a_document_without_sentences_has_no_passage() {
        for text in ["", "  \n ", "# Only a heading", "#\n##"] {
            assert!(texts(text).is_empty(), "{text:?}");
        }
    }

    #[test]
    fn a_hash_that_opens_no_heading_is_kept() {
        assert_eq!(texts("#1 was the song."), ["#1 was the song."]);
    }

    #[test]
    fn a_full_passage_ends_before_the_next_sentence() {
        let sentence = format!("{}.", "A".to_owned() + &"b".repeat(300));
        assert_eq!(texts(&format!("{sentence} {sentence} {sentence}")), [sentence.as_str(); 3]);
    }

    #[test]
    fn an_endless_sentence_is_cut_between_words() {
        let found = texts(&"word ".repeat(1000));
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|text| text.len() <= LONGEST && text.ends_with("word") && text.starts_with("word")));
        assert_eq!(texts(&"é".repeat(1500)).concat(), "é".repeat(1500));
    }

    proptest! {
        #[test]
        fn passages_are_slices_in_order_that_lose_no_word(text in "([a-zA-Zé.!?# \\n-]{0,80}(x{700}|[ a-z]{0,40}|\\n\\n)){0,20}") {
            let document = Document { id: "d".into(), title: "D".into(), text };
            let passages = split(&document);
            for (number, passage) in passages.iter().enumerate() {
                prop_assert_eq!(&passage.id, &format!("d#{number}"));
                prop_assert_eq!(&passage.text, &document.text[passage.start..passage.end]);
                prop_assert!(!passage.text.trim().is_empty() && passage.text.trim() == passage.text);
                prop_assert!(passage.text.len() <= LONGEST);
            }
            prop_assert!(passages.windows(2).all(|pair| pair[0].end <= pair[1].start));
            let kept: String = passages.iter().flat_map(|p| p.text.split_whitespace()).collect();
            let headings_apart: String = sentences(&document.text).into_iter().map(|range| &document.text[range])
                .filter(|sentence| !is_heading(sentence)).flat_map(str::split_whitespace).collect();
            prop_assert_eq!(kept, headings_apart);
        }
    }
}
