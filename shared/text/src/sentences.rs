use std::ops::Range;

/// The sentences of a text as byte ranges, without the white space around them. A blank line or a line break before a
/// Markdown heading or list item ends a sentence too. Abbreviations, initials and decimal points do not.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let end = at + character.len_utf8();
        let ends = match character {
            '\n' => text[end..].starts_with(['\n', '\r', '#', '-', '*']) || text[start..at].trim_start().starts_with('#'),
            '.' | '!' | '?' => {
                while let Some((_, '"' | '\'' | '”' | '’' | ')')) = characters.peek() {
                    characters.next();
                }
                let next = characters.peek().map_or(text.len(), |(next, _)| *next);
                (character != '.' || !is_abbreviated(&text[start..at])) && opens_a_sentence(&text[next..])
            }
            _ => false,
        };
        if ends {
            let end = characters.peek().map_or(text.len(), |(next, _)| *next);
            push_trimmed(&mut found, text, start..end);
            start = end;
        }
    }
    push_trimmed(&mut found, text, start..text.len());
    found
}

fn push_trimmed(found: &mut Vec<Range<usize>>, text: &str, range: Range<usize>) {
    let sentence = &text[range.clone()];
    let start = range.start + (sentence.len() - sentence.trim_start().len());
    let end = start + sentence.trim().len();
    if start < end {
        found.push(start..end);
    }
}

/// A sentence follows after white space, unless what follows begins in lower case.
fn opens_a_sentence(rest: &str) -> bool {
    if rest.is_empty() {
        return true;
    }
    rest.starts_with(char::is_whitespace) && !rest.trim_start().starts_with(char::is_lowercase)
}

fn is_abbreviated(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or(before);
    let initial = word.chars().count() == 1 && word.starts_with(char::is_uppercase);
    let initials = word.contains('.') && word.split('.').all(|part| part.chars().count() <= 1);
    initial || initials || ABBREVIATIONS.contains(&word)
}

const ABBREVIATIONS: &[&str] = &[
    "Mr", "Mrs", "Ms", "Dr", "Prof", "St", "Sr", "Jr", "Lt", "Col", "Gen", "Capt", "Sgt", "Rev", "Hon", "Gov", "Sen", "Rep", "Mt", "Ft",
    "No", "vs", "etc", "approx", "ca", "c", "b", "d", "e.g", "i.e", "Inc", "Co", "Corp", "Ltd", "Bros", "feat", "vol", "Vol", "pp", "ed",
    "Jan", "Feb", "Mar", "Apr", "Aug", "Sept", "Oct", "Nov", "Dec",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        for (text, expected) in [
            ("One. Two! Three?", vec!["One.", "Two!", "Three?"]),
            ("Dr. Ada Lovelace wrote it. She was born in 1815.", vec!["Dr. Ada Lovelace wrote it.", "She was born in 1815."]),
            ("It covers 3.5 km. J. R. R. Tolkien wrote it.", vec!["It covers 3.5 km.", "J. R. R. Tolkien wrote it."]),
            ("He said \"stop.\" Then he left.", vec!["He said \"stop.\"", "Then he left."]),
            ("# Paris\nParis is a city.\n\nIt is large", vec!["# Paris", "Paris is a city.", "It is large"]),
            ("Opened in the U.S. in 1930. Closed later.", vec!["Opened in the U.S. in 1930.", "Closed later."]),
            ("   ", vec![]),
        ] {
            assert_eq!(split(text), expected);
        }
    }

    proptest! {
        #[test]
        fn sentences_are_ordered_and_lose_only_white_space(text in "[a-zA-Z0-9 .!?\\n\"é#()]{0,200}") {
            let ranges = sentences(&text);
            prop_assert!(ranges.windows(2).all(|pair| pair[0].end <= pair[1].start));
            let kept: String = ranges.iter().flat_map(|r| text[r.clone()].split_whitespace()).collect();
            let all: String = text.split_whitespace().collect();
            prop_assert_eq!(kept, all);
        }
    }
}
