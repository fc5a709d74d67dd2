//! `genesis train`: learns the router's weights from questions with known evidence.
//!
//! The same data gives the same weights, to the byte: there is no clock and no chance in it.

mod grow;
mod learn;
mod measure;
mod report;
mod turns;
mod validate;

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::PathBuf,
};

use genesis_rcr::Weights;

use crate::{
    cli::TrainArgs,
    eval::files::{self, QuestionsError},
};
use learn::Forests;
use turns::Question;

/// Why nothing was learned.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TrainError {
    #[error(transparent)]
    Questions(#[from] QuestionsError),
    #[error("{}: none of its questions comes with its evidence", path.display())]
    NothingToLearn { path: PathBuf },
    #[error("cannot write {}: {source}", path.display())]
    Unwritable { path: PathBuf, source: io::Error },
}

impl TrainError {
    /// Whether what was typed is at fault.
    pub fn is_usage(&self) -> bool {
        match self {
            TrainError::Questions(_) | TrainError::NothingToLearn { .. } => true,
            TrainError::Unwritable { .. } => false,
        }
    }
}

pub(crate) fn train(args: &TrainArgs) -> Result<(), TrainError> {
    let mut sets = files::read(&args.data)?;
    sets.retain(|set| !set.rows.is_empty());
    let questions: Vec<Question> = sets.iter().enumerate().flat_map(|(at, set)| turns::questions(at, set)).collect();
    if questions.is_empty() {
        return Err(TrainError::NothingToLearn { path: args.data.clone() });
    }
    // Before the work, so that none is lost to a file that cannot be written.
    let unwritable = |source| TrainError::Unwritable { path: args.out.clone(), source };
    OpenOptions::new().create(true).append(true).open(&args.out).map_err(unwritable)?;
    let names: Vec<String> = sets.iter().map(|set| set.name.clone()).collect();
    let told = |doing: &str| drop(writeln!(io::stderr(), "{doing}"));
    let validated = validate::cross_validated(&questions, told);
    let cut = validate::default_cut(validated.iter());
    let table = report::Table { names: &names, judged: &validated, cut }.to_string();
    let across = match args.across_sets {
        true => report::across(&names, &validate::across_sets(&questions, &names, told), cut),
        false => String::new(),
    };
    let Forests { first, second } = Forests::learn(&questions.iter().collect::<Vec<_>>());
    let note: String = report::note(&sets, &table).lines().map(|line| format!("# {line}").trim_end().to_owned() + "\n").collect();
    let content = format!("{note}{}", Weights { first, second, cut });
    // A reader who has gone still gets the file.
    drop(writeln!(io::stdout(), "{table}{across}\n{}", args.out.display()));
    fs::write(&args.out, content).map_err(unwritable)
}

/// A number that says nothing of the text but is always the same for it (FNV-1a).
fn mixed(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
