use std::time::Duration;

use genesis_lag::{Reason, StepId, Terminator};
use genesis_rcr::Role;
use serde_json::{Value, json};

use crate::{
    Difference, Ending, Execution, ExecutionStatus, MemoryItem, Next, Place, Recording, RunState, Status,
    artifacts::{PLAN, TRACE, artifacts, masked, remembered, trace_line},
};

/// A recorded run that is taken again, turn by turn. What lies outside of it is answered from the recording: the time, what the
/// library holds, and that a run broke off.
#[derive(Debug)]
pub struct Replay<'a> {
    recording: &'a Recording,
    state: RunState,
}

impl<'a> Replay<'a> {
    pub fn new(recording: &'a Recording) -> Self {
        let mut run = recording.state.run.clone();
        run.terminator = None;
        Self { recording, state: RunState { run, executions: Vec::new(), memory: Vec::new() } }
    }

    /// The run as far as it is replayed: what the next turn may see.
    pub fn state(&self) -> &RunState {
        &self.state
    }

    /// The recorded turn that is to be taken next, once the decision that led to it is the same. None at the recording's end.
    pub fn next_turn(&mut self) -> Result<Option<&'a Execution>, Difference> {
        while let Some(recorded) = self.recording.state.executions.get(self.state.executions.len()) {
            if let Some(over) = self.state.executions.last().map(|last| last.step.wave).filter(|over| *over < recorded.step.wave) {
                self.same_decision(over)?;
            }
            if recorded.status != ExecutionStatus::Completed {
                // It was never finished: there is nothing to compare.
                self.state.executions.push(recorded.clone());
            } else if self.state.own_agent(recorded.step).is_some() {
                // What an agent of the caller's own gave is for the recording to say.
                let left = self.recording.state.memory.iter().filter(|item| item.author == recorded.step).cloned().collect();
                self.took(recorded.clone(), left)?;
            } else {
                return Ok(Some(recorded));
            }
        }
        Ok(None)
    }

    /// Goes on with a turn that was taken again and what it left in memory, if both are as recorded.
    pub fn took(&mut self, execution: Execution, memory: Vec<MemoryItem>) -> Result<(), Difference> {
        let (at, turn) = (self.state.executions.len(), execution.step);
        let mut replayed = trace_line(&self.state, &execution);
        let mut recorded = self.recording.trace[at].clone();
        replayed["memory"] = memory.iter().map(remembered).collect();
        recorded["memory"] = self.recording.state.memory.iter().filter(|item| item.author == turn).map(remembered).collect();
        // How the run ended is compared at its end.
        replayed["terminator"] = recorded["terminator"].clone();
        self.state.executions.push(execution);
        self.state.memory.extend(memory);
        self.state.memory.sort_by(|one, two| one.id.cmp(&two.id));
        same(Place::Turn(turn), &recorded, &replayed)
    }

    /// Ends the run, if it ends and leaves its files as recorded.
    pub fn end(mut self) -> Result<(), Difference> {
        if self.broke_off() {
            self.state.run.terminator.clone_from(&self.recording.state.run.terminator);
        } else {
            self.same_stop()?;
            if let Ending::Terminated(terminator) = self.state.ending() {
                self.state.run.terminator = Some(terminator);
            }
        }
        for artifact in artifacts(&self.state, self.recording.written_at) {
            let read = |text: &str| serde_json::from_str::<Value>(text).expect("an artifact is JSON");
            if artifact.name == TRACE {
                for ((recorded, line), execution) in self.recording.trace.iter().zip(artifact.content.lines()).zip(&self.state.executions) {
                    same(Place::Turn(execution.step), recorded, &read(line))?;
                }
            } else {
                let recorded = self.recording.files[artifact.name].clone();
                same(
                    Place::File(artifact.name),
                    &self.comparable(artifact.name, recorded),
                    &self.comparable(artifact.name, read(&artifact.content)),
                )?;
            }
        }
        Ok(())
    }

    /// A file as it is compared. The trace has its texts masked, and with them what a language model said; what is made of them is not
    /// what it was.
    fn comparable(&self, name: &'static str, file: Value) -> Value {
        let recorded = &self.recording.files[PLAN];
        let mut file = masked(file);
        if name == PLAN && masked(recorded.clone()) != *recorded {
            ["plan_id", "plan_signature"].into_iter().for_each(|field| file[field] = Value::Null);
        }
        file
    }

    /// Whether the run was ended from outside of its logic, at any turn: it failed, its caller wanted no more or did not do a turn, or
    /// there were no tokens or no money for a call.
    fn broke_off(&self) -> bool {
        let run = &self.recording.state.run;
        let is_metered = !run.casting.is_extractive();
        let from_outside = |terminator: &Terminator| match terminator.reason {
            Reason::Cancelled | Reason::WaitLimit | Reason::ContentPolicy => true,
            Reason::TokenLimit | Reason::CostLimit => is_metered,
            _ => false,
        };
        run.status == Status::Failed || run.terminator.as_ref().is_some_and(from_outside)
    }

    /// What follows a wave is what was recorded after it. A run that broke off may not have come to all of it.
    fn same_decision(&self, wave: u32) -> Result<(), Difference> {
        let recorded = self.recorded_after(wave);
        let next = self.state.next(wave, Duration::ZERO);
        match (&recorded, &next) {
            (After::Steps(begun), Next::Wave { steps, .. }) if self.broke_off() && begun.iter().all(|step| steps.contains(step)) => Ok(()),
            _ => same_after(wave, recorded.value(), decided(&next)),
        }
    }

    /// After the last wave the run stops with its reason. That the time was up is for the recording to say.
    fn same_stop(&mut self) -> Result<(), Difference> {
        let Some(last) = self.state.executions.last().map(|last| last.step) else { return Ok(()) };
        if matches!(last.role, Role::Rewriter | Role::Verifier) {
            return Ok(());
        }
        let recorded = &self.recording.state.run.terminator;
        match self.state.next(last.wave, Duration::ZERO) {
            Next::Stop(terminator) => self.state.run.terminator = Some(terminator),
            _ if recorded.as_ref().is_some_and(|recorded| recorded.reason == Reason::TimeLimit) => {
                self.state.run.terminator.clone_from(recorded);
            }
            next => same_after(last.wave, json!({ "stop": recorded }), decided(&next))?,
        }
        Ok(())
    }

    fn recorded_after(&self, wave: u32) -> After {
        let turns = || self.recording.state.executions.iter().map(|execution| execution.step).filter(|turn| turn.wave == wave + 1);
        if turns().any(|turn| turn.step.is_none()) {
            return After::Rewrite;
        }
        let mut steps: Vec<StepId> = turns().filter_map(|turn| turn.step).collect();
        steps.dedup();
        After::Steps(steps)
    }
}

/// What was recorded after a wave.
enum After {
    Steps(Vec<StepId>),
    Rewrite,
}

impl After {
    fn value(&self) -> Value {
        match self {
            After::Steps(steps) => json!({ "ask": steps }),
            After::Rewrite => json!("rewrite"),
        }
    }
}

fn decided(next: &Next) -> Value {
    match next {
        Next::Wave { steps, .. } => json!({ "ask": steps }),
        Next::Rewrite { .. } => json!("rewrite"),
        Next::Stop(terminator) => json!({ "stop": terminator }),
    }
}

fn same(at: Place, recorded: &Value, replayed: &Value) -> Result<(), Difference> {
    Difference::between(at, recorded, replayed).map_or(Ok(()), Err)
}

/// A decision is told whole.
fn same_after(wave: u32, recorded: Value, replayed: Value) -> Result<(), Difference> {
    if recorded == replayed {
        return Ok(());
    }
    Err(Difference { at: Place::After(wave), field: "decision".to_owned(), recorded: Some(recorded), replayed: Some(replayed) })
}
