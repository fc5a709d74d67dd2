//! `genesis stability` as a person or a script runs it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::{
    fs,
    process::{Command, Output},
};

use serde_json::{Value, json};
use tempfile::TempDir;

const OLYMPICS: &str = "What is the population of the capital city of the country where the 2024 Summer Olympics were held?";

fn stability(folder: &TempDir, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_genesis"));
    command.arg("stability").args(arguments).current_dir(folder.path()).env_remove("RUST_LOG").output().unwrap()
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn object(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

#[test]
fn runs_of_one_question_are_the_same_one_after_the_other_and_at_the_same_time() {
    for how in [&["--runs", "4"][..], &["--runs", "4", "--parallel"]] {
        let output = stability(&folder(), &[how, &["--json", OLYMPICS]].concat());
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let printed = object(&output);
        let report = &printed["report"];
        for figure in ["plan_equivalence", "route_consistency", "artifact_consistency", "overall"] {
            assert_eq!(report[figure], json!(1.0), "{figure}: {printed}");
        }
        assert_eq!((&report["runs"], &report["variations"], &printed["answer"]), (&json!(4), &json!([]), &json!("2,102,650")));
        assert!(printed["measures"].as_array().unwrap().iter().all(|measure| measure["met"] == true), "{printed}");
        assert_eq!(printed["advice"]["setting"], json!({ "temperature": null, "seed": "fixed", "tie_break": null }));
        assert_eq!(printed["advice"]["seed_matters"], json!(false), "{printed}");
        let beside = &printed["beside_serial"];
        match how.len() {
            2 => assert_eq!(beside, &Value::Null),
            _ => assert_eq!((&beside["equals_serial"], &beside["interference"]), (&json!(true), &json!(0.0)), "{beside}"),
        }
    }
}

/// Whatever keeps a question from an answer, it is the same each time.
#[test]
fn a_question_without_an_answer_is_as_stable_as_one_with() {
    let output = stability(&folder(), &["--runs", "2", "--json", "Who is he?"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let printed = object(&output);
    assert_eq!((&printed["report"]["overall"], &printed["answer"]), (&json!(1.0), &json!("AMBIGUOUS")), "{printed}");
}

#[test]
fn a_baseline_is_kept_once_and_then_compared_with() {
    let folder = folder();
    let again = || stability(&folder, &["--runs", "2", "--baseline", "base.json", "How tall is the Burj Khalifa?"]);
    let printed = |output: &Output| String::from_utf8(output.stdout.clone()).unwrap();
    let kept = again();
    assert_eq!(kept.status.code(), Some(0), "{kept:?}");
    for part in
        ["plan equivalence", "100.0 %", "Variation", "Advice", "one seed for all runs (another changes nothing)", "kept in base.json"]
    {
        assert!(printed(&kept).contains(part), "{part}: {}", printed(&kept));
    }
    let path = folder.path().join("base.json");
    let written = fs::read_to_string(&path).unwrap();
    let compared = again();
    assert_eq!((compared.status.code(), fs::read_to_string(&path).unwrap()), (Some(0), written.clone()), "{compared:?}");
    assert!(printed(&compared).contains("no regression against base.json"), "{}", printed(&compared));
    fs::write(&path, written.replace("828", "829")).unwrap();
    let worse = again();
    assert_eq!(worse.status.code(), Some(1), "{worse:?}");
    assert!(printed(&worse).contains("same answer as the baseline"), "{}", printed(&worse));
    let tolerated = stability(&folder, &["--runs", "2", "--baseline", "base.json", "--tolerance", "100", "How tall is the Burj Khalifa?"]);
    assert_eq!(tolerated.status.code(), Some(0), "{tolerated:?}");
}

/// Two questions over the paragraphs of both, and one that says nothing of whom it asks.
#[test]
fn the_questions_of_a_file_are_each_the_same_in_turn_and_together() {
    let folder = folder();
    let row = |id: &str, question: &str, title: &str, text: &str| {
        json!({ "id": id, "question": question, "answer": "x", "paragraphs": [{ "title": title, "text": text }] }).to_string()
    };
    let rows = [
        row("a", "Who composed Vell?", "Vell", "Vell is an opera. Vell was composed by Ilse Brand."),
        row("b", "Where was the composer of Vell born?", "Ilse Brand", "Ilse Brand was a musician. Ilse Brand was born in Sennet."),
        row("c", "Who is he?", "Vell", "Vell is an opera. Vell was composed by Ilse Brand."),
    ];
    fs::write(folder.path().join("rows.jsonl"), rows.join("\n")).unwrap();
    let output = stability(&folder, &["--data", "rows.jsonl", "--runs", "2", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let printed = object(&output);
    let all = json!({ "plans": 3, "routes": 3, "answers": 3, "artifacts": 3, "all": 3 });
    assert_eq!((&printed["in_turn"], &printed["together"], &printed["same"]), (&all, &all, &json!(3)), "{printed}");
    let answers: Vec<&str> = printed["rows"].as_array().unwrap().iter().map(|row| row["answer"].as_str().unwrap()).collect();
    assert_eq!(answers, ["Ilse Brand", "Sennet", "AMBIGUOUS"]);
    let output = stability(&folder, &["--data", "rows.jsonl", "--runs", "2", "--limit", "1"]);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.ends_with("Totals  1 of 1 questions the same in all (100.0 %)\n"), "{told}");
}

#[test]
fn what_cannot_be_compared_is_a_usage_error() {
    let folder = folder();
    fs::write(folder.path().join("no.json"), "{}").unwrap();
    for arguments in [
        &["--runs", "1", "Who?"][..],
        &["--runs", "101", "Who?"],
        &["--tolerance", "101", "Who?"],
        &["--baseline", "no.json", "Who?"],
        &["--knowledge", "nowhere", "Who?"],
        &["--runs", "2", "???"],
        &["--data", "nowhere"],
        &["--data", ".", "--limit", "0"],
        &["--data", ".", "Who?"],
        &["--data", ".", "--parallel"],
        &["--limit", "1", "Who?"],
        &[],
    ] {
        let output = stability(&folder, arguments);
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{arguments:?} {output:?}");
    }
}
