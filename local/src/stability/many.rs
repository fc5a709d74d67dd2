//! The questions of a file, each asked again and again over the paragraphs of all, one run after the other and at the same time.

use std::{
    io::{self, Write},
    path::Path,
};

use genesis_evaluation::Row;
use genesis_stability::Observation;
use serde::Serialize;
use serde_json::json;

use super::{Compared, StabilityArgs, StabilityError, in_place, runs::Bench};
use crate::{
    Demo, Platform, StartError,
    ask::{DIM, STRONG, plain},
    documents::NewDocument,
    eval::read_questions,
};

/// What the platform takes for a title.
const LONGEST_TITLE: usize = 500;

/// In what a question's runs are like its first.
#[derive(Debug, Clone, Copy, Serialize)]
struct Same {
    plans: bool,
    routes: bool,
    answers: bool,
    artifacts: bool,
}

#[derive(Serialize)]
struct Asked {
    id: String,
    question: String,
    answer: String,
    in_turn: Same,
    together: Same,
}

/// How many questions are the same in each, and in all.
#[derive(Serialize)]
struct Sums {
    plans: usize,
    routes: usize,
    answers: usize,
    artifacts: usize,
    all: usize,
}

pub(super) async fn many(data: &Path, args: &StabilityArgs) -> Result<Compared, StabilityError> {
    let limit = args.limit.unwrap_or(usize::MAX);
    let rows: Vec<Row> = read_questions(data)?.into_iter().flat_map(|set| set.rows.into_iter().take(limit)).collect();
    let asked = in_place(&args.models, async |platform: &Platform| {
        let demo = Demo::create(platform.operator()).await.map_err(StartError::from)?;
        platform.load(&demo, documents(&rows)).await?;
        let mut asked = Vec::with_capacity(rows.len());
        for row in &rows {
            asked.push(ask(&Bench { platform, demo: &demo, question: &row.question, models: &args.models }, row, args).await?);
        }
        Ok(asked)
    })
    .await?;
    let shown = if args.json { json(&asked, args) } else { text(&asked, args) };
    // A reader who has gone still gets the exit status.
    drop(writeln!(io::stdout(), "{shown}"));
    Ok(if asked.iter().all(Asked::is_same) { Compared::NoWorse } else { Compared::Regressed })
}

/// A paragraph that several questions have is there once.
fn documents(rows: &[Row]) -> Vec<NewDocument> {
    let mut documents: Vec<NewDocument> = rows
        .iter()
        .flat_map(|row| &row.paragraphs)
        .map(|paragraph| NewDocument {
            id: String::new(),
            title: plain(&paragraph.title).chars().take(LONGEST_TITLE).collect(),
            text: paragraph.text.clone(),
        })
        .filter(|document| !document.title.trim().is_empty() && !document.text.trim().is_empty())
        .collect();
    documents.sort_by(|one, two| (&one.title, &one.text).cmp(&(&two.title, &two.text)));
    documents.dedup_by(|one, two| (&one.title, &one.text) == (&two.title, &two.text));
    documents.iter_mut().zip(1..).for_each(|(document, n)| document.id = format!("paragraph-{n}"));
    documents
}

async fn ask(bench: &Bench<'_>, row: &Row, args: &StabilityArgs) -> Result<Asked, StabilityError> {
    let seeds = vec![args.seed; args.runs as usize];
    let in_turn = bench.in_turn(&seeds).await?;
    let together = bench.together(&seeds).await?;
    let first = &in_turn[0];
    Ok(Asked {
        id: row.id.clone(),
        question: row.question.clone(),
        answer: first.parsed_answer.clone(),
        in_turn: Same::of(first, &in_turn),
        together: Same::of(first, &together),
    })
}

impl Same {
    fn of(first: &Observation, runs: &[Observation]) -> Self {
        let all = |is_like: fn(&Observation, &Observation) -> bool| runs.iter().all(|run| is_like(first, run));
        Self {
            plans: all(|one, two| one.plan.is_equivalent(&two.plan)),
            routes: all(|one, two| one.routes.is_equal(&two.routes)),
            answers: all(|one, two| one.raw_text == two.raw_text && one.parsed_answer == two.parsed_answer),
            artifacts: all(|one, two| one.artifacts == two.artifacts),
        }
    }

    fn is_all(self) -> bool {
        self.plans && self.routes && self.answers && self.artifacts
    }

    /// What is not the same.
    fn differing(self) -> String {
        let parts = [(self.plans, "plan"), (self.routes, "route"), (self.answers, "answer"), (self.artifacts, "files")];
        let parts: Vec<&str> = parts.into_iter().filter(|(is_same, _)| !is_same).map(|(_, part)| part).collect();
        if parts.is_empty() { "the same".to_owned() } else { parts.join(", ") }
    }
}

impl Asked {
    fn is_same(&self) -> bool {
        self.in_turn.is_all() && self.together.is_all()
    }
}

impl Sums {
    fn of(asked: &[Asked], how: fn(&Asked) -> Same) -> Self {
        let count = |is_same: fn(Same) -> bool| asked.iter().filter(|asked| is_same(how(asked))).count();
        Self {
            plans: count(|same| same.plans),
            routes: count(|same| same.routes),
            answers: count(|same| same.answers),
            artifacts: count(|same| same.artifacts),
            all: count(Same::is_all),
        }
    }

    fn line(&self, how: &str) -> String {
        let Self { plans, routes, answers, artifacts, all } = self;
        format!("  {how:<20} {plans:>6} {routes:>6} {answers:>7} {artifacts:>9} {all:>6}")
    }
}

fn text(asked: &[Asked], args: &StabilityArgs) -> String {
    let (questions, runs) = (asked.len(), args.runs);
    let mut lines = vec![
        format!(
            "{}  {questions} questions, {runs} runs each one after the other and {runs} at the same time",
            STRONG().apply_to("Stability")
        ),
        DIM()
            .apply_to(format!("  {:<20} {:>6} {:>6} {:>7} {:>9} {:>6}", "the same", "plans", "routes", "answers", "artifacts", "all"))
            .to_string(),
        Sums::of(asked, |asked| asked.in_turn).line("one after the other"),
        Sums::of(asked, |asked| asked.together).line("at the same time"),
    ];
    lines.extend(asked.iter().filter(|asked| !asked.is_same()).map(|asked| {
        let (in_turn, together) = (asked.in_turn.differing(), asked.together.differing());
        format!("  {}  {}\n    one after the other: {in_turn}; at the same time: {together}", plain(&asked.id), plain(&asked.question))
    }));
    let same = asked.iter().filter(|asked| asked.is_same()).count();
    lines.push(format!(
        "{}  {same} of {questions} questions the same in all ({:.1} %)",
        STRONG().apply_to("Totals"),
        100.0 * same as f64 / questions as f64
    ));
    lines.join("\n")
}

fn json(asked: &[Asked], args: &StabilityArgs) -> String {
    let view = json!({
        "questions": asked.len(),
        "runs": args.runs,
        "seed": args.seed,
        "in_turn": Sums::of(asked, |asked| asked.in_turn),
        "together": Sums::of(asked, |asked| asked.together),
        "same": asked.iter().filter(|asked| asked.is_same()).count(),
        "rows": asked,
    });
    format!("{view:#}")
}
