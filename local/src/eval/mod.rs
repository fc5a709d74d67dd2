//! `genesis eval`: questions with gold evidence, asked by the worker's own code in this process, and measured.

mod acceptance;
mod asking;
mod command;
mod earlier;
pub(crate) mod files;
mod guidance;
mod page;
mod pool;
mod questions;
mod report;
mod view;

use std::{
    collections::BTreeMap,
    fs::{File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use fn_orchestration::TurnFault;
use genesis_evaluation::QuestionSet;
use genesis_rcr::Policy;

use acceptance::accept;
use asking::Terms;
pub(crate) use command::{EvalArgs, at_least_one};
use earlier::EarlierRun;
pub(crate) use files::{QuestionsError, read as read_questions};
use page::ByPolicy;
use questions::{AllAsked, ask_all};
use view::View;

use crate::models::{ModelsError, Played};

/// Why nothing was measured.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EvalError {
    #[error(transparent)]
    Questions(#[from] QuestionsError),
    #[error("{}: none of its questions comes with sub-questions that make a plan", path.display())]
    NoDecomposition { path: PathBuf },
    #[error("{}: cannot be read: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("{}: is not a suite of acceptance cases: {source}", path.display())]
    NotASuite { path: PathBuf, source: serde_json::Error },
    #[error("{}: is not what `eval --json` prints: {source}", path.display())]
    NotARun { path: PathBuf, source: serde_json::Error },
    #[error("{}: asked none of the questions of {}", run.display(), data.display())]
    NothingInCommon { run: PathBuf, data: PathBuf },
    #[error("the question {id} of {set}: {source}")]
    Turn { set: String, id: String, source: Box<TurnFault> },
    #[error(transparent)]
    Models(#[from] ModelsError),
    #[error("{}: cannot be written: {source}", path.display())]
    Unwritable { path: PathBuf, source: io::Error },
}

impl EvalError {
    pub fn is_usage(&self) -> bool {
        match self {
            EvalError::Questions(_)
            | EvalError::NoDecomposition { .. }
            | EvalError::Unreadable { .. }
            | EvalError::NotASuite { .. }
            | EvalError::NotARun { .. }
            | EvalError::NothingInCommon { .. }
            | EvalError::Models(_) => true,
            EvalError::Turn { .. } | EvalError::Unwritable { .. } => false,
        }
    }
}

/// Whether all is as it should be: measuring always is, and the cases of a suite may not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evaluated {
    AsExpected,
    Otherwise,
}

pub(crate) async fn eval(args: &EvalArgs) -> Result<Evaluated, EvalError> {
    match &args.acceptance {
        Some(file) => accepted(file, args).await,
        None => {
            let data = args.data.as_deref().expect("the command line wants it where there is no suite to take");
            measured(data, args).await.map(|()| Evaluated::AsExpected)
        }
    }
}

async fn accepted(path: &Path, args: &EvalArgs) -> Result<Evaluated, EvalError> {
    let mut file = Opened::at(path)?;
    let acceptance = accept(args.suite.as_deref(), &terms(args)?).await?;
    let lines: Vec<String> = acceptance.names.iter().map(|(name, passed)| format!("{} {name}", if *passed { "✓" } else { "✗" })).collect();
    print(&if args.json { format!("{:#}", acceptance.document) } else { lines.join("\n") });
    file.write(&format!("{:#}\n", acceptance.document))?;
    let all = acceptance.names.iter().all(|(_, passed)| *passed);
    Ok(if all { Evaluated::AsExpected } else { Evaluated::Otherwise })
}

async fn measured(data: &Path, args: &EvalArgs) -> Result<(), EvalError> {
    let earlier = args.against.as_deref().map(|path| EarlierRun::read(path).map(|run| (path, run))).transpose()?;
    let sets = files::read(data)?;
    let report = args.report.as_deref().map(Opened::at).transpose()?;
    let terms = terms(args)?;
    let asked = ask_all(&sets, args, &terms).await?;
    if asked.questions.is_empty() {
        return Err(EvalError::NoDecomposition { path: data.to_owned() });
    }
    let mut view = View::of(data, args, terms.models.casting.to_string(), &asked);
    if let Some((path, run)) = earlier {
        let nothing = || EvalError::NothingInCommon { run: path.to_owned(), data: data.to_owned() };
        view.against = Some(run.beside(&view.rows, &view.asked).ok_or_else(nothing)?);
    }
    print(&if args.json { serde_json::to_string_pretty(&view).expect("keys are texts") } else { view.lines(args.verbose) });
    if let Some(mut report) = report {
        report.write(&page::page(&view, &by_policy(&sets, args, &terms, &asked).await?))?;
    }
    Ok(())
}

/// A file that can be written, which is known before the work it is for. Until then it keeps what it holds.
struct Opened<'a> {
    path: &'a Path,
    file: File,
}

impl<'a> Opened<'a> {
    fn at(path: &'a Path) -> Result<Self, EvalError> {
        let opened = OpenOptions::new().create(true).write(true).truncate(false).open(path);
        opened.map(|file| Self { path, file }).map_err(|source| EvalError::Unwritable { path: path.to_owned(), source })
    }

    fn write(&mut self, text: &str) -> Result<(), EvalError> {
        let written = self.file.set_len(0).and_then(|()| self.file.write_all(text.as_bytes()));
        written.map_err(|source| EvalError::Unwritable { path: self.path.to_owned(), source })
    }
}

/// A reader who has gone still gets the exit status.
fn print(text: &str) {
    drop(writeln!(io::stdout(), "{text}"));
}

fn terms(args: &EvalArgs) -> Result<Terms, EvalError> {
    Ok(Terms { models: Arc::new(Played::of(&args.models)?), policy: args.policy.into(), seed: args.seed })
}

/// The same questions under the other policies, too.
async fn by_policy(sets: &[QuestionSet], args: &EvalArgs, terms: &Terms, asked: &AllAsked) -> Result<ByPolicy, EvalError> {
    let mut all = ByPolicy { summaries: BTreeMap::new(), curves: Vec::new() };
    for policy in Policy::ALL {
        if policy == args.policy.into() {
            all.add(policy, asked, args.seed);
        } else {
            all.add(policy, &ask_all(sets, args, &Terms { policy, ..terms.clone() }).await?, args.seed);
        }
    }
    Ok(all)
}
