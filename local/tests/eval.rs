//! `genesis eval` over a few questions of our own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::{
    fs,
    process::{Command, Output},
};

use serde_json::{Value, json};
use tempfile::TempDir;

fn eval(folder: &TempDir, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_genesis"));
    command.arg("eval").args(arguments).current_dir(folder.path()).env_remove("RUST_LOG").output().unwrap()
}

/// Standard output as the one JSON object it is, without what depends on the machine.
fn object(output: &Output) -> Value {
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{output:?}");
    let mut printed: Value = serde_json::from_slice(&output.stdout).unwrap();
    for summary in ["/summary", "/groups/0/summary", "/groups/1/summary", "/groups/2/summary"] {
        if let Some(summary) = printed.pointer_mut(summary) {
            summary["wall_ms"] = Value::Null;
        }
    }
    printed["rows"].as_array_mut().unwrap().iter_mut().for_each(|row| row["wall_ms"] = Value::Null);
    printed
}

fn paragraph(title: &str, text: &str) -> Value {
    json!({ "title": title, "text": text })
}

/// Three questions of which two can be asked with their gold sub-questions, and one that has no paragraphs.
fn data() -> TempDir {
    let noise = "It has a market on Fridays. The trains to it are slow.";
    let bridge = |id: &str, work: &str, maker: &str, town: &str| {
        json!({
            "id": id, "question": format!("Where was the composer of {work} born?"), "answer": town, "type": "bridge", "hops": 2,
            "paragraphs": [
                paragraph(work, &format!("{work} is an opera in three acts. {work} was composed by {maker}.")),
                paragraph("Ostrand", &format!("Ostrand is a town in the north. {noise}")),
                paragraph(maker, &format!("{maker} was a musician. {maker} was born in {town}.")),
                paragraph("Telve", &format!("Telve is a valley in the south. {noise}")),
            ],
            "supporting": [work, maker], "supporting_idx": [0, 2],
            "decomposition": [
                {"q": format!("Who composed {work}?"), "a": maker, "deps": [], "support_idx": 0},
                {"q": "Where was #1 born?", "a": town, "deps": [1], "support_idx": 2},
            ],
        })
    };
    let mut lookup = bridge("c", "Vell", "Ilse Brand", "Sennet");
    lookup["question"] = json!("Who composed Vell?");
    lookup["answer"] = json!("Ilse Brand");
    lookup["hops"] = json!(1);
    lookup["decomposition"] = Value::Null;
    let bare = json!({"id": "d", "question": "Who is it?", "paragraphs": [], "decomposition": [{"q": "it", "deps": []}]});
    let rows = [bridge("a", "Halvorn", "Edwin Castle", "Marrow"), bridge("b", "Lowden", "Tomas Rell", "Oslo"), lookup, bare];
    let folder = tempfile::tempdir().unwrap();
    let lines: Vec<String> = rows.iter().map(Value::to_string).collect();
    fs::write(folder.path().join("rows.jsonl"), lines.join("\n")).unwrap();
    folder
}

#[test]
fn questions_are_measured_by_set_and_hops() {
    let folder = data();
    let printed = object(&eval(&folder, &["--data", "rows.jsonl", "--json"]));
    let summary = &printed["summary"];
    assert_eq!((&summary["questions"], &summary["marked"]), (&json!(3), &json!(3)));
    assert_eq!(printed["left_out"], json!({"without_paragraphs": 1, "without_decomposition": 0}));
    for share in ["reduction", "evidence_recall", "all_evidence", "em", "f1", "contain"] {
        assert!((0.0..=1.0).contains(&summary[share].as_f64().unwrap()), "{share}: {summary}");
        assert_eq!(summary["intervals"][share].as_array().unwrap().len(), 2, "{share}: {summary}");
    }
    assert_eq!((&summary["em"], &summary["contain"]), (&json!(1.0), &json!(1.0)), "{printed}");
    let groups: Vec<_> = printed["groups"].as_array().unwrap().iter().map(|group| (&group["set"], &group["hops"])).collect();
    assert_eq!(groups, [(&json!("rows"), &Value::Null), (&json!("rows"), &json!(1)), (&json!("rows"), &json!(2))]);
    let ids: Vec<_> = printed["rows"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["a", "b", "c"]);
}

#[test]
fn the_same_questions_give_the_same_figures() {
    let folder = data();
    let arguments = ["--data", ".", "--json", "--pool", "2", "--seed", "7"];
    assert_eq!(object(&eval(&folder, &arguments)), object(&eval(&folder, &arguments)));
}

