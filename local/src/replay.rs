//! `genesis replay`: a recorded run, taken again with the code of today.

use std::io::{self, Write};

use console::truncate_str;
use fn_orchestration::{Found, Library, Team, World};
use genesis_aws::StoreError;
use genesis_core::{Clock, Timestamp};
use genesis_models::{Extractive, Model, redacted};
use genesis_orchestration::{Difference, Execution, Outcome, Place, Recording, Replay, Search, Status};
use serde_json::{Value, json};

use crate::{
    ask::{DIM, STRONG, plain},
    cli::RecordedArgs,
    recorded::{Recorded, RecordedError},
};

/// Characters of a value that a person is shown; `--json` has it whole.
const LONGEST_VALUE: usize = 300;

/// Whether a run goes as it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replayed {
    Same,
    Different,
}

pub(crate) async fn replay(args: &RecordedArgs) -> Result<Replayed, RecordedError> {
    let Recorded { recording, .. } = Recorded::find(args)?;
    let model = Extractive;
    if recording.state.run.casting.is_extractive() && recording.state.run.model != model.name() {
        return Err(RecordedError::OtherModel { model: recording.state.run.model });
    }
    let mut replay = Replay::new(&recording);
    let taken = retake(&mut replay, &recording, &model).await;
    let turns = replay.state().executions.len();
    let outcome = taken.and_then(|()| replay.end());
    let shown = match (args.json, &outcome) {
        (true, outcome) => format!("{:#}", view(&recording, turns, outcome.as_ref().err())),
        (false, Ok(())) => same(&recording, turns),
        (false, Err(difference)) => different(&recording, difference),
    };
    // A reader who has gone still gets the exit status.
    drop(writeln!(io::stdout(), "{shown}"));
    Ok(if outcome.is_ok() { Replayed::Same } else { Replayed::Different })
}

/// Takes every recorded turn again, until one is different.
async fn retake(replay: &mut Replay<'_>, recording: &Recording, model: &dyn Model) -> Result<(), Difference> {
    while let Some(recorded) = replay.next_turn()? {
        let written_at = recording.state.memory.iter().find(|item| item.author == recorded.step).map(|item| item.written_at);
        let clock = stopped(written_at.unwrap_or(recorded.started_at));
        if !recorded.calls.is_empty() {
            // What a language model said, it need not say again.
            let memory = recording.state.memory.iter().filter(|item| item.author == recorded.step).cloned().collect();
            replay.took(recorded.clone(), memory)?;
            continue;
        }
        let world = World { team: &Team::of(model), library: &RecordedLibrary { recording, turn: recorded }, clock: &clock };
        let work = match world.take_turn(replay.state(), recorded.step).await {
            Ok(work) => work,
            Err(fault) => return Err(broke(recorded, &fault.to_string())),
        };
        let execution = Execution {
            query: work.query,
            routed: Some(work.routed),
            tokens_used: work.tokens_used,
            outcome: Some(work.outcome),
            ..recorded.clone()
        };
        replay.took(execution, work.memory)?;
    }
    Ok(())
}

/// A clock that shows the time that was recorded.
fn stopped(at: Timestamp) -> Clock {
    Clock::new(move || at)
}

fn broke(recorded: &Execution, fault: &str) -> Difference {
    Difference {
        at: Place::Turn(recorded.step),
        field: "outcome".to_owned(),
        recorded: Some(json!(recorded.outcome)),
        replayed: Some(json!({ "error": fault })),
    }
}

/// What a turn's searches found, as it was recorded. A search that was not recorded finds nothing.
struct RecordedLibrary<'a> {
    recording: &'a Recording,
    turn: &'a Execution,
}

impl Library for RecordedLibrary<'_> {
    async fn search(&self, queries: &[String]) -> Result<Vec<Vec<Found>>, StoreError> {
        let searches = match &self.turn.outcome {
            Some(Outcome::Retrieved(retrieval)) => retrieval.searches.as_slice(),
            _ => &[],
        };
        let found = |search: &Search| search.passages.iter().map(|id| self.found(id)).collect();
        let answers = queries.iter().map(|query| searches.iter().find(|search| search.query == redacted(query)).map(found));
        Ok(answers.map(Option::unwrap_or_default).collect())
    }
}

impl RecordedLibrary<'_> {
    /// Of a passage that the turn did not keep, only the id was recorded.
    fn found(&self, id: &str) -> Found {
        let mut kept = self.recording.state.memory.iter().filter(|item| item.author == self.turn.step && item.source == id);
        let (title, text) = kept.next().map(|item| (item.title.clone(), item.content.clone())).unwrap_or_default();
        Found { id: id.to_owned(), title, text }
    }
}

fn view(recording: &Recording, turns: usize, difference: Option<&Difference>) -> Value {
    json!({
        "run_id": recording.state.run.id,
        "question": recording.state.run.original_query,
        "same": difference.is_none(),
        "turns": turns,
        "difference": difference.map(|difference| json!({
            "at": difference.at.to_string(),
            "turn": match difference.at {
                Place::Turn(turn) => Some(turn),
                Place::After(_) | Place::File(_) => None,
            },
            "field": difference.field,
            "recorded": difference.recorded,
            "replayed": difference.replayed,
        })),
    })
}

fn same(recording: &Recording, turns: usize) -> String {
    let run = &recording.state.run;
    let broke_off = if run.status == Status::Failed { "; the run broke off there" } else { "" };
    let question = DIM().apply_to(plain(&run.original_query));
    format!("{}  {turns} turns{broke_off}\n  {question}", STRONG().green().apply_to("The same"))
}

fn different(recording: &Recording, difference: &Difference) -> String {
    let told = |value: &Option<Value>| match value {
        Some(value) => truncate_str(&plain(&value.to_string()), LONGEST_VALUE, "…").into_owned(),
        None => "nothing".to_owned(),
    };
    let query = match difference.at {
        Place::Turn(turn) => recording.state.executions.iter().find(|execution| execution.step == turn).map(|execution| &execution.query),
        Place::After(_) | Place::File(_) => None,
    };
    let query = query.map_or_else(String::new, |query| format!("\n  {}", DIM().apply_to(plain(query))));
    format!(
        "{}  {}, {}{query}\n  recorded  {}\n  replayed  {}",
        STRONG().red().apply_to("Different"),
        difference.at,
        plain(&difference.field),
        told(&difference.recorded),
        told(&difference.replayed)
    )
}
