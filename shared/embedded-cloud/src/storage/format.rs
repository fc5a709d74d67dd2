//! The format of a data folder: a number in the file `format`, written when the folder is created.
//!
//! No version has been released whose folders would have to be carried over, so every other number is refused.

use std::io::{self, ErrorKind};
use std::path::Path;

use super::OpenError;
use super::kept::replace;

/// Raise it with every change after which an earlier version would misread a folder.
pub(super) const CURRENT: u32 = 5;

/// Refuses a folder of another format; a new one gets this one's number.
pub(super) fn check(folder: &Path, has_database: bool) -> Result<(), OpenError> {
    let path = folder.join("format");
    let found = match std::fs::read_to_string(&path) {
        Ok(text) => text.trim().parse::<u32>().map_err(|error| io::Error::new(ErrorKind::InvalidData, error)),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return if has_database { Err(OpenError::Older { path: folder.to_owned() }) } else { begin(folder, &path) };
        }
        Err(error) => Err(error),
    };
    match found {
        Ok(CURRENT) => Ok(()),
        Ok(found) if found > CURRENT => Err(OpenError::Newer { path: folder.to_owned(), found }),
        Ok(_) => Err(OpenError::Older { path: folder.to_owned() }),
        Err(source) => Err(OpenError::Format { path, source }),
    }
}

fn begin(folder: &Path, path: &Path) -> Result<(), OpenError> {
    replace(path, format!("{CURRENT}\n").as_bytes()).map_err(|source| OpenError::NotWritable { path: folder.to_owned(), source })
}
