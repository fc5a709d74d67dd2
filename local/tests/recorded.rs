//! Runs that are over, shown and taken again.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use serde_json::{Value, json};
use tempfile::TempDir;

const OLYMPICS: &str = "What is the population of the capital city of the country where the 2024 Summer Olympics were held?";

fn genesis(folder: &TempDir, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_genesis"));
    command.args(arguments).current_dir(folder.path()).env_remove("RUST_LOG").output().unwrap()
}

/// Standard output as the one JSON object it is.
fn object(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

#[test]
fn a_question_with_an_address_in_it_is_masked_in_the_trace_and_goes_as_it_went() {
    let (folder, run) = asked(&["How tall is the Burj Khalifa, and what does jane.doe@example.com say of it?"]);
    let trace = fs::read_to_string(folder.path().join(run["artifacts"].as_str().unwrap()).join("execution_trace.ndjson")).unwrap();
    assert!(trace.contains("****@***.com") && !trace.contains("jane.doe"), "{trace}");
    let output = genesis(&folder, &["replay", id(&run)]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

/// What `ask` prints of a question, in a folder of its own.
fn asked(arguments: &[&str]) -> (TempDir, Value) {
    let folder = tempfile::tempdir().unwrap();
    let printed = object(&genesis(&folder, &[&["ask", "--json"], arguments].concat()));
    (folder, printed)
}

fn id(printed: &Value) -> &str {
    printed["run_id"].as_str().unwrap()
}

#[test]
fn trace_shows_each_turn_with_the_critical_path_and_the_totals() {
    let (folder, run) = asked(&[OLYMPICS]);
    let output = genesis(&folder, &["trace", id(&run)]);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
    let tokens = format!("12 turns, {} tokens", run["totals"]["tokens"]);
    for part in [
        OLYMPICS,
        "planner → s1 retriever → s1 solver",
        "s3 critic → rewriter → verifier",
        &tokens,
        "of 1024",
        "Answer  2,102,650",
        id(&run),
    ] {
        assert!(printed.contains(part), "no {part} in\n{printed}");
    }
    assert_eq!(printed.lines().filter(|line| line.starts_with('●')).count(), 12, "a chain is critical as a whole\n{printed}");
}

#[test]
fn trace_with_json_says_what_ran_side_by_side() {
    let (folder, run) = asked(&["Which is higher, the tallest mountain of Africa or the tallest mountain of South America?"]);
    let output = genesis(&folder, &["trace", "--json", id(&run)]);
    let traced = object(&output);
    assert_eq!((output.status.code(), &traced["answer"], &traced["ending"]), (Some(0), &run["answer"], &json!("answered")));
    for field in ["turns", "tokens", "routed_tokens", "full_tokens", "cost_usd"] {
        assert_eq!(traced["totals"][field], run["totals"][field], "{field}");
    }
    let turns = traced["turns"].as_array().unwrap();
    assert!(turns.iter().map(|turn| turn["offset_ms"].as_u64().unwrap()).is_sorted(), "{turns:?}");
    let critical: Vec<&Value> = turns.iter().filter(|turn| turn["critical"] == true).map(|turn| &turn["turn"]).collect();
    assert!(critical.len() < turns.len(), "of two branches one is not critical: {critical:?}");
    assert_eq!(json!(critical), traced["critical_path"]["turns"]);
    let [critical, total] = [&traced["critical_path"]["time_ms"], &traced["time_ms"]].map(|time| time.as_u64().unwrap());
    assert!(critical <= total, "{critical} {total}");
    for turn in turns {
        let context = &turn["context"];
        assert!(context["tokens"].as_u64() <= context["budget"].as_u64() && context["selection_ms"].is_u64(), "{turn}");
        assert!(context["selected"].as_array().unwrap().len() as u64 <= context["considered"].as_u64().unwrap(), "{turn}");
    }
}

#[test]
fn a_run_taken_again_is_the_same_however_it_ended() {
    for (arguments, ending, turns) in [
        (&[OLYMPICS][..], None, 12),
        (&["Which is higher, the tallest mountain of Africa or the tallest mountain of South America?"], None, 18),
        (&["Where was he born?"], Some("AMBIGUOUS"), 1),
        (&["Who was the first astronaut from Wakanda?"], Some("UNANSWERABLE"), 4),
        (&["--max-depth", "1", OLYMPICS], Some("DEPTH_LIMIT"), 4),
        (&["--half-life", "0.5", OLYMPICS], None, 12),
    ] {
        let (folder, run) = asked(arguments);
        assert_eq!(run["terminator"]["reason"].as_str(), ending, "{run}");
        let output = genesis(&folder, &["replay", id(&run)]);
        let printed = String::from_utf8(output.stdout).unwrap();
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{arguments:?}: {printed}");
        assert!(printed.starts_with(&format!("The same  {turns} turns")), "{arguments:?}: {printed}");
        let replayed = object(&genesis(&folder, &["replay", "--json", id(&run)]));
        assert_eq!((&replayed["same"], &replayed["difference"], &replayed["turns"]), (&json!(true), &Value::Null, &json!(turns)));
    }
}

/// Something to change in a file: what the first difference is then.
struct Tampering {
    file: &'static str,
    /// The line of the trace, by turn; the whole file otherwise.
    turn: Option<&'static str>,
    pointer: &'static str,
    value: Value,
    /// Where the difference is, the field, and what is there now.
    told: (&'static str, &'static str, Value),
}

fn tamperings() -> Vec<Tampering> {
    let trace = |turn, pointer, value, told| Tampering { file: "execution_trace.ndjson", turn: Some(turn), pointer, value, told };
    let file = |file, pointer, value, told| Tampering { file, turn: None, pointer, value, told };
    vec![
        trace("02.s02.3-solver", "/answer", json!("Lyon"), ("turn 02.s02.3-solver", "answer", json!("Paris"))),
        trace("02.s02.3-solver", "/outcome/solved/text", json!("Lyon"), ("turn 02.s02.3-solver", "outcome.solved.text", json!("Paris"))),
        trace(
            "02.s02.4-critic",
            "/router/selected/0/id",
            json!("x#0"),
            ("turn 02.s02.4-critic", "router.selected[0].id", json!("france.md#0")),
        ),
        trace("00.s00.1-planner", "/tokens", json!(1), ("turn 00.s00.1-planner", "tokens", json!(59))),
        trace("04.s00.5-rewriter", "/query", json!("What?"), ("turn 04.s00.5-rewriter", "query", json!(OLYMPICS))),
        trace("04.s00.6-verifier", "/terminator", json!({}), ("turn 04.s00.6-verifier", "terminator", Value::Null)),
        file("memory_post.json", "/0/content", json!("No plan."), ("turn 00.s00.1-planner", "memory[0].content", Value::Null)),
        file("preflight_plan.json", "/original_query", json!("Why?"), ("turn 00.s00.1-planner", "query", json!("Why?"))),
        file("preflight_plan.json", "/estimated_tokens", json!(1), ("file preflight_plan.json", "estimated_tokens", json!(1500))),
        file("router_metrics.json", "/oversized_skipped", json!(1), ("file router_metrics.json", "oversized_skipped", json!(0))),
        file("memory_pre.json", "", json!([{}]), ("file memory_pre.json", "[0]", Value::Null)),
        file("policy.json", "/routing/half_life_waves", json!(0), ("turn 01.s01.2-retriever", "router.scores[0].importance", json!(0.65))),
        file("policy.json", "/auth/mode", json!("OPEN"), ("file policy.json", "auth.mode", json!("PROTECTED"))),
    ]
}

impl Tampering {
    fn with(&self, folder: &Path) {
        let path = folder.join(self.file);
        let change = |text: &str| {
            let mut value: Value = serde_json::from_str(text).unwrap();
            *value.pointer_mut(self.pointer).unwrap() = self.value.clone();
            value.to_string()
        };
        let content = fs::read_to_string(&path).unwrap();
        let changed = match self.turn {
            None => change(&content),
            Some(turn) => {
                let is_meant = |line: &&str| line.contains(&format!("\"step\":\"{turn}\""));
                let line = content.lines().find(is_meant).unwrap();
                content.replace(line, &change(line))
            }
        };
        fs::write(path, changed).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

#[test]
fn replay_names_the_turn_and_the_field_that_somebody_changed() {
    let (folder, run) = asked(&[OLYMPICS]);
    let artifacts = folder.path().join(run["artifacts"].as_str().unwrap());
    for tampering in tamperings() {
        copy(&artifacts, &folder.path().join("copy"));
        tampering.with(&folder.path().join("copy"));
        let output = genesis(&folder, &["replay", "--json", "copy"]);
        let replayed = object(&output);
        let (at, field, now) = &tampering.told;
        let shown = &replayed["difference"];
        assert_eq!((output.status.code(), &replayed["same"]), (Some(1), &json!(false)), "{at} {field}");
        assert_eq!((shown["at"].as_str(), shown["field"].as_str()), (Some(*at), Some(*field)), "{shown}");
        assert!(now.is_null() || shown["replayed"] == *now, "{shown}");
    }
}

#[test]
fn replay_tells_a_person_what_was_and_what_is() {
    let (folder, run) = asked(&[OLYMPICS]);
    let path = folder.path().join(run["artifacts"].as_str().unwrap()).join("memory_post.json");
    fs::write(&path, fs::read_to_string(&path).unwrap().replace("2,102,650", "2,102,651")).unwrap();
    let output = genesis(&folder, &["replay", id(&run)]);
    let printed = String::from_utf8(output.stdout).unwrap();
    let expected = "Different  turn 03.s03.3-solver, answer\n  What is the population of Paris?\n  recorded  \"2,102,650\"\n  replayed  \"2,102,651\"\n";
    assert_eq!((output.status.code(), printed.as_str()), (Some(1), expected));
}

#[test]
fn a_trace_that_lacks_a_turn_is_refused() {
    let (folder, run) = asked(&[OLYMPICS]);
    let path = folder.path().join(run["artifacts"].as_str().unwrap()).join("execution_trace.ndjson");
    let trace = fs::read_to_string(&path).unwrap();
    let without = |missing: &str| {
        let lines: Vec<&str> = trace.lines().filter(|line| !line.contains(&format!("\"step\":\"{missing}\""))).collect();
        fs::write(&path, lines.join("\n")).unwrap();
    };
    let refused = |names: &[&str]| {
        for command in ["trace", "replay"] {
            complains(&genesis(&folder, &[command, id(&run)]), names);
        }
    };
    for (missing, told_by) in [
        ("02.s02.4-critic", "memory_post.json"),
        ("01.s01.2-retriever", "memory_post.json"),
        ("00.s00.1-planner", "preflight_plan.json"),
        ("04.s00.6-verifier", "router_metrics.json"),
    ] {
        without(missing);
        refused(&["execution_trace.ndjson lacks", missing.rsplit('-').next().unwrap(), told_by]);
    }
    fs::write(&path, "").unwrap();
    refused(&["execution_trace.ndjson lacks the turn 00.s00.1-planner"]);
}

#[test]
fn what_is_no_recorded_run_is_named_in_one_line() {
    let (folder, run) = asked(&["Where was he born?"]);
    let artifacts = folder.path().join(run["artifacts"].as_str().unwrap());
    let broken = |name: &str, file: &str, content: Option<&str>| {
        copy(&artifacts, &folder.path().join(name));
        let path = folder.path().join(name).join(file);
        content.map_or_else(|| fs::remove_file(&path), |content| fs::write(&path, content)).unwrap();
    };
    broken("lacking", "policy.json", None);
    broken("cut", "preflight_plan.json", Some("{\"original_query\": \"Wh"));
    broken("torn", "execution_trace.ndjson", Some("{}\n"));
    broken(
        "other-model",
        "policy.json",
        Some(r#"{"limits":{"max_depth":5,"max_steps":10,"max_seconds":300},"context":"rcr","model":"gpt-0","seed":1}"#),
    );
    broken("bytes", "memory_pre.json", None);
    fs::write(folder.path().join("bytes/memory_pre.json"), [0xff]).unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    let unknown = "00000000-0000-4000-8000-000000000000";
    for (arguments, names) in [
        (&[unknown][..], &[unknown, ".genesis"][..]),
        (&[id(&run), "--data-dir", "empty"], &[id(&run), "empty"]),
        (&["yesterday"], &["yesterday", "id of a run"]),
        (&["../etc/passwd"], &["neither"]),
        (&[""], &["neither"]),
        (&["lacking"], &["lacking", "policy.json is missing"]),
        (&["empty"], &["empty", "preflight_plan.json is missing"]),
        (&["cut"], &["cut", "preflight_plan.json cannot be read"]),
        (&["bytes"], &["cannot read", "memory_pre.json", "UTF-8"]),
        (&["torn"], &["torn", "line 1 of execution_trace.ndjson"]),
    ] {
        for command in ["trace", "replay"] {
            complains(&genesis(&folder, &[&[command], arguments].concat()), names);
        }
    }
    complains(&genesis(&folder, &["replay", "other-model"]), &["gpt-0"]);
    assert_eq!(genesis(&folder, &["trace", "other-model"]).status.code(), Some(0), "whatever made it, a run can be shown");
}

#[track_caller]
fn complains(output: &Output, names: &[&str]) {
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{complaint}");
    assert!(complaint.starts_with("genesis: ") && complaint.trim_end().lines().count() == 1, "{complaint}");
    assert!(names.iter().all(|name| complaint.contains(name)), "{names:?}: {complaint}");
}
