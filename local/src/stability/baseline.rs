use std::{
    fs, io,
    path::{Path, PathBuf},
};

use genesis_stability::{Baseline, Comparison, Observation, Report};
use serde::{Deserialize, Serialize};

use super::StabilityArgs;

/// Why there is no baseline to hold anything against.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BaselineError {
    #[error("cannot read {}: {source}", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{} holds no baseline: {source}", path.display())]
    Unreadable { path: PathBuf, source: serde_json::Error },
    #[error("{} is the baseline of another question: {question}", path.display())]
    OtherQuestion { path: PathBuf, question: String },
    #[error("cannot write {}: {source}", path.display())]
    Write { path: PathBuf, source: io::Error },
}

impl BaselineError {
    pub fn is_usage(&self) -> bool {
        match self {
            BaselineError::Read { .. } | BaselineError::Unreadable { .. } | BaselineError::OtherQuestion { .. } => true,
            BaselineError::Write { .. } => false,
        }
    }
}

/// The baseline that was asked for.
pub(super) enum Held {
    None,
    /// There is no such file yet.
    New(PathBuf),
    Found(PathBuf, Box<Baseline>),
}

/// What became of it.
pub(super) enum Against {
    Nothing,
    Kept(PathBuf),
    Compared(PathBuf, Comparison),
}

/// A baseline as its file holds it.
#[derive(Serialize, Deserialize)]
struct Stored {
    question: String,
    seed: u64,
    runs: u32,
    baseline: Baseline,
}

impl Held {
    pub fn find(args: &StabilityArgs) -> Result<Self, BaselineError> {
        let Some(path) = &args.baseline else { return Ok(Self::None) };
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::New(path.clone())),
            Err(source) => return Err(BaselineError::Read { path: path.clone(), source }),
        };
        let stored: Stored = serde_json::from_str(&text).map_err(|source| BaselineError::Unreadable { path: path.clone(), source })?;
        if stored.question != args.question() {
            return Err(BaselineError::OtherQuestion { path: path.clone(), question: stored.question });
        }
        Ok(Self::Found(path.clone(), Box::new(stored.baseline)))
    }

    /// Holds the runs against the baseline, or makes them one.
    pub fn against(self, args: &StabilityArgs, first: &Observation, report: &Report) -> Result<Against, BaselineError> {
        let now = Baseline::of(first, report);
        match self {
            Self::None => Ok(Against::Nothing),
            Self::Found(path, then) => Ok(Against::Compared(path, then.compare(&now, args.tolerance / 100.0))),
            Self::New(path) => {
                keep(&path, &Stored { question: args.question().to_owned(), seed: args.seed, runs: args.runs, baseline: now })?;
                Ok(Against::Kept(path))
            }
        }
    }
}

fn keep(path: &Path, stored: &Stored) -> Result<(), BaselineError> {
    let text = serde_json::to_string_pretty(stored).expect("texts and numbers always serialise");
    fs::write(path, text + "\n").map_err(|source| BaselineError::Write { path: path.to_owned(), source })
}
