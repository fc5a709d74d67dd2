use std::{
    fs, io,
    path::{Path, PathBuf},
};

use genesis_evaluation::{BadRow, QuestionSet};

/// Why there are no questions to ask.
#[derive(Debug, thiserror::Error)]
pub(crate) enum QuestionsError {
    #[error("{}: there is no such file or folder", path.display())]
    Missing { path: PathBuf },
    #[error("{}: cannot be read: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{}: no file in it ends in .jsonl", path.display())]
    NoFiles { path: PathBuf },
    #[error("{}: holds no question with paragraphs to answer it from", path.display())]
    NothingToAsk { path: PathBuf },
    #[error("{}, {fault}", path.display())]
    BadRow { path: PathBuf, fault: BadRow },
}

/// A file, or every .jsonl file of a folder in the order of names.
pub(crate) fn read(path: &Path) -> Result<Vec<QuestionSet>, QuestionsError> {
    let unreadable = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => QuestionsError::Missing { path: path.to_owned() },
        _ => QuestionsError::Unreadable { path: path.to_owned(), source },
    };
    let paths = match fs::metadata(path).map_err(unreadable)?.is_dir() {
        true => listed(path).map_err(unreadable)?,
        false => vec![path.to_owned()],
    };
    if paths.is_empty() {
        return Err(QuestionsError::NoFiles { path: path.to_owned() });
    }
    let sets = paths.iter().map(|path| read_file(path)).collect::<Result<Vec<_>, _>>()?;
    match sets.iter().any(|set| !set.rows.is_empty()) {
        true => Ok(sets),
        false => Err(QuestionsError::NothingToAsk { path: path.to_owned() }),
    }
}

fn listed(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "jsonl") && path.is_file());
    paths.sort();
    Ok(paths)
}

fn read_file(path: &Path) -> Result<QuestionSet, QuestionsError> {
    let text = fs::read_to_string(path).map_err(|source| QuestionsError::Unreadable { path: path.to_owned(), source })?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    QuestionSet::parse(&name, &text).map_err(|fault| QuestionsError::BadRow { path: path.to_owned(), fault })
}
