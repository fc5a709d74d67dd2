//! Buckets as folders and objects as files: the key `acme/runs/1` of a bucket is the file `BUCKET/acme/runs/1`.
//!
//! Traps: no part of a key is longer than a file's name may be, and no key is a folder of another's. Nothing is kept of an object but its content
//! and when it was written.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use bytes::Bytes;

/// How the names of files begin that are being written. No bucket's name begins so.
const DRAFT: &str = ".draft-";

#[derive(Clone)]
pub(super) struct Objects {
    folder: Arc<Path>,
    drafts: Arc<AtomicU64>,
}

pub(super) struct Object {
    pub content: Bytes,
    pub written: SystemTime,
}

impl Objects {
    /// Opens the folder and clears away what was not written to its end.
    pub fn open(folder: &Path) -> io::Result<Self> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_name().to_str().is_some_and(|name| name.starts_with(DRAFT)) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(Self { folder: folder.into(), drafts: Arc::default() })
    }

    pub fn create_bucket(&self, bucket: &str) -> io::Result<()> {
        fs::create_dir_all(self.folder.join(bucket))
    }

    pub fn has_bucket(&self, bucket: &str) -> bool {
        self.folder.join(bucket).is_dir()
    }

    /// Whoever reads meanwhile, and whoever comes after a crash, finds the old content or the new.
    pub fn put(&self, bucket: &str, key: &str, content: &[u8]) -> io::Result<()> {
        let path = self.path(bucket, key)?;
        let draft = self.folder.join(format!("{DRAFT}{}", self.drafts.fetch_add(1, Ordering::Relaxed)));
        let written = fs::write(&draft, content).and_then(|()| put_in_place(&draft, &path));
        if written.is_err() {
            // Where it was not even begun, there is nothing to clear away.
            drop(fs::remove_file(&draft));
        }
        written
    }

    pub fn get(&self, bucket: &str, key: &str) -> io::Result<Option<Object>> {
        let path = self.path(bucket, key)?;
        let read = || Ok(Object { content: fs::read(&path)?.into(), written: fs::metadata(&path)?.modified()? });
        found(read())
    }

    pub fn delete(&self, bucket: &str, key: &str) -> io::Result<()> {
        found(fs::remove_file(self.path(bucket, key)?)).map(drop)
    }

    /// The objects whose keys begin so, in the order of their keys.
    pub fn list(&self, bucket: &str, prefix: &str) -> io::Result<BTreeMap<String, Metadata>> {
        let mut listed = BTreeMap::new();
        list(&self.folder.join(bucket), "", prefix, &mut listed)?;
        Ok(listed)
    }

    fn path(&self, bucket: &str, key: &str) -> io::Result<PathBuf> {
        if key.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return Err(io::Error::new(ErrorKind::InvalidInput, "a part of the key is empty or a dot segment"));
        }
        Ok(self.folder.join(bucket).join(key))
    }
}

fn put_in_place(draft: &Path, path: &Path) -> io::Result<()> {
    match (fs::rename(draft, path), path.parent()) {
        (Err(error), Some(folder)) if error.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            fs::rename(draft, path)
        }
        (renamed, _) => renamed,
    }
}

/// Nothing where there is no such file.
fn found<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::IsADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Adds the files under a folder whose keys begin with `within`, leaving out folders that cannot hold any.
fn list(folder: &Path, within: &str, prefix: &str, listed: &mut BTreeMap<String, Metadata>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Some(key) = entry.file_name().to_str().map(|name| format!("{within}{name}")) else { continue };
        if entry.file_type()?.is_dir() {
            let folder_key = format!("{key}/");
            if folder_key.starts_with(prefix) || prefix.starts_with(&folder_key) {
                list(&entry.path(), &folder_key, prefix, listed)?;
            }
        } else if key.starts_with(prefix) {
            listed.insert(key, entry.metadata()?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_written_to_its_end_is_cleared_away() {
        let folder = tempfile::tempdir().unwrap();
        let draft = folder.path().join(format!("{DRAFT}7"));
        fs::write(&draft, "half an obj").unwrap();
        let objects = Objects::open(folder.path()).unwrap();
        objects.create_bucket("artifacts").unwrap();
        objects.put("artifacts", "acme/plan", b"whole").unwrap();
        assert!(!draft.exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing but the bucket");
    }

    #[test]
    fn a_put_that_fails_leaves_what_was_there_and_no_draft() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::open(folder.path()).unwrap();
        objects.create_bucket("artifacts").unwrap();
        objects.put("artifacts", "acme/plan", b"first").unwrap();
        for key in ["acme", "acme/plan/deeper", "acme//plan", "acme/../plan", "/acme/plan", "acme/"] {
            assert!(objects.put("artifacts", key, b"second").is_err(), "{key}");
        }
        assert_eq!(objects.get("artifacts", "acme/plan").unwrap().unwrap().content, "first");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing but the bucket");
    }
}
