//! Documents to answer from: the library that ships with the program, a folder, or a JSON Lines file.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};

static LIBRARY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/library");

/// What one call of the ingest endpoint takes.
const CALL_DOCUMENTS: usize = 500;
const CALL_BYTES: usize = 3 * 1024 * 1024;
/// What a file may hold; a JSON Lines file many documents.
const MOST_BYTES: u64 = 256 * 1024 * 1024;
/// What the ingest endpoint takes as an id, and as a title, in characters.
const LONGEST_ID: usize = 200;
const LONGEST_TITLE: usize = 500;

/// A document as the ingest endpoint takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct NewDocument {
    pub id: String,
    pub title: String,
    pub text: String,
}

/// Why there is nothing to answer from.
#[derive(Debug, thiserror::Error)]
pub enum KnowledgeError {
    #[error("{path}: there is no such file or folder")]
    Missing { path: PathBuf },
    #[error("{path}: cannot be read: {source}")]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{path}: holds no document with text in it (folders: .md and .txt files)")]
    Empty { path: PathBuf },
    #[error("{path}: is not UTF-8 text; leave it out of the folder or convert it")]
    NotText { path: PathBuf },
    #[error("{path}: must be a folder, or a file that ends in .jsonl, .md or .txt")]
    UnknownKind { path: PathBuf },
    #[error("{path}, line {line}: {reason}")]
    BadLine { path: PathBuf, line: usize, reason: String },
    #[error("{path}: is too large: a document may have 3 MiB, a .jsonl file 256 MiB")]
    TooLarge { path: PathBuf },
}

pub(crate) fn library() -> Vec<NewDocument> {
    let mut documents: Vec<NewDocument> = LIBRARY.files().filter_map(|file| document(file.path(), file.contents_utf8()?)).collect();
    documents.sort_by(|one, two| one.id.cmp(&two.id));
    documents
}

pub(crate) fn read(path: &Path) -> Result<Vec<NewDocument>, KnowledgeError> {
    let unreadable = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => KnowledgeError::Missing { path: path.to_owned() },
        _ => KnowledgeError::Unreadable { path: path.to_owned(), source },
    };
    let documents = match fs::metadata(path).map_err(unreadable)? {
        found if found.is_dir() => read_folder(path, path)?,
        found if !found.is_file() => return Err(KnowledgeError::UnknownKind { path: path.to_owned() }),
        _ if has_ending(path, &["jsonl"]) => read_lines(path)?,
        _ if has_ending(path, &["md", "txt"]) => read_file(path, path)?.into_iter().collect(),
        _ => return Err(KnowledgeError::UnknownKind { path: path.to_owned() }),
    };
    let documents = with_distinct_ids(documents);
    match documents.iter().find(|document| document.text.len() > CALL_BYTES) {
        Some(large) => Err(KnowledgeError::TooLarge { path: path.join(&large.id) }),
        None if documents.is_empty() => Err(KnowledgeError::Empty { path: path.to_owned() }),
        None => Ok(documents),
    }
}

/// A path that is too long for an id, or that reads like another once its odd bytes are replaced, gives way to a number.
fn with_distinct_ids(mut documents: Vec<NewDocument>) -> Vec<NewDocument> {
    let mut taken = BTreeSet::new();
    for (n, document) in documents.iter_mut().enumerate() {
        let usable = document.id.chars().count() <= LONGEST_ID && !document.id.contains(char::is_control);
        if !usable || !taken.insert(document.id.clone()) {
            document.id = format!("document-{:06}", n + 1);
        }
    }
    documents
}

/// Groups of documents, each small enough for one call.
pub(crate) fn calls(documents: Vec<NewDocument>) -> Vec<Vec<NewDocument>> {
    let mut calls: Vec<Vec<NewDocument>> = Vec::new();
    let mut bytes = 0;
    for document in documents {
        let size = document.text.len() + document.title.len() + document.id.len();
        match calls.last_mut() {
            Some(call) if call.len() < CALL_DOCUMENTS && bytes + size <= CALL_BYTES => {
                call.push(document);
                bytes += size;
            }
            _ => {
                calls.push(vec![document]);
                bytes = size;
            }
        }
    }
    calls
}

/// In the order of names, so that the same folder gives the same documents.
fn read_folder(root: &Path, folder: &Path) -> Result<Vec<NewDocument>, KnowledgeError> {
    let unreadable = |source| KnowledgeError::Unreadable { path: folder.to_owned(), source };
    let entries = fs::read_dir(folder).map_err(unreadable)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = entries.collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    paths.sort();
    let mut documents = Vec::new();
    for path in paths {
        if path.is_dir() {
            // A link may lead back up: what it points to is not followed.
            if !path.is_symlink() {
                documents.extend(read_folder(root, &path)?);
            }
        } else if path.is_file() && has_ending(&path, &["md", "txt"]) {
            documents.extend(read_file(root, &path)?);
        }
    }
    Ok(documents)
}

fn read_file(root: &Path, path: &Path) -> Result<Option<NewDocument>, KnowledgeError> {
    let text = read_text(path)?;
    Ok(document(path.strip_prefix(root).ok().filter(|path| path.file_name().is_some()).unwrap_or(path), &text))
}

