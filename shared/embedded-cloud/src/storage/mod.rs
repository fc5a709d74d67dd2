//! Where an embedded cloud keeps what survives it, and the lock that keeps a folder to one process.

mod format;
mod kept;

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

pub(crate) use kept::Kept;

const DATABASE: &str = "dynamodb.sqlite";
const BUCKETS: &str = "s3";

/// Where the tables, objects and secrets live.
#[derive(Debug, Clone)]
pub enum Storage {
    /// Memory and a temporary folder that disappears with the cloud.
    Ephemeral,
    /// `dynamodb.sqlite`, `s3/`, `secrets.json` and `kms.json` in this folder, which is created when missing, with its `format`.
    Folder(PathBuf),
}

/// Why a storage cannot be opened. Nothing that was in the folder has changed.
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
    #[error(
        "the data folder {} has format {found}, which is newer than the {} this version reads: start the version that made it, or name another folder",
        .path.display(),
        format::CURRENT
    )]
    Newer { path: PathBuf, found: u32 },
    #[error(
        "the data folder {} has a format older than the {} this version reads, and there is no way to carry it over: move it away to start anew, or name another folder",
        .path.display(),
        format::CURRENT
    )]
    Older { path: PathBuf },
    #[error("the file {} is corrupt or unreadable: it says which format the data folder has, {} in this version", .path.display(), format::CURRENT)]
    Format {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("{} is missing or empty although the data folder was in use: restore it, or move the folder away to start anew", .path.display())]
    Lost { path: PathBuf },
    #[error("the database {} is not writable", .path.display())]
    DatabaseNotWritable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("the database {} is corrupt or unreadable", .path.display())]
    Database {
        path: PathBuf,
        #[source]
        source: Box<dynoxide::DynoxideError>,
    },
    #[error("the object store {} cannot be opened: {reason}", .path.display())]
    Objects { path: PathBuf, reason: String },
    #[error("the file {} is corrupt, unreadable or cannot be written", .path.display())]
    Kept {
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
    ///
    /// The engine takes a missing or empty file for a new database and one it may not write for one to be read: both would look like lost data.
    pub fn database(&self) -> Result<Option<PathBuf>, OpenError> {
        let Some(path) = self.kept(DATABASE) else { return Ok(None) };
        match OpenOptions::new().read(true).write(true).open(&path).and_then(|file| file.metadata()) {
            Ok(database) if database.len() > 0 => Ok(Some(path)),
            Err(source) if source.kind() != io::ErrorKind::NotFound => Err(OpenError::DatabaseNotWritable { path, source }),
            Ok(_) | Err(_) if self.was_in_use() => Err(OpenError::Lost { path }),
            Ok(_) | Err(_) => Ok(Some(path)),
        }
    }

    /// The secrets file, or `None` where secrets live in memory.
    pub fn secrets(&self) -> Result<Option<PathBuf>, OpenError> {
        self.not_lost("secrets.json")
    }

    /// The file of encryption keys, or `None` where they live in memory.
    pub fn keys(&self) -> Result<Option<PathBuf>, OpenError> {
        self.not_lost("kms.json")
    }

    /// The folder of buckets, which exists. It comes last: where it is, everything else has been.
    pub fn buckets(&self) -> Result<PathBuf, OpenError> {
        let path = self.folder().join(BUCKETS);
        if let Err(source) = std::fs::create_dir_all(&path) {
            return Err(OpenError::NotWritable { path, source });
        }
        match std::fs::read_dir(&path) {
            Ok(_) => Ok(path),
            Err(source) => Err(OpenError::Objects { reason: source.to_string(), path }),
        }
    }

    fn temporary() -> Result<Self, OpenError> {
        TempDir::with_prefix("genesis-")
            .map(Self::Temporary)
            .map_err(|source| OpenError::NotCreatable { path: PathBuf::from("a temporary folder"), source })
    }

    fn lock(folder: PathBuf) -> Result<Self, OpenError> {
        if let Err(source) = create_private(&folder) {
            return Err(OpenError::NotCreatable { path: folder, source });
        }
        let file = match OpenOptions::new().create(true).truncate(false).write(true).open(folder.join(".lock")) {
            Ok(file) => file,
            Err(source) => return Err(OpenError::NotWritable { path: folder, source }),
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OpenError::Locked { path: folder }),
            Err(TryLockError::Error(source)) => return Err(OpenError::NotWritable { path: folder, source }),
        }
        format::check(&folder, folder.join(DATABASE).exists())?;
        Ok(Self::Locked { folder, _lock: file })
    }

    fn was_in_use(&self) -> bool {
        self.folder().join(BUCKETS).exists()
    }

    /// A new file instead of the lost one would make every API key invalid, or leave what is encrypted unreadable.
    fn not_lost(&self, file: &str) -> Result<Option<PathBuf>, OpenError> {
        match self.kept(file) {
            Some(path) if self.was_in_use() && !path.exists() => Err(OpenError::Lost { path }),
            path => Ok(path),
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

/// What lies in a folder that is made here is for its owner alone. One that is there already has the rights that somebody gave it.
fn create_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}