#[test]
fn gold_sub_questions_are_asked_over_gold_answers() {
    let folder = data();
    let printed = object(&eval(&folder, &["--data", "rows.jsonl", "--json", "--decomposition", "gold"]));
    assert_eq!((&printed["summary"]["questions"], &printed["left_out"]["without_decomposition"]), (&json!(2), &json!(1)));
    let rows = printed["rows"].as_array().unwrap();
    assert_eq!((&rows[0]["steps"], &rows[0]["answer"]), (&json!(2), &json!("Marrow")), "{rows:?}");
    assert_eq!(rows[0]["sentences"], json!({"gold": 2, "kept": 2}));
    assert_eq!(rows[0]["tokens_by_role"]["planner"], json!(0), "nobody had to plan");
}

#[test]
fn a_larger_memory_holds_the_paragraphs_of_others() {
    let folder = data();
    let tokens = |pool| object(&eval(&folder, &["--data", ".", "--json", "--pool", pool]))["summary"]["full_tokens"].as_u64().unwrap();
    let (alone, all) = (tokens("1"), tokens("3"));
    assert!(2 * all > 3 * alone, "{alone} {all}");
    assert_eq!(tokens("9"), all, "there are no more than three");
}

#[test]
fn a_run_is_compared_with_an_earlier_one() {
    let folder = data();
    let earlier = eval(&folder, &["--data", ".", "--json", "--policy", "full"]);
    fs::write(folder.path().join("full.json"), &earlier.stdout).unwrap();
    let printed = object(&eval(&folder, &["--data", ".", "--json", "--against", "full.json"]));
    assert_eq!((&printed["against"]["pairs"], &printed["against"]["unpaired"]), (&json!(3), &json!(0)));
    let reduction = &printed["against"]["measures"]["reduction"];
    assert_eq!(reduction["this"], printed["summary"]["reduction"]);
    assert_eq!(reduction["that"], object(&earlier)["summary"]["reduction"]);
    let told = String::from_utf8(eval(&folder, &["--data", ".", "--against", "full.json"]).stdout).unwrap();
    for part in ["rows, 2 hops", "3 questions that both runs asked", "policy: rcr here, full there", "tokens spared", "p, of the paired"] {
        assert!(told.contains(part), "no {part}: {told}");
    }
    assert_eq!(printed["against"]["differing"], json!({ "policy": ["rcr", "full"] }));
    // With three questions, a quarter of the ways to swap them are as extreme: nothing can be told from chance.
    let marks = printed["against"]["measures"].as_object().unwrap().values().map(|difference| &difference["is_significant"]);
    assert!(marks.into_iter().all(|is_significant| is_significant == &json!(false)), "{printed}");
}

