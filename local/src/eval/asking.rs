use std::time::Duration;

use fn_orchestration::{Library, TurnFault, Work, World};
use genesis_core::{Clock, Ids, RunId};
use genesis_lag::{Limits, Plan, StepId};
use genesis_models::{Critique, Model, SubAnswer};
use genesis_orchestration::{AgentStep, Ending, Execution, ExecutionStatus, MemoryItem, Next, Outcome, Run, RunState, Status};
use genesis_rcr::{Cost, Policy, Role, SourceKind};

use super::guidance::{GivenPlan, Guidance};

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
}

/// What all questions are asked with.
#[derive(Clone, Copy)]
pub(super) struct Terms {
    pub model: &'static dyn Model,
    pub policy: Policy,
    pub seed: u64,
}

impl<'a, L: Library> Asking<'a, L> {
    pub fn new(question: &str, terms: Terms, library: &'a L, clock: &'a Clock, guidance: &'a Guidance) -> Self {
        let state = RunState { run: run(question, terms, clock), executions: Vec::new(), memory: Vec::new() };
        let given = match guidance {
            Guidance::Planner => None,
            Guidance::Given(given) => Some(given),
        };
        Self { world: World { model: terms.model, library, clock }, state, given }
    }

    pub async fn answer(mut self) -> Result<Asked, TurnFault> {
        match self.given {
            None => self.take(AgentStep::new(0, None, Role::Planner)).await?,
            Some(given) => {
                let planned = self.planned(given.plan.clone());
                self.state.executions.push(planned);
            }
        }
        let mut over = 0;
        loop {
            // A measured run has no time limit: its figures would depend on the machine.
            match self.state.next(over, Duration::ZERO) {
                Next::Wave { wave, steps } => {
                    self.wave(wave, &steps).await?;
                    over = wave;
                }
                Next::Rewrite { wave } => {
                    self.take(AgentStep::new(wave, None, Role::Rewriter)).await?;
                    self.take(AgentStep::new(wave, None, Role::Verifier)).await?;
                    break;
                }
                Next::Stop(terminator) => {
                    self.state.run.terminator = Some(terminator);
                    break;
                }
            }
        }
        Ok(self.ended())
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
        let Work { query, routed, selection_ms, outcome, memory, tokens_used } = self.world.take_turn(&self.state, turn).await?;
        let completed_at = Some(self.world.clock.now());
        let taken = Execution { completed_at, query, routed: Some(routed), tokens_used, selection_ms, outcome: Some(outcome), ..begun };
        self.state.executions.push(taken);
        self.remember(memory);
        Ok(())
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

    /// With a given plan the last Solver's answer counts, whatever the Critic made of it; otherwise what the run ended with.
    fn ended(mut self) -> Asked {
        let ending = self.state.ending();
        let answer = match (self.given, &ending) {
            (Some(given), _) => self.solved(&given.plan),
            (None, Ending::Answered(answer)) => Some(answer.text.clone()),
            (None, Ending::Terminated(_)) => None,
        };
        if let Ending::Terminated(terminator) = ending {
            self.state.run.terminator = Some(terminator);
        }
        Asked { state: self.state, answer }
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
        Execution {
            step,
            status: ExecutionStatus::Completed,
            attempt: 1,
            lease_until: now,
            started_at: now,
            completed_at: Some(now),
            query: String::new(),
            routed: None,
            tokens_used: 0,
            selection_ms: 0,
            outcome: None,
        }
    }
}

impl GivenPlan {
    /// The answer that later steps build on; none for the last, which is the one that is measured.
    fn premise(&self, step: StepId) -> Option<&str> {
        let is_last = step == self.plan.last().id;
        self.answers.get(step.position() - 1)?.as_deref().filter(|_| !is_last)
    }
}

fn run(question: &str, terms: Terms, clock: &Clock) -> Run {
    let id = RunId::new(Ids::seeded(terms.seed).next());
    Run {
        id,
        correlation_id: id.to_string(),
        workflow_id: None,
        original_query: question.to_owned(),
        status: Status::Executing,
        limits: Limits::default(),
        policy: terms.policy,
        seed: terms.seed,
        model: terms.model.name().to_owned(),
        metadata: serde_json::Map::new(),
        created_at: clock.now(),
        completed_at: None,
        total_tokens: 0,
        routed_tokens: 0,
        full_tokens: 0,
        selection_ms: 0,
        steps_completed: 0,
        steps_failed: 0,
        stability_score: None,
        answer: None,
        certain: Vec::new(),
        terminator: None,
        error: None,
        artifact_files: Vec::new(),
    }
}
