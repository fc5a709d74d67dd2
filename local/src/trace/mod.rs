//! `genesis trace`: a recorded run as a timeline.

mod lines;
mod view;

use std::io::{self, Write};

use genesis_orchestration::{Execution, Timeline, TurnSpan};

use crate::{
    cli::RecordedArgs,
    recorded::{Recorded, RecordedError},
};

/// A run with its timeline.
struct Traced {
    recorded: Recorded,
    timeline: Timeline,
}

pub(crate) fn trace(args: &RecordedArgs) -> Result<(), RecordedError> {
    let recorded = Recorded::find(args)?;
    let timeline = Timeline::of(&recorded.recording.state, recorded.recording.written_at);
    let traced = Traced { recorded, timeline };
    let shown = if args.json { format!("{:#}", traced.json()) } else { traced.lines() };
    // A reader who has gone needs no more.
    drop(writeln!(io::stdout(), "{shown}"));
    Ok(())
}

impl Traced {
    /// The turns in the order in which they were begun.
    fn turns(&self) -> impl Iterator<Item = (&TurnSpan, &Execution)> {
        let executions = &self.recorded.recording.state.executions;
        self.timeline.turns.iter().filter_map(|span| Some((span, executions.iter().find(|execution| execution.step == span.turn)?)))
    }

    /// The critical path's share of the whole time, in percent.
    fn critical_percent(&self) -> f64 {
        let share = self.timeline.critical_ms as f64 / self.timeline.total_ms.max(1) as f64;
        (share * 1_000.0).round() / 10.0
    }
}
