//! A run as a domain: its states, its agent steps, what each step may remember, when it goes on and what it leaves behind.
//!
//! Pure. A function loads a [`RunState`], asks it, and stores what was decided.

mod agent_step;
mod agents;
mod artifacts;
mod difference;
mod direct_step;
mod execution;
mod json_text;
mod memory;
mod progress;
mod question;
mod recording;
mod replay;
mod run;
mod state;
mod tally;
mod task;
mod timeline;
mod work_place;

pub use agent_step::{AgentStep, UnreadableStep};
pub use agents::{AgentExecution, AgentId, AgentSettings, AwaitedTurn, ExecutionEnd, InvalidExecution, OwnAgent, PATIENCE, TaskToken};
pub use artifacts::{ARTIFACTS, Artifact, artifacts, artifacts_passing, comparable, media_type};
pub use difference::{Difference, Place};
pub use direct_step::{DirectStep, Unready};
pub use execution::{Attempt, Execution, ExecutionStatus, Outcome, Retrieval, Search};
pub use memory::MemoryItem;
pub use progress::{Ending, Next};
pub use question::{InvalidRun, NewLimits, Question};
pub use recording::{Recording, UnreadableRecording};
pub use replay::Replay;
pub use run::{Protections, Run, Status};
pub use state::{BrokenRun, RunState};
pub use tally::Tally;
pub use task::{Draft, Task};
pub use timeline::{Timeline, TurnSpan};
pub use work_place::WorkPlace;
