use std::{sync::Arc, time::Duration};

use fn_orchestration::{Library, Team, TurnFault, Work, World};
use genesis_core::{Clock, Fault, Ids, RunId};
use genesis_lag::{Limits, Plan, Reason, StepId};
use genesis_models::{ChatError, Critique, ModelError, SubAnswer};
use genesis_orchestration::{AgentStep, DirectStep, Ending, Execution, ExecutionStatus, MemoryItem, Next, Outcome, Run, RunState, Status};
use genesis_rcr::{Cost, Policy, Role, SourceKind};
use serde_json::Map;

use super::guidance::{GivenPlan, Guidance};
use crate::models::Played;

/// A run that is taken turn by turn with the worker's own code, in this process and without a cloud.
pub(super) struct Asking<'a, L> {
    world: World<'a, L>,
    state: RunState,
    given: Option<&'a GivenPlan>,
}

/// A run that is over, and what it answered.
pub(super) struct Asked {
    pub state: RunState,
    pub answer: Option<String>,
    /// Whether it is a guess after the run had stopped without an answer.
    pub is_fallback: bool,
    /// The code of what ended it before its time.
    pub failure: Option<String>,
}

/// How a run ended.
enum Ended {
    Answered(Option<String>),
    /// Stopped, and perhaps answered by a guess.
    Stopped(Option<String>),
}

impl Asked {
    /// What the run stands by.
    pub fn own_answer(&self) -> Option<&str> {
        self.answer.as_deref().filter(|_| !self.is_fallback)
    }
}

/// What all questions are asked with.
#[derive(Clone)]
pub(super) struct Terms {
    pub models: Arc<Played>,
    pub policy: Policy,
    pub seed: u64,
}

impl Terms {
    /// Who plays the roles of one question.
    pub fn team(&self) -> Team<'_> {
        self.models.team(&Limits::default(), self.seed)
    }
}

impl<'a, L: Library> Asking<'a, L> {
    pub fn new(question: &str, terms: &Terms, team: &'a Team<'a>, library: &'a L, clock: &'a Clock, guidance: &'a Guidance) -> Self {
        let state = RunState { run: run(question, terms, clock), executions: Vec::new(), memory: Vec::new() };
        let given = match guidance {
            Guidance::Planner => None,
            Guidance::Given(given) => Some(given.as_ref()),
        };
        Self { world: World { team, library, clock }, state, given }
    }

    /// Where a model gives nothing of use the question is not answered, and others may be. A fault that every question would meet is
    /// an error.
    pub async fn answer(mut self) -> Result<Asked, TurnFault> {
        let ended = match self.given {
            None => self.run().await,
            Some(given) => self.walk(given).await,
        };
        let (answer, is_fallback, failure) = match ended {
            Ok(Ended::Answered(answer)) => (answer, false, None),
            Ok(Ended::Stopped(Some(guess))) => (Some(guess), true, None),
            Ok(Ended::Stopped(None)) => (None, false, None),
            Err(fault) if is_of_the_question(&fault) => (None, false, Some(fault.code().to_owned())),
            Err(fault) => return Err(fault),
        };
        Ok(Asked { state: self.state, answer, is_fallback, failure })
    }

    /// A run as the workflow takes it, and where it stops without an answer, the paper's alternative solution.
    async fn run(&mut self) -> Result<Ended, TurnFault> {
        self.take(AgentStep::new(0, None, Role::Planner)).await?;
        let mut over = 0;
        let stopped = loop {
            // A measured run has no time limit: its figures would depend on the machine.
            match self.state.next(over, Duration::ZERO) {
                Next::Wave { wave, steps } => {
                    self.wave(wave, &steps).await?;
                    over = wave;
                }
                Next::Rewrite { wave } => {
                    self.conclude(wave).await?;
                    break None;
                }
                Next::Stop(terminator) => break Some(terminator),
            }
        };
        self.state.run.terminator = stopped;
        match self.state.ending() {
            Ending::Answered(answer) => Ok(Ended::Answered(Some(answer.text))),
            Ending::Terminated(terminator) => {
                let is_askable = !matches!(terminator.reason, Reason::Ambiguous | Reason::Contradiction);
                self.state.run.terminator = Some(terminator);
                Ok(Ended::Stopped(if is_askable { self.fall_back().await? } else { None }))
            }
        }
    }

    /// The whole question, from what was retrieved and on the ground of what is certain (LAG, section 3.4). It is a guess: nobody
    /// checks it, and the run itself has no answer.
    async fn fall_back(&mut self) -> Result<Option<String>, TurnFault> {
        let mut answer = None;
        for role in [Role::Retriever, Role::Solver] {
            let step = DirectStep::parse(role, &Map::new())?;
            let begun = self.begun(self.state.place_of(&step));
            let work = self.world.take_direct_step(&self.state, &step).await?;
            if let Outcome::Solved(solved) = &work.outcome {
                answer.clone_from(&solved.text);
            }
            self.keep(begun, work);
        }
        Ok(answer)
    }

