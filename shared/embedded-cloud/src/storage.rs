//! Where an embedded cloud keeps what survives it, and the lock that keeps a folder to one process.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// Where the tables, objects and secrets live.
#[derive(Debug, Clone)]
pub enum Storage {
    /// Memory and a temporary folder that disappears with the cloud.
    Ephemeral,
    /// `dynamodb.sqlite`, `s3/` and `secrets.json` in this folder, which is created when missing.
    Folder(PathBuf),
}

/// Why a storage cannot be opened. Nothing was changed in the folder beyond creating it and its lock file.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the data folder {} cannot be created", .path.display())]
    NotCreatable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("the data folder {} is not writable", .path.display())]
    NotWritable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("the data folder {} is in use by another process", .path.display())]
    Locked { path: PathBuf },
    #[error("the path {} is not valid Unicode", .path.display())]
    NotUnicode { path: PathBuf },
    #[error("the database {} is corrupt or unreadable", .path.display())]
    Database {
        path: PathBuf,
        #[source]
        source: Box<dynoxide::DynoxideError>,
    },
    #[error("the object store {} cannot be opened: {reason}", .path.display())]
    Objects { path: PathBuf, reason: String },
    #[error("the secrets file {} is corrupt or unreadable", .path.display())]
    Secrets {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("the workflow engine did not start")]
    Workflows(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// An opened folder: held as long as any engine works in it.
#[derive(Debug)]
pub(crate) enum Ground {
    Temporary(TempDir),
    Locked { folder: PathBuf, _lock: File },
}

impl Ground {
    pub fn open(storage: Storage) -> Result<Self, OpenError> {
        match storage {
            Storage::Ephemeral => Self::temporary(),
            Storage::Folder(folder) => Self::lock(folder),
        }
    }

    /// Whether it outlives the cloud.
    pub fn is_kept(&self) -> bool {
        matches!(self, Self::Locked { .. })
    }

    /// The database file, or `None` where tables live in memory.
    pub fn database(&self) -> Option<PathBuf> {
        self.kept("dynamodb.sqlite")
    }

    /// The secrets file, or `None` where secrets live in memory.
    pub fn secrets(&self) -> Option<PathBuf> {
        self.kept("secrets.json")
    }

    /// The folder of buckets, which exists.
    pub fn buckets(&self) -> Result<PathBuf, OpenError> {
        let path = self.folder().join("s3");
        match std::fs::create_dir_all(&path) {
            Ok(()) => Ok(path),
            Err(source) => Err(OpenError::NotWritable { path, source }),
        }
    }

    fn temporary() -> Result<Self, OpenError> {
        TempDir::with_prefix("genesis-")
            .map(Self::Temporary)
            .map_err(|source| OpenError::NotCreatable { path: PathBuf::from("a temporary folder"), source })
    }

    fn lock(folder: PathBuf) -> Result<Self, OpenError> {
        if let Err(source) = std::fs::create_dir_all(&folder) {
            return Err(OpenError::NotCreatable { path: folder, source });
        }
        let file = match OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(".lock")) {
            Ok(file) => file,
            Err(source) => return Err(OpenError::NotWritable { path: folder, source }),
        };
        match file.try_lock() {
            Ok(()) => Ok(Self::Locked { folder, _lock: file }),
            Err(TryLockError::WouldBlock) => Err(OpenError::Locked { path: folder }),
            Err(TryLockError::Error(source)) => Err(OpenError::NotWritable { path: folder, source }),
        }
    }

    fn folder(&self) -> &Path {
        match self {
            Self::Temporary(folder) => folder.path(),
            Self::Locked { folder, .. } => folder,
        }
    }

    fn kept(&self, file: &str) -> Option<PathBuf> {
        match self {
            Self::Temporary(_) => None,
            Self::Locked { folder, .. } => Some(folder.join(file)),
        }
    }
}
