//! A run as a domain: its states, its agent steps, what each step may remember, when it goes on and what it leaves behind.
//!
//! Pure. A function loads a [`RunState`], asks it, and stores what was decided.

mod agent_step;
mod artifacts;
mod execution;
mod memory;
mod place;
mod progress;
mod question;
mod run;
mod state;
mod tally;

pub use agent_step::{AgentStep, UnreadableStep};
pub use artifacts::{Artifact, artifacts, media_type};
pub use execution::{Execution, ExecutionStatus, Outcome, Search};
pub use memory::MemoryItem;
pub use place::{NoPlace, Place};
pub use progress::{Ending, Next};
pub use question::{InvalidRun, NewLimits, Question};
pub use run::{Run, Status};
pub use state::{BrokenRun, RunState};
pub use tally::Tally;