    /// A given plan to its end: nothing stops it but a sub-question without the answers it builds on. What the last Solver says
    /// is the answer, whatever the Critic makes of it.
    async fn walk(&mut self, given: &GivenPlan) -> Result<Ended, TurnFault> {
        let planned = self.planned(given.plan.clone());
        self.state.executions.push(planned);
        let waves = given.plan.wave_count();
        for wave in 1..=waves {
            let steps: Vec<StepId> = given.plan.wave(wave).map(|step| step.id).collect();
            let is_ready = |step: &StepId| self.state.sub_question(AgentStep::new(wave, Some(*step), Role::Solver)).is_ok();
            if !steps.iter().all(is_ready) {
                return Ok(Ended::Answered(None));
            }
            self.wave(wave, &steps).await?;
        }
        self.conclude(waves + 1).await?;
        Ok(Ended::Answered(self.solved(&given.plan)))
    }

    async fn conclude(&mut self, wave: u32) -> Result<(), TurnFault> {
        self.take(AgentStep::new(wave, None, Role::Rewriter)).await?;
        self.take(AgentStep::new(wave, None, Role::Verifier)).await
    }

    async fn wave(&mut self, wave: u32, steps: &[StepId]) -> Result<(), TurnFault> {
        for step in steps {
            let turn = |role| AgentStep::new(wave, Some(*step), role);
            for role in [Role::Retriever, Role::Solver, Role::Critic] {
                self.take(turn(role)).await?;
            }
            if let Some(gold) = self.given.and_then(|given| given.premise(*step)) {
                self.put_in(turn(Role::Solver), turn(Role::Critic), gold);
            }
        }
        Ok(())
    }

    async fn take(&mut self, turn: AgentStep) -> Result<(), TurnFault> {
        let begun = self.begun(turn);
        let work = self.world.take_turn(&self.state, turn).await?;
        self.keep(begun, work);
        Ok(())
    }

    fn keep(&mut self, mut begun: Execution, work: Work) {
        let Work { query, routed, selection_ms, outcome, memory, tokens_used, calls, notes } = work;
        begun.completed_at = Some(self.world.clock.now());
        begun.query = query;
        begun.routed = Some(routed);
        begun.tokens_used = tokens_used;
        begun.selection_ms = selection_ms;
        begun.outcome = Some(outcome);
        begun.calls = calls;
        begun.notes = notes;
        self.state.executions.push(begun);
        self.remember(memory);
    }

    fn remember(&mut self, memory: Vec<MemoryItem>) {
        self.state.memory.extend(memory);
        self.state.memory.sort_by(|one, two| one.id.cmp(&two.id));
    }

    /// Has the later steps build on the gold answer of an earlier one, as the published figures of routers are measured.
    fn put_in(&mut self, solver: AgentStep, critic: AgentStep, gold: &str) {
        let answer = SubAnswer { text: Some(gold.to_owned()), confidence: 1.0, citations: Vec::new() };
        let stands = Critique { flag: None, reason: String::new(), support: 1.0 };
        let mut question = String::new();
        for execution in &mut self.state.executions {
            if execution.step == solver {
                question.clone_from(&execution.query);
                execution.outcome = Some(Outcome::Solved(answer.clone()));
            } else if execution.step == critic {
                execution.outcome = Some(Outcome::Critiqued(stands.clone()));
            }
        }
        self.state.memory.retain(|item| item.author != solver && item.author != critic);
        let id = format!("{solver}/01");
        let content = format!("{question} {gold}");
        self.remember(vec![MemoryItem {
            source: id.clone(),
            id,
            author: solver,
            kind: SourceKind::Answer,
            title: String::new(),
            cost: Cost::of("", &content, genesis_tokens::count),
            content,
            written_at: self.world.clock.now(),
        }]);
    }

    fn solved(&self, plan: &Plan) -> Option<String> {
        let last = plan.last();
        match self.state.outcome_of(AgentStep::new(last.wave, Some(last.id), Role::Solver)) {
            Some(Outcome::Solved(answer)) => answer.text.clone(),
            _ => None,
        }
    }

    fn planned(&self, plan: Plan) -> Execution {
        let turn = AgentStep::new(0, None, Role::Planner);
        Execution { query: plan.question.clone(), outcome: Some(Outcome::Planned(plan)), ..self.begun(turn) }
    }

    /// A turn that is taken now, with nothing of it done.
    fn begun(&self, step: AgentStep) -> Execution {
        let now = self.world.clock.now();
        Execution { status: ExecutionStatus::Completed, completed_at: Some(now), ..Execution::begun(step, now) }
    }
}

impl GivenPlan {
    /// The answer that later steps build on; none for the last, which is the one that is measured.
    fn premise(&self, step: StepId) -> Option<&str> {
        let is_last = step == self.plan.last().id;
        self.answers.get(step.position() - 1)?.as_deref().filter(|_| !is_last)
    }
}

/// Whether the next question may well fare better.
fn is_of_the_question(fault: &TurnFault) -> bool {
    let TurnFault::Model(error) = fault else { return false };
    match error {
        ModelError::OverBudget(_) | ModelError::Unreadable(_) => true,
        ModelError::Unavailable(error) => *error != ChatError::Unreachable,
        ModelError::Failed(error) => {
            matches!(error, ChatError::Refused | ChatError::Guarded | ChatError::TooLong | ChatError::Unreadable)
        }
        ModelError::AccountUnreachable => false,
    }
}

fn run(question: &str, terms: &Terms, clock: &Clock) -> Run {
    let id = RunId::new(Ids::seeded(terms.seed).next());
    let casting = terms.models.casting.clone();
    Run {
        status: Status::Executing,
        policy: terms.policy,
        seed: terms.seed,
        casting: casting.clone(),
        ..Run::pending(id, clock.now(), question, casting.to_string())
    }
}
