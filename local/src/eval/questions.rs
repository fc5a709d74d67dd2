use std::{
    io::{self, IsTerminal},
    panic::resume_unwind,
    thread::available_parallelism,
    time::Duration,
};

use futures::{StreamExt, stream};
use genesis_core::Clock;
use genesis_evaluation::{Figures, QuestionSet, Row, Shelf, Sweep, Taken};
use genesis_rcr::Policy;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{
    EvalError,
    asking::{Asked, Asking, Terms},
    command::EvalArgs,
    guidance::Guidance,
    pool::Pool,
};

/// All questions that were asked, in the order of their files.
pub(super) struct AllAsked {
    pub questions: Vec<Question>,
    pub without_paragraphs: usize,
    /// Rows that have no sub-questions, where those were to be the plan.
    pub without_decomposition: usize,
}

pub(super) struct Question {
    pub figures: Figures,
    pub sweep: Sweep,
}

/// What is to be asked.
struct Job {
    set: String,
    row: Row,
    shelf: Shelf,
    guidance: Guidance,
}

/// Asks every question, as many at a time as there are cores. A question's figures do not depend on which others are asked meanwhile.
pub(super) async fn ask_all(sets: &[QuestionSet], args: &EvalArgs, terms: &Terms) -> Result<AllAsked, EvalError> {
    let mut asked = AllAsked { questions: Vec::new(), without_paragraphs: 0, without_decomposition: 0 };
    let mut jobs = Vec::new();
    for set in sets {
        asked.without_paragraphs += set.without_paragraphs;
        let pool = Pool::new(set, args.pool, args.seed);
        for (place, row) in set.rows.iter().enumerate().take(args.limit.unwrap_or(usize::MAX)) {
            match Guidance::of(row, args.decomposition, args.seed) {
                None => asked.without_decomposition += 1,
                Some(guidance) => jobs.push((set, row, pool.others(place), guidance)),
            }
        }
    }
    let bar = progress(jobs.len() as u64, terms.policy);
    let at_once = available_parallelism().map_or(1, usize::from);
    let under_way = stream::iter(jobs).map(|(set, row, others, guidance)| {
        let (set, row) = (set.name.clone(), row.clone());
        let terms = terms.clone();
        let others: Vec<Row> = others.into_iter().cloned().collect();
        tokio::spawn(async move {
            let shelf = Shelf::of(&row, &others.iter().collect::<Vec<_>>());
            Job { set, row, shelf, guidance }.ask(&terms).await
        })
    });
    let mut answers = under_way.buffered(at_once);
    while let Some(answer) = answers.next().await {
        asked.questions.push(answer.unwrap_or_else(|broken| resume_unwind(broken.into_panic()))?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(asked)
}

impl Job {
    async fn ask(self, terms: &Terms) -> Result<Question, EvalError> {
        let Job { set, row, shelf, guidance } = self;
        let clock = Clock::system();
        let asked_at = clock.now();
        let team = terms.team();
        let answered = Asking::new(&row.question, terms, &team, &shelf.index, &clock, &guidance).answer().await;
        let answered = answered.map_err(|source| EvalError::Turn { set: set.clone(), id: row.id.clone(), source: source.into() })?;
        let is_marked = match &guidance {
            Guidance::Planner => true,
            Guidance::Given(given) => given.is_whole,
        };
        let wall_ms = clock.now().millis_since(asked_at);
        let Asked { state, answer, is_fallback, failure } = &answered;
        let (answer, failure, is_fallback) = (answer.as_deref(), failure.as_deref(), *is_fallback);
        let taken = Taken { row: &row, shelf: &shelf, state, answer, is_fallback, is_marked, failure, wall_ms };
        Ok(Question { figures: Figures::of(&set, taken), sweep: Sweep::of(taken) })
    }
}

/// Shown to a person only.
fn progress(questions: u64, policy: Policy) -> ProgressBar {
    let target = if io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let style = ProgressStyle::with_template("{prefix:7} {bar:40} {pos} of {len} questions, {elapsed} of about {duration}");
    let bar = ProgressBar::with_draw_target(Some(questions), target);
    bar.set_style(style.expect("the template is well-formed"));
    bar.set_prefix(policy.as_str());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
