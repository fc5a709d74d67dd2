//! Runs with known routes, measured.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use genesis_core::{Ids, RunId, Timestamp};
use genesis_evaluation::{Comparison, Figures, Kept, Measure, QuestionSet, Reading, Row, Shelf, Summary, Sweep, Taken, groups};
use genesis_lag::{Reason, StepId};
use genesis_orchestration::{AgentStep, Execution, ExecutionStatus, MemoryItem, Run, RunState};
use genesis_rcr::{Cost, Policy, Role, Routed, Selected, SourceKind, Span};
use genesis_tokens::count;
use serde_json::json;

const BLIP: &str = "Blip is a game. Ann Ask made it.";
const ANN: &str = "Ann Ask is a designer. She was born in Oslo.";
const NOISE: &str = "Rome is a city. It is old.";

fn row(id: &str) -> Row {
    let line = json!({
        "id": id, "question": "Where was the maker of Blip born?", "answer": "Oslo", "hops": 2,
        "paragraphs": [
            {"title": "Blip", "text": BLIP, "sent_starts": [0, 16]},
            {"title": "Rome", "text": NOISE},
            {"title": "Ann Ask", "text": ANN, "sent_starts": [0, 23]},
        ],
        "supporting": ["Blip", "Ann Ask"], "supporting_sents": [["Blip", 1], ["Ann Ask", 1]],
    });
    QuestionSet::parse("some", &line.to_string()).unwrap().rows.remove(0)
}

/// A paragraph by its number, and what of it is read; `None` for all.
type Read = (usize, Option<(usize, usize)>);

/// A run whose Solver read this in each of its turns: passages by the place of their paragraph, and what of them.
fn state(turns: &[&[Read]]) -> RunState {
    let passages = [("Blip", BLIP), ("Rome", NOISE), ("Ann Ask", ANN)];
    let solver = |wave| AgentStep::new(wave, Some(StepId::new(1)), Role::Solver);
    let memory = passages.iter().enumerate().map(|(place, (title, text))| MemoryItem {
        id: format!("01.s01.2-retriever/0{place}"),
        author: AgentStep::new(1, Some(StepId::new(1)), Role::Retriever),
        kind: SourceKind::Passage,
        source: id(place),
        title: (*title).to_owned(),
        content: (*text).to_owned(),
        cost: Cost::of(title, text, count),
        written_at: Timestamp(0),
    });
    let executions = turns.iter().zip(1..).map(|(selected, wave)| Execution {
        status: ExecutionStatus::Completed,
        completed_at: Some(Timestamp(0)),
        routed: Some(routed(selected)),
        tokens_used: 10,
        ..Execution::begun(solver(wave), Timestamp(0))
    });
    RunState { run: run(), executions: executions.collect(), memory: memory.collect() }
}

fn id(place: usize) -> String {
    format!("own-00{place}#0")
}

fn routed(selected: &[(usize, Option<(usize, usize)>)]) -> Routed {
    let selected = selected.iter().map(|(place, span)| Selected {
        id: id(*place),
        spans: span.map(|(start, end)| vec![Span { start, end }]),
        tokens: 8,
    });
    Routed {
        policy: Policy::Rcr,
        selected: selected.collect(),
        budget: 1024,
        selected_tokens: 0,
        full_tokens: 0,
        static_tokens: 0,
        rcr_tokens: 0,
        scores: Vec::new(),
        filter_hits: 0,
        filter_misses: 0,
        oversized: Vec::new(),
    }
}

fn run() -> Run {
    Run::pending(RunId::new(Ids::seeded(1).next()), Timestamp(0), "", "extractive")
}

fn figures(id: &str, turns: &[&[Read]], answer: Option<&str>) -> Figures {
    let (row, state) = (row(id), state(turns));
    let shelf = Shelf::of(&row, &[]);
    Figures::of(
        "some",
        Taken { row: &row, shelf: &shelf, state: &state, answer, is_fallback: false, is_marked: true, failure: None, wall_ms: 0 },
    )
}

#[test]
fn what_several_turns_read_counts_once() {
    let all = figures("a", &[&[(0, None), (1, None), (2, None)]], Some("Oslo"));
    assert_eq!((all.routed_tokens, all.sentences), (all.full_tokens, Kept { gold: 2, kept: 2 }));
    let twice = figures("a", &[&[(0, Some((16, 32))), (2, None)], &[(0, Some((16, 32))), (2, Some((23, 44)))]], Some("Oslo"));
    let expected = count("Blip:") + count(" Ann Ask made it.") + count(&format!("Ann Ask: {ANN}"));
    assert_eq!((twice.routed_tokens, twice.sentences), (expected as u64, Kept { gold: 2, kept: 2 }));
    assert_eq!((twice.turns, twice.total_tokens()), (2, 20));
}

#[test]
fn a_sentence_that_is_not_read_to_its_end_is_lost_and_its_passage_is_not() {
    let lost = figures("a", &[&[(0, Some((0, 15)))]], None);
    assert_eq!((lost.passages, lost.sentences), (Kept { gold: 2, kept: 1 }, Kept { gold: 2, kept: 0 }));
    assert_eq!(lost.retrieved, Kept { gold: 2, kept: 2 });
    assert_eq!(lost.marks.unwrap().em, 0.0);
}

