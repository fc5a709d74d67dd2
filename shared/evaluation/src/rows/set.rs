use std::collections::BTreeMap;

use super::{
    Row,
    line::{BadField, parse},
};

/// The questions of one file, in its order.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionSet {
    /// The file's name without the ending, like `musique`.
    pub name: String,
    pub rows: Vec<Row>,
    /// How many more it has that come with no paragraphs to answer them from.
    pub without_paragraphs: usize,
}

/// A line that is no row, counted from 1.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct BadRow {
    pub line: usize,
    pub fault: BadField,
}

impl QuestionSet {
    /// Reads JSON Lines; empty lines are none.
    pub fn parse(name: &str, text: &str) -> Result<Self, BadRow> {
        let mut set = Self { name: name.to_owned(), rows: Vec::new(), without_paragraphs: 0 };
        let mut lines: BTreeMap<String, usize> = BTreeMap::new();
        for (written, line) in text.lines().zip(1..).filter(|(written, _)| !written.trim().is_empty()) {
            match parse(written).map_err(|fault| BadRow { line, fault })? {
                None => set.without_paragraphs += 1,
                Some(row) => {
                    if let Some(earlier) = lines.insert(row.id.clone(), line) {
                        return Err(BadRow { line, fault: BadField::new("id", format!("{:?} is the id of line {earlier} too", row.id)) });
                    }
                    set.rows.push(row);
                }
            }
        }
        Ok(set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: &str = r#"{"id": "a", "question": "Q?", "answer": "A", "paragraphs": [{"title": "T", "text": "A."}]}"#;

    #[test]
    fn questions_without_paragraphs_are_counted_and_left_out() {
        let set = QuestionSet::parse("some", &format!("{}\n\n{ROW}\n", r#"{"id": "b", "question": "Q?"}"#)).unwrap();
        assert_eq!((set.rows.len(), set.without_paragraphs), (1, 1));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, expected) in [
            (format!("{ROW}\n\n{ROW}\n"), "line 3: id: \"a\" is the id of line 1 too"),
            (format!("{ROW}\n{{}}\n"), "line 2: the line: missing field `id`"),
            ("\u{0}".to_owned(), "line 1: the line: no JSON from column 1 on: expected value"),
        ] {
            assert_eq!(QuestionSet::parse("some", &text).unwrap_err().to_string(), expected);
        }
    }
}
