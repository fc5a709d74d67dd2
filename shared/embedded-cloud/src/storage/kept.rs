//! Small files beside the database that only their owner reads.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A value and the JSON file that holds it, or no file where nothing outlives the process.
pub(crate) struct Kept<T> {
    file: Option<PathBuf>,
    pub value: T,
}

impl<T: Default + Serialize + DeserializeOwned> Kept<T> {
    /// Reads the file, and writes it with the value's default where it is missing.
    pub fn open(file: Option<PathBuf>) -> io::Result<Self> {
        let mut kept = Self { file, value: T::default() };
        match kept.file.as_deref().map(std::fs::read) {
            Some(Ok(bytes)) => kept.value = serde_json::from_slice(&bytes).map_err(|error| unreadable(&error))?,
            Some(Err(error)) if error.kind() == io::ErrorKind::NotFound => kept.store()?,
            Some(Err(error)) => return Err(error),
            None => {}
        }
        Ok(kept)
    }

    /// Writes another value and then takes it: what cannot be written has not happened.
    pub fn set(&mut self, value: T) -> io::Result<()> {
        let earlier = std::mem::replace(&mut self.value, value);
        self.store().inspect_err(|_| self.value = earlier)
    }

    /// Brings the file in line with the value.
    pub fn store(&self) -> io::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        replace(file, &serde_json::to_vec_pretty(&self.value)?)
    }
}

/// Where the file cannot be read. What stands there may be secret and is not repeated, as the parser's own words would.
fn unreadable(error: &serde_json::Error) -> io::Error {
    let place = format!("not as it was written, at line {} column {}", error.line(), error.column());
    io::Error::new(io::ErrorKind::InvalidData, place)
}

/// Replaces the file in one step: a crash or a full disk leaves the old or the new one.
pub(super) fn replace(file: &Path, content: &[u8]) -> io::Result<()> {
    let mut draft = file.as_os_str().to_owned();
    draft.push(".new");
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut writer = options.open(&draft)?;
    writer.write_all(content)?;
    writer.sync_all()?;
    std::fs::rename(&draft, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_placed_and_not_repeated() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("kept.json");
        std::fs::write(&file, r#"{"pepper":"hot"}"#).unwrap();
        let refused = Kept::<std::collections::BTreeMap<String, u32>>::open(Some(file)).err().unwrap();
        assert_eq!(
            (refused.kind(), refused.to_string().as_str()),
            (io::ErrorKind::InvalidData, "not as it was written, at line 1 column 15")
        );
    }

    #[test]
    fn a_replaced_file_is_whole_and_leaves_no_draft() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("kept.json");
        replace(&file, b"first, and longer").unwrap();
        replace(&file, b"second").unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"second");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
