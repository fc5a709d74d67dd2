//! Runs that are over, read from the files they left. No lock is needed: a server may be running on the same folder.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use genesis_core::RunId;
use genesis_orchestration::{ARTIFACTS, Recording, UnreadableRecording};

use crate::cli::RecordedArgs;

/// A run with the folder its files are in.
pub(crate) struct Recorded {
    pub recording: Recording,
    pub folder: PathBuf,
}

/// Why there is no run to show.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RecordedError {
    #[error("{text:?} is neither the id of a run nor a folder")]
    NotARun { text: String },
    #[error("no artifacts of the run {run} in {}; a run leaves them when it is over", data_dir.display())]
    NoSuchRun { run: RunId, data_dir: PathBuf },
    #[error("cannot read {}: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{}: {source}", folder.display())]
    Unreadable { folder: PathBuf, source: UnreadableRecording },
    #[error("the run was made with the model {model}, which is not here")]
    OtherModel { model: String },
}

impl Recorded {
    pub fn find(args: &RecordedArgs) -> Result<Self, RecordedError> {
        let folder = match args.run.parse::<RunId>() {
            Ok(run) => folder_of(run, &args.data_dir)?,
            Err(_) if Path::new(&args.run).is_dir() => PathBuf::from(&args.run),
            Err(_) => return Err(RecordedError::NotARun { text: args.run.clone() }),
        };
        let files = read(&folder)?;
        let recording = Recording::read(|name| files.get(name).map(String::as_str));
        match recording {
            Ok(recording) => Ok(Self { recording, folder }),
            Err(source) => Err(RecordedError::Unreadable { folder, source }),
        }
    }
}

/// Where `ask` leaves a run, or the bucket where `serve` keeps those of each tenant.
fn folder_of(run: RunId, data_dir: &Path) -> Result<PathBuf, RecordedError> {
    let bucket = data_dir.join("s3").join("artifacts");
    let tenants = match fs::read_dir(&bucket) {
        Ok(entries) => entries.flatten().map(|entry| entry.path()).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(source) => return Err(RecordedError::Read { path: bucket, source }),
    };
    let places = [data_dir.to_owned()].into_iter().chain(tenants);
    let found = places.map(|place| place.join("runs").join(run.to_string())).find(|folder| folder.is_dir());
    found.ok_or_else(|| RecordedError::NoSuchRun { run, data_dir: data_dir.to_owned() })
}

/// The artifacts that are there, by name.
fn read(folder: &Path) -> Result<BTreeMap<&'static str, String>, RecordedError> {
    let mut files = BTreeMap::new();
    for name in ARTIFACTS {
        let path = folder.join(name);
        match fs::read_to_string(&path) {
            Ok(content) => drop(files.insert(name, content)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(RecordedError::Read { path, source }),
        }
    }
    Ok(files)
}
