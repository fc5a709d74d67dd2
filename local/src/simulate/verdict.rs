use std::{collections::BTreeMap, fmt, time::Duration};

use genesis_aws::Totals;
use genesis_orchestration::{ExecutionStatus, RunState, Status, Tally};
use genesis_tenancy::Quota;

use super::scene::{Played, Run};

/// A task token has so many hexadecimal digits, the key of all API keys more; nothing that may be logged has.
const SECRET_DIGITS: usize = 64;

/// What is to be said of a seed.
#[derive(Debug)]
pub struct Verdict {
    pub seed: u64,
    /// How many runs were answered, stopped with a reason, and failed.
    pub answered: usize,
    pub stopped: usize,
    pub failed: usize,
    /// How long it took in the platform's time.
    pub took: Duration,
    /// What does not hold.
    pub wrong: Vec<String>,
    pub log: String,
}

/// What a run leaves whatever went wrong meanwhile.
#[derive(Debug, PartialEq)]
struct Left {
    question: String,
    status: Status,
    answer: Option<String>,
    reason: Option<String>,
    /// Each turn with the tokens it took.
    turns: BTreeMap<String, u64>,
    memory: BTreeMap<String, String>,
}

/// What each question leaves.
pub(super) struct Expected(BTreeMap<&'static str, Left>);

impl Expected {
    pub fn of(undisturbed: &Played) -> Self {
        Self(undisturbed.runs.iter().filter_map(|run| Some((run.question, Left::by(run.state.as_ref()?)))).collect())
    }
}

impl Verdict {
    pub(super) fn on(seed: u64, played: &Played, expected: &Expected) -> Self {
        let mut wrong: Vec<String> = played.messages.iter().map(|(queue, count)| format!("{count} messages stay in {queue}")).collect();
        for run in &played.runs {
            wrong.extend(wrong_with(run, &expected.0[run.question]).into_iter().map(|what| format!("{:?}: {what}", run.question)));
        }
        wrong.extend(miscounted_in_all(played));
        wrong.extend(secrets(&played.log, &played.key).into_iter().map(|line| format!("a secret in the log: {line}")));
        let ended = |status| played.runs.iter().filter_map(|run| run.state.as_ref()).filter(|state| state.run.status == status).count();
        Self {
            seed,
            answered: ended(Status::Completed),
            stopped: ended(Status::Terminated),
            failed: ended(Status::Failed),
            took: played.took,
            wrong,
            log: played.log.clone(),
        }
    }
}

fn wrong_with(run: &Run, expected: &Left) -> Vec<String> {
    let Some(state) = &run.state else { return vec!["its start was never accepted".to_owned()] };
    let mut wrong = miscounted(state);
    if !state.run.status.is_final() {
        wrong.push(format!("it never ended: {:?}, run {}", state.run.status, state.run.id));
    }
    let left = Left::by(state);
    let cut_short = state.run.status == Status::Failed || out_of_time(state);
    if cut_short && !left.is_begun_of(expected) || !cut_short && left != *expected {
        wrong.push(format!("it left something else, run {}: {left:?} and not {expected:?}", state.run.id));
    }
    wrong
}

/// Counters that are not the sum of the records, and turns that are neither done nor undone.
fn miscounted(state: &RunState) -> Vec<String> {
    let done: Vec<_> = state.executions.iter().filter(|execution| execution.status == ExecutionStatus::Completed).collect();
    let routed =
        |tokens: fn(&genesis_rcr::Routed) -> u32| done.iter().filter_map(|turn| turn.routed.as_ref()).map(tokens).map(u64::from).sum();
    let failed = state.executions.iter().filter(|execution| execution.status == ExecutionStatus::Failed).count();
    let counted = [
        u64::from(state.run.steps_completed),
        u64::from(state.run.steps_failed),
        state.run.total_tokens,
        state.run.routed_tokens,
        state.run.full_tokens,
    ];
    let sums = [
        done.len() as u64,
        failed as u64,
        done.iter().map(|turn| turn.tokens_used).sum(),
        routed(|routed| routed.selected_tokens),
        routed(|routed| routed.full_tokens),
    ];
    let mut wrong = Vec::new();
    if counted != sums {
        wrong.push(format!("its counters are {counted:?}, its records sum up to {sums:?}, run {}", state.run.id));
    }
    let strays = state.memory.iter().filter(|item| !done.iter().any(|turn| turn.step == item.author));
    wrong.extend(strays.map(|item| format!("memory {} is of a turn that was not finished, run {}", item.id, state.run.id)));
    wrong
}

/// Sums over all runs that are not the sums of the runs.
fn miscounted_in_all(played: &Played) -> Vec<String> {
    let states: Vec<&RunState> = played.runs.iter().filter_map(|run| run.state.as_ref()).collect();
    let sum = |of: fn(&RunState) -> u64| states.iter().map(|state| of(state)).sum::<u64>();
    let ended = |status| states.iter().filter(|state| state.run.status == status).count() as u64;
    let totals = Totals {
        runs: states.len() as u64,
        completed: ended(Status::Completed),
        failed: ended(Status::Failed),
        terminated: ended(Status::Terminated),
        total_tokens: sum(|state| state.run.total_tokens),
        routed_tokens: sum(|state| state.run.routed_tokens),
        full_tokens: sum(|state| state.run.full_tokens),
        turns: sum(|state| u64::from(state.run.steps_completed)),
        selection_ms: sum(|state| state.run.selection_ms),
        duration_ms: sum(|state| state.run.duration_ms().unwrap_or(0)),
        ..Totals::default()
    };
    let mut agents = BTreeMap::<String, Tally>::new();
    for (agent, tally) in states.iter().flat_map(|state| state.tallies()) {
        let sum = agents.entry(agent.to_owned()).or_default();
        sum.executions += tally.executions;
        sum.successful += tally.successful;
        sum.tokens += tally.tokens;
        sum.duration_ms += tally.duration_ms;
    }
    let counted = &played.counted;
    let mut wrong = Vec::new();
    if counted.totals != totals {
        wrong.push(format!("the totals are {:?}, the runs sum up to {totals:?}", counted.totals));
    }
    if counted.agents != agents {
        wrong.push(format!("the agents' tallies are {:?}, the turns sum up to {agents:?}", counted.agents));
    }
    let Quota { runs, tokens, .. } = &counted.quota;
    let taken = [runs.used, runs.reserved, tokens.used, tokens.reserved];
    if taken != [totals.runs, 0, totals.total_tokens, 0] {
        wrong.push(format!("of the quota {taken:?} are taken, the totals are {totals:?}"));
    }
    if counted.open > 0 {
        wrong.push(format!("{} runs are still listed as open", counted.open));
    }
    wrong
}

fn out_of_time(state: &RunState) -> bool {
    state.run.terminator.as_ref().is_some_and(|terminator| terminator.reason == genesis_lag::Reason::TimeLimit)
}

impl Left {
    fn by(state: &RunState) -> Self {
        let done = state.executions.iter().filter(|execution| execution.status == ExecutionStatus::Completed);
        Self {
            question: state.run.original_query.clone(),
            status: state.run.status,
            answer: state.run.answer.as_ref().map(|answer| answer.text.clone()),
            reason: state.run.terminator.as_ref().map(|terminator| format!("{terminator:?}")),
            turns: done.map(|turn| (turn.step.to_string(), turn.tokens_used)).collect(),
            memory: state.memory.iter().map(|item| (item.id.clone(), item.content.clone())).collect(),
        }
    }

    /// Whether this is what the other is, as far as it came.
    fn is_begun_of(&self, whole: &Left) -> bool {
        self.turns.iter().all(|(turn, tokens)| whole.turns.get(turn) == Some(tokens))
            && self.memory.iter().all(|(item, content)| whole.memory.get(item) == Some(content))
    }
}

/// The lines that hold the secret part of the key, or digits enough to be a token.
fn secrets(log: &str, key: &str) -> Vec<String> {
    let secret = key.splitn(3, '_').last().unwrap_or(key);
    let long = |line: &str| line.split(|c: char| !c.is_ascii_hexdigit()).any(|digits| digits.len() >= SECRET_DIGITS);
    log.lines().filter(|line| line.contains(secret) || long(line)).map(str::to_owned).collect()
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, answered, stopped, failed, took, wrong, .. } = self;
        write!(f, "seed {seed}: {answered} answered, {stopped} stopped, {failed} failed, in {} s of its own time", took.as_secs())?;
        wrong.iter().try_for_each(|what| write!(f, "\n  {what}"))
    }
}
