use genesis_core::Timestamp;
use genesis_orchestration::{AgentStep, ExecutionStatus, Timeline};
use proptest::prelude::*;

use crate::sample::{Pace, end, run};

/// The turns of the critical path, like `s1 solver`.
fn path(timeline: &Timeline) -> Vec<String> {
    let name = |turn: AgentStep| match turn.step {
        Some(step) => format!("{step} {}", turn.role.as_str()),
        None => turn.role.as_str().to_owned(),
    };
    timeline.critical_path().map(|span| name(span.turn)).collect()
}

/// Every turn takes 10 ms, those of one sub-question so many more.
fn slow(position: usize, more: u64) -> impl Fn(AgentStep) -> u64 {
    move |turn| if turn.step.is_some_and(|step| step.position() == position) { 10 + more } else { 10 }
}

#[test]
fn the_critical_path_follows_the_slowest_dependent_chain() {
    for (depends_on, slowest, expected) in [
        (&[&[][..]][..], 1, &["s1"][..]),
        (&[&[], &[1]], 1, &["s1", "s2"]),
        (&[&[], &[]], 2, &["s2"]),
        (&[&[], &[]], 1, &["s1"]),
        // The last asks for both; the slower one of them counts.
        (&[&[], &[], &[1, 2]], 2, &["s2", "s3"]),
        // The slow one is alone in its wave with a chain that goes on without it.
        (&[&[], &[1], &[1], &[2]], 3, &["s1", "s2", "s4"]),
    ] {
        let state = run(depends_on, &Pace { duration: &slow(slowest, 5), delay: 1 });
        let turns = expected.iter().flat_map(|step| ["retriever", "solver", "critic"].map(|role| format!("{step} {role}")));
        let expected: Vec<String> =
            ["planner".to_owned()].into_iter().chain(turns).chain(["rewriter", "verifier"].map(ToOwned::to_owned)).collect();
        assert_eq!(path(&Timeline::of(&state, end(&state))), expected, "{depends_on:?} {slowest}");
    }
}

#[test]
fn the_slower_of_a_chain_and_a_long_turn_beside_it_is_critical() {
    let depends_on = &[&[][..], &[1], &[]];
    let beside = |more| path(&Timeline::of(&run(depends_on, &Pace { duration: &slow(3, more), delay: 0 }), Timestamp(0)));
    assert!(beside(9).contains(&"s2 solver".to_owned()));
    assert!(beside(11).contains(&"s3 solver".to_owned()));
}

#[test]
fn turns_stand_in_the_order_of_their_start_with_their_offsets() {
    let state = run(&[&[], &[]], &Pace { duration: &|_| 10, delay: 5 });
    let timeline = Timeline::of(&state, Timestamp(end(&state).0 + 3));
    let spans: Vec<_> = timeline.turns.iter().map(|span| (span.offset_ms, span.duration_ms)).collect();
    assert_eq!(spans, [(5, 10), (20, 10), (20, 10), (35, 10), (35, 10), (50, 10), (50, 10), (65, 10), (80, 10)]);
    assert_eq!((timeline.total_ms, timeline.critical_ms), (93, 60));
}

#[test]
fn a_turn_that_was_never_finished_lasts_until_the_end() {
    let mut state = run(&[&[]], &Pace { duration: &|_| 10, delay: 0 });
    state.executions.truncate(3);
    let last = state.executions.last_mut().unwrap();
    (last.status, last.completed_at, last.outcome) = (ExecutionStatus::Running, None, None);
    let ended_at = Timestamp(last.started_at.0 + 100);
    let timeline = Timeline::of(&state, ended_at);
    assert_eq!((timeline.turns[2].duration_ms, timeline.critical_ms), (100, 120));
}

#[test]
fn a_run_without_turns_has_an_empty_timeline() {
    let mut state = run(&[&[]], &Pace { duration: &|_| 10, delay: 0 });
    state.executions.clear();
    let timeline = Timeline::of(&state, state.run.created_at);
    assert_eq!(timeline, Timeline { turns: Vec::new(), total_ms: 0, critical_ms: 0 });
}

/// For each of a few sub-questions, some of those before it.
fn graphs() -> impl Strategy<Value = Vec<Vec<usize>>> {
    prop::collection::vec(any::<u8>(), 1..7).prop_map(|masks| {
        let premises = |(at, mask): (usize, u8)| (1..=at).filter(|premise| mask & (1 << (premise - 1)) != 0).collect();
        masks.into_iter().enumerate().map(premises).collect()
    })
}

proptest! {
    #[test]
    fn the_critical_path_is_no_shorter_than_a_turn_and_no_longer_than_the_run(
        graph in graphs(),
        durations in prop::collection::vec(0u64..1000, 32),
        delay in 0u64..50,
    ) {
        let depends_on: Vec<&[usize]> = graph.iter().map(Vec::as_slice).collect();
        let duration = |turn: AgentStep| durations[turn.to_string().bytes().map(usize::from).sum::<usize>() % durations.len()];
        let state = run(&depends_on, &Pace { duration: &duration, delay });
        let timeline = Timeline::of(&state, end(&state));
        let longest = timeline.turns.iter().map(|span| span.duration_ms).max().unwrap();
        prop_assert!(longest <= timeline.critical_ms && timeline.critical_ms <= timeline.total_ms, "{timeline:?}");
        let critical: Vec<_> = timeline.critical_path().collect();
        prop_assert!(critical.windows(2).all(|pair| pair[0].offset_ms + pair[0].duration_ms <= pair[1].offset_ms), "{timeline:?}");
        prop_assert_eq!(critical.iter().map(|span| span.duration_ms).sum::<u64>(), timeline.critical_ms);
        prop_assert_eq!(timeline.turns.len(), state.executions.len());
    }
}