#[test]
fn a_memory_of_several_questions_holds_each_paragraph_once() {
    let (row, same) = (row("a"), row("b"));
    let mut other = row.clone();
    other.paragraphs[1].text = "Rome is large.".to_owned();
    let (alone, twice, three) = (Shelf::of(&row, &[]), Shelf::of(&row, &[&same]), Shelf::of(&row, &[&same, &other]));
    assert_eq!(alone.full_tokens, twice.full_tokens);
    assert_eq!(three.full_tokens - alone.full_tokens, count("Rome: Rome is large.") as u64);
    assert_eq!(three.index.passage_count(), 4);
}

#[test]
fn a_summary_adds_evidence_and_tokens_up_over_questions() {
    let rows = [
        figures("a", &[&[(0, None), (2, None)]], Some("in Oslo")),
        figures("b", &[&[(0, None)]], None),
        figures("c", &[&[]], Some("Rome")),
    ];
    let summary = Summary::of(&rows, 42);
    let share = |measure| summary.shares[&measure].unwrap();
    assert_eq!((summary.questions, summary.answered, summary.marked), (3, 2, 3));
    assert!((share(Measure::EvidenceRecall) - 0.5).abs() < 1e-12 && (share(Measure::AllEvidence) - 1.0 / 3.0).abs() < 1e-12);
    assert!((share(Measure::Contain) - 1.0 / 3.0).abs() < 1e-12 && share(Measure::Em) == 0.0);
    let routed: u64 = rows.iter().map(|row| row.routed_tokens).sum();
    assert!((share(Measure::Reduction) - (1.0 - routed as f64 / (3.0 * rows[0].full_tokens as f64))).abs() < 1e-12);
    let shown = serde_json::to_value(&summary).unwrap();
    assert_eq!((&shown["evidence_recall"], &shown["evidence"]), (&json!(0.5), &json!(["sentences"])));
    assert_eq!(shown["intervals"]["em"], json!([0.0, 0.0]));
    let groups: Vec<String> = groups(&rows.iter().collect::<Vec<_>>(), 42).iter().map(|group| group.name()).collect();
    assert_eq!(groups, ["some"]);
}

#[test]
fn a_guess_after_the_run_had_stopped_is_told_from_an_answer() {
    let answer = figures("a", &[&[(0, None)]], Some("Oslo"));
    let guess = Figures { is_fallback: true, id: "b".to_owned(), ..answer.clone() };
    let stopped = Figures { reason: Some(Reason::LowSupport), ..guess.clone() };
    let share = |rows: [&Figures; 2], measure| Summary::of(rows, 42).shares[&measure];
    assert_eq!((share([&answer, &stopped], Measure::Precision), share([&answer, &stopped], Measure::Stands)), (Some(1.0), Some(0.5)));
    assert_eq!((share([&stopped, &stopped], Measure::Precision), share([&stopped, &stopped], Measure::Stands)), (None, Some(0.0)));
    let summary = Summary::of([&answer, &guess], 42);
    assert_eq!((summary.answered, summary.fallbacks), (1, 1));
    assert_eq!((summary.shares[&Measure::Contain], summary.shares[&Measure::ContainWithoutFallback]), (Some(1.0), Some(0.5)));
}

#[test]
fn runs_are_compared_over_the_questions_they_share() {
    let rows = |answer| [figures("a", &[&[(0, None)]], answer), figures("b", &[&[(2, None)]], answer)];
    let (these, those) = (rows(Some("Oslo")), [rows(None).to_vec(), vec![figures("c", &[&[]], None)]].concat());
    let compared = Comparison::of(&these.iter().collect::<Vec<_>>(), &those, 42);
    assert_eq!((compared.pairs, compared.unpaired), (2, 1));
    let em = compared.measures[&Measure::Em];
    assert_eq!((em.this, em.that, em.difference, em.interval), (1.0, 0.0, 1.0, Some([1.0, 1.0])));
    assert_eq!(compared.measures[&Measure::Reduction].p, Some(1.0));
    let read: Figures = serde_json::from_value(serde_json::to_value(&these[0]).unwrap()).unwrap();
    assert_eq!(read, these[0], "what a run prints can be compared with later");
}

#[test]
fn a_larger_budget_reads_more() {
    let (row, state) = (row("a"), state(&[&[(0, None), (2, None)]]));
    let shelf = Shelf::of(&row, &[]);
    let kept = |budget| Reading::within(budget, &state, &shelf).evidence(&row).kept;
    assert_eq!([0, 8, 15, 16, u32::MAX].map(kept), [0, 1, 1, 2, 2]);
    let taken =
        Taken { row: &row, shelf: &shelf, state: &state, answer: None, is_fallback: false, is_marked: true, failure: None, wall_ms: 0 };
    let curve = Sweep::curve([&Sweep::of(taken)]);
    assert!(curve.windows(2).all(|pair| pair[0].reduction > pair[1].reduction && pair[0].evidence_recall < pair[1].evidence_recall));
    assert_eq!(curve.last().unwrap().evidence_recall, 1.0);
}