fn read_text(path: &Path) -> Result<String, KnowledgeError> {
    let unreadable = |source| KnowledgeError::Unreadable { path: path.to_owned(), source };
    if fs::metadata(path).map_err(unreadable)?.len() > MOST_BYTES {
        return Err(KnowledgeError::TooLarge { path: path.to_owned() });
    }
    match String::from_utf8(fs::read(path).map_err(unreadable)?) {
        Ok(text) if !text.contains('\0') => Ok(text.strip_prefix('\u{feff}').map_or_else(|| text.clone(), str::to_owned)),
        _ => Err(KnowledgeError::NotText { path: path.to_owned() }),
    }
}

/// The first heading is the title, otherwise the file's name is. A file without text is no document.
fn document(path: &Path, text: &str) -> Option<NewDocument> {
    if !text.contains(char::is_alphanumeric) {
        return None;
    }
    let readable = |title: &&str| title.contains(char::is_alphanumeric);
    let heading = text.lines().find_map(|line| line.strip_prefix("# ")).map(str::trim).filter(readable);
    let name = path.file_stem().and_then(|stem| stem.to_str()).filter(readable);
    let title = heading.or(name).unwrap_or("Untitled").chars().take(LONGEST_TITLE).collect();
    Some(NewDocument { id: path.to_string_lossy().into_owned(), title, text: text.to_owned() })
}

fn read_lines(path: &Path) -> Result<Vec<NewDocument>, KnowledgeError> {
    #[derive(Deserialize)]
    struct Line {
        title: String,
        text: String,
    }
    let text = read_text(path)?;
    let mut documents = Vec::new();
    for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let bad = |reason: String| KnowledgeError::BadLine { path: path.to_owned(), line: n + 1, reason };
        let Line { title, text } = serde_json::from_str(line).map_err(|error| bad(without_position(&error.to_string())))?;
        if !title.contains(char::is_alphanumeric) || !text.contains(char::is_alphanumeric) {
            return Err(bad("`title` and `text` must hold something to read".to_owned()));
        }
        documents.push(NewDocument { id: format!("line-{:06}", n + 1), title, text });
    }
    Ok(documents)
}

/// The line is named already.
fn without_position(message: &str) -> String {
    message.split(" at line ").next().unwrap_or(message).to_owned()
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|ending| endings.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_has_titles_and_texts() {
        let library = library();
        assert!(library.len() >= 60);
        assert!(library.iter().all(|document| document.text.starts_with(&format!("# {}", document.title))));
    }

    #[test]
    fn a_folder_is_read_in_the_order_of_names() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("sub")).unwrap();
        for (name, text) in
            [("b.txt", "Bees fly."), ("a.md", "# Ants\nAnts walk."), ("sub/c.md", "Cats sleep."), ("picture.png", "\0"), ("empty.md", " ")]
        {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let titles: Vec<String> = read(folder.path()).unwrap().into_iter().map(|document| document.title).collect();
        assert_eq!(titles, ["Ants", "b", "c"]);
    }

    #[test]
    fn odd_names_and_headings_give_way() {
        let folder = tempfile::tempdir().unwrap();
        let long = "x".repeat(150);
        fs::create_dir(folder.path().join(&long)).unwrap();
        for (name, text) in [
            ("bom.md", "\u{feff}# Byte order\nIt has a mark.".to_owned()),
            ("heading.md", format!("# {}\nIt is long.", "y".repeat(600))),
            ("marks.md", "# ???\nIt has a name.".to_owned()),
            ("---.md", "It has none.".to_owned()),
            (&format!("{long}/{long}.md"), "It is deep.".to_owned()),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
        let documents = read(folder.path()).unwrap();
        let titles: Vec<&str> = documents.iter().map(|document| document.title.as_str()).collect();
        assert_eq!(titles, ["Untitled", "Byte order", &"y".repeat(500), "marks", &long]);
        assert!(documents.iter().all(|document| document.id.chars().count() <= LONGEST_ID));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(read(folder.path()), Err(KnowledgeError::Empty { .. })));
        assert!(matches!(read(&folder.path().join("absent")), Err(KnowledgeError::Missing { .. })));
        fs::write(folder.path().join("binary.md"), [0xff, 0x00, 0x12]).unwrap();
        assert!(matches!(read(folder.path()), Err(KnowledgeError::NotText { path }) if path.ends_with("binary.md")));
        fs::write(folder.path().join("lines.jsonl"), "{\"title\":\"A\",\"text\":\"b\"}\n\n{\"title\":1}\n").unwrap();
        assert!(matches!(read(&folder.path().join("lines.jsonl")), Err(KnowledgeError::BadLine { line: 3, .. })));
    }

    #[test]
    fn calls_stay_under_their_limits() {
        let document = |n: usize| NewDocument { id: n.to_string(), title: "t".into(), text: "x".repeat(10_000) };
        let calls = calls((0..1_200).map(document).collect());
        assert!(calls.iter().all(|call| call.len() <= CALL_DOCUMENTS && call.iter().map(|d| d.text.len()).sum::<usize>() <= CALL_BYTES));
        assert_eq!(calls.iter().map(Vec::len).sum::<usize>(), 1_200);
    }
}