#[test]
fn a_run_over_other_questions_is_not_compared() {
    let folder = data();
    let text = fs::read_to_string(folder.path().join("rows.jsonl")).unwrap();
    fs::write(folder.path().join("others.jsonl"), text).unwrap();
    let earlier = eval(&folder, &["--data", "others.jsonl", "--json"]);
    fs::write(folder.path().join("others.json"), &earlier.stdout).unwrap();
    let output = eval(&folder, &["--data", "rows.jsonl", "--against", "others.json"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{told}");
    assert!(told.contains("others.json: asked none of the questions of rows.jsonl"), "{told}");
}

#[test]
fn the_table_fits_a_window_unless_intervals_are_asked_for() {
    let folder = data();
    let lines = |arguments: &[&str]| String::from_utf8(eval(&folder, arguments).stdout).unwrap();
    let (usual, verbose) = (lines(&["--data", "."]), lines(&["--data", ".", "--verbose"]));
    assert!(usual.lines().all(|line| line.chars().count() <= 120), "{usual}");
    assert!(!usual.contains("[100.0–100.0]") && verbose.contains("[100.0–100.0]"), "{usual}\n{verbose}");
    assert!(!lines(&["--data", ".", "--verbose", "--limit", "1"]).contains("–100.0]"), "one question has no interval");
}

#[test]
fn a_report_that_cannot_be_written_is_told_before_anything_is_asked() {
    let folder = data();
    let broken = json!({"id": "z", "question": "Q?", "answer": 7}).to_string();
    fs::write(folder.path().join("page.html"), "an earlier page").unwrap();
    let output = eval(&folder, &["--data", "rows.jsonl", "--report", "nowhere/page.html"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]), "{told}");
    assert!(told.contains("nowhere/page.html: cannot be written"), "{told}");
    fs::write(folder.path().join("broken.jsonl"), broken).unwrap();
    assert_eq!(eval(&folder, &["--data", "broken.jsonl", "--report", "page.html"]).status.code(), Some(2));
    assert_eq!(fs::read_to_string(folder.path().join("page.html")).unwrap(), "an earlier page", "nothing was measured in its place");
    let output = eval(&folder, &["--data", "rows.jsonl", "--report", "page.html"]);
    assert!(String::from_utf8(output.stdout).unwrap().contains("Evidence"));
    assert!(fs::read_to_string(folder.path().join("page.html")).unwrap().starts_with("<!DOCTYPE html>"));
}

#[test]
fn the_report_is_one_page_with_two_plots() {
    let folder = data();
    let output = eval(&folder, &["--data", ".", "--report", "page.html"]);
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{output:?}");
    let page = fs::read_to_string(folder.path().join("page.html")).unwrap();
    assert_eq!(page.matches("<svg").count(), 2);
    for part in ["rows, 2 hops", "static", "tokens spared, %", "solver", "the same, no guesses", "</html>"] {
        assert!(page.contains(part), "no {part}");
    }
    assert!(!page.contains("src=") && !page.contains("href="), "the page needs nothing else");
}

#[test]
fn what_cannot_be_measured_is_refused_with_what_to_change() {
    let folder = data();
    let path = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    path("broken.jsonl", "{\"id\": \"a\", \"question\": \"Q?\", \"answer\": 7}\n");
    path("no-json.jsonl", "\n{id: 1}\n");
    path("lookup.jsonl", r#"{"id": "a", "question": "Q?", "answer": "A", "paragraphs": [{"title": "T", "text": "A."}]}"#);
    path("not-a-run.json", "{}");
    for (arguments, expected) in [
        (&["--data", "nowhere"][..], "nowhere: there is no such file or folder"),
        (&["--data", "broken.jsonl"], "broken.jsonl, line 1: answer: invalid type: integer `7`"),
        (&["--data", "no-json.jsonl"], "no-json.jsonl, line 2: the line: no JSON from column 2 on: key must be a string\n"),
        (&["--acceptance", "--report", "page.html"], "cannot be used with"),
        (&["--acceptance", "--limit", "1"], "cannot be used with"),
        (&["--acceptance", "--against", "not-a-run.json"], "cannot be used with"),
        (&["--data", "rows.jsonl", "--policy", "best"], "invalid value 'best' for '--policy"),
        (&["--data", "rows.jsonl", "--limit", "0"], "must be a whole number from 1"),
        (&["--data", "rows.jsonl", "--against", "not-a-run.json"], "not-a-run.json: is not what `eval --json` prints"),
        (&["--data", "lookup.jsonl", "--decomposition", "gold"], "lookup.jsonl: none of its questions comes with sub-questions"),
        (&[], "--data <PATH>"),
        (&["--acceptance", "--suite", "not-a-run.json"], "not-a-run.json: is not a suite"),
    ] {
        let output = eval(&folder, arguments);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{arguments:?}: {told}");
        assert!(told.contains(expected), "{arguments:?}: {told}");
    }
}

#[test]
fn nothing_to_learn_from_is_as_much_a_usage_error_as_nothing_to_ask() {
    let folder = data();
    fs::write(folder.path().join("empty.jsonl"), "").unwrap();
    for (arguments, expected) in [
        (["train", "--data", "empty.jsonl"], (Some(2), "empty.jsonl: holds no question")),
        (["eval", "--data", "empty.jsonl"], (Some(2), "empty.jsonl: holds no question")),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_genesis")).args(arguments).current_dir(folder.path()).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == expected.0 && told.contains(expected.1), "{arguments:?}: {told}");
    }
    let arguments = ["train", "--data", "rows.jsonl", "--out", "nowhere/weights.txt"];
    let output = Command::new(env!("CARGO_BIN_EXE_genesis")).args(arguments).current_dir(folder.path()).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), told.lines().count()), (Some(1), 1), "nothing was learned before: {told}");
}

#[test]
fn the_acceptance_cases_hold_and_are_written_down() {
    let folder = tempfile::tempdir().unwrap();
    let output = eval(&folder, &["--acceptance"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let written: Value = serde_json::from_str(&fs::read_to_string(folder.path().join("acceptance.json")).unwrap()).unwrap();
    let tests = written["tests"].as_array().unwrap();
    let names: Vec<_> = tests.iter().map(|test| test["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["lag-hotpotaqa", "terminator-trip", "rcr-savings", "stability-98_6"]);
    for test in tests {
        assert!(test["input"].is_string() && test["expect"].is_object() && test["result"]["passed"] == json!(true), "{test}");
    }
}
