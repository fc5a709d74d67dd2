//! The program as a person or a script runs it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod served;

use std::{fs, io::Write, net::TcpStream, process::Output};

use serde_json::{Value, json};
use tempfile::TempDir;

use served::{Served, genesis};

const OLYMPICS: &str = "What is the population of the capital city of the country where the 2024 Summer Olympics were held?";

fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    genesis(folder.path(), arguments).output().unwrap()
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// Standard output as the one JSON object it is.
fn object(output: &Output) -> Value {
    let printed: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
    assert!(printed.is_object());
    printed
}

#[test]
fn ask_with_json_prints_one_object_and_leaves_the_files_it_names() {
    let folder = folder();
    let output = run(&folder, &["ask", "--json", "--seed", "7", OLYMPICS]);
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{output:?}");
    let printed = object(&output);
    assert_eq!((&printed["answer"], &printed["terminator"]), (&json!("2,102,650"), &Value::Null));
    assert_eq!((printed["plan"]["steps"].as_array().unwrap().len(), &printed["plan"]["seed"]), (3, &json!(7)));
    assert_eq!(printed["steps"].as_array().unwrap().len(), 3);
    for field in ["steps", "tokens", "token_reduction_percent", "cost_usd", "time_ms"] {
        assert!(!printed["totals"][field].is_null(), "{field}: {printed}");
    }
    let cited = printed["citations"].as_array().unwrap().iter().any(|citation| citation["quote"].as_str().unwrap().contains("2,102,650"));
    assert!(cited, "{printed}");
    let artifacts = folder.path().join(printed["artifacts"].as_str().unwrap());
    assert_eq!(artifacts, folder.path().join(".genesis/runs").join(printed["run_id"].as_str().unwrap()));
    let mut names: Vec<_> = fs::read_dir(artifacts).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let expected =
        ["execution_trace.ndjson", "memory_post.json", "memory_pre.json", "policy.json", "preflight_plan.json", "router_metrics.json"];
    assert_eq!(names, expected);
}

#[test]
fn ask_shows_the_plan_the_turns_and_the_answer() {
    let output = run(&folder(), &["ask", "How tall is the Burj Khalifa?"]);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0));
    for part in [
        "How tall is the Burj Khalifa?",
        "Plan",
        "planner",
        "retriever",
        "solver",
        "critic",
        "Answer",
        "828",
        "Totals",
        "USD",
        ".genesis/runs/",
    ] {
        assert!(printed.contains(part), "no {part} in\n{printed}");
    }
    assert!(!printed.contains('\u{1b}'), "colours in what is no terminal");
}

#[test]
fn a_question_that_stops_with_a_reason_exits_with_3() {
    let folder = folder();
    let output = run(&folder, &["ask", "--json", "Where was he born?"]);
    let printed = object(&output);
    assert_eq!((output.status.code(), &printed["answer"], &printed["terminator"]["reason"]), (Some(3), &Value::Null, &json!("AMBIGUOUS")));
    let output = run(&folder, &["ask", "--json", "--max-depth", "1", OLYMPICS]);
    let printed = object(&output);
    assert_eq!((output.status.code(), &printed["terminator"]["reason"]), (Some(3), &json!("DEPTH_LIMIT")));
    assert!(printed["terminator"]["detail"].is_string() && printed["terminator"].get("step").is_some());
}

#[test]
fn knowledge_is_a_folder_or_lines() {
    let folder = folder();
    fs::create_dir_all(folder.path().join("notes/deep")).unwrap();
    fs::write(folder.path().join("notes/deep/tower.md"), "# Vell Tower\n\nThe Vell Tower is 417 metres tall.\n").unwrap();
    fs::write(folder.path().join("notes/picture.png"), [0xff, 0x00]).unwrap();
    fs::write(
        folder.path().join("notes.jsonl"),
        "{\"title\":\"Vell Tower\",\"text\":\"The Vell Tower is 418 metres tall.\",\"source\":\"x\"}\n",
    )
    .unwrap();
    for (knowledge, height) in [("notes", "417"), ("notes.jsonl", "418")] {
        let output = run(&folder, &["ask", "--json", "--knowledge", knowledge, "How tall is the Vell Tower?"]);
        let answer = object(&output)["answer"].as_str().unwrap_or_default().to_owned();
        assert!(output.status.code() == Some(0) && answer.contains(height), "{knowledge}: {output:?}");
    }
}

#[test]
fn arguments_that_cannot_be_meant_are_a_usage_error() {
    let folder = folder();
    for arguments in [
        &["ask"][..],
        &["ask", "--max-steps", "0", "Who?"],
        &["ask", "--max-steps", "13", "Who?"],
        &["ask", "--max-depth", "6", "Who?"],
        &["ask", "--half-life", "-1", "Who?"],
        &["ask", "--half-life", "NaN", "Who?"],
        &["ask", "--seed", "-1", "Who?"],
        &["ask", "--colour", "Who?"],
        &["ask", "Who?", "What?"],
        &["serve", "--port", "65536"],
        &["serve", "--ephemeral", "--data-dir", "x"],
        &["trace"],
        &["replay", "a", "b"],
        &["sing"],
    ] {
        let output = run(&folder, arguments);
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{arguments:?}");
        assert!(complaint.starts_with("error: ") && !complaint.contains("panicked"), "{arguments:?}: {complaint}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
}

#[test]
fn what_cannot_be_asked_or_read_is_named_in_one_line() {
    let folder = folder();
    fs::create_dir_all(folder.path().join("empty")).unwrap();
    fs::create_dir_all(folder.path().join("binary")).unwrap();
    fs::write(folder.path().join("binary/image.md"), [0x89, b'P', b'N', b'G', 0x00, 0xff]).unwrap();
    fs::write(folder.path().join("binary/good.md"), "# Good\n\nA good text.").unwrap();
    fs::write(folder.path().join("lines.jsonl"), "{\"title\":\"A\",\"text\":\"b\"}\n{\"title\":\"A\"}\n").unwrap();
    fs::write(folder.path().join("broken.jsonl"), "{\"title\":\"A\"").unwrap();
    fs::write(folder.path().join("empty.jsonl"), "\n").unwrap();
    fs::write(folder.path().join("table.csv"), "a,b").unwrap();
    let long = "x".repeat(5_001);
    for (arguments, names) in [
        (&["--knowledge", "absent", "Who?"][..], &["absent", "no such file or folder"][..]),
        (&["--knowledge", "absent.jsonl", "Who?"], &["absent.jsonl"]),
        (&["--knowledge", "empty", "Who?"], &["empty"]),
        (&["--knowledge", "binary", "Who?"], &["binary/image.md", "UTF-8"]),
        (&["--knowledge", "lines.jsonl", "Who?"], &["lines.jsonl", "line 2", "text"]),
        (&["--knowledge", "broken.jsonl", "Who?"], &["broken.jsonl", "line 1"]),
        (&["--knowledge", "empty.jsonl", "Who?"], &["empty.jsonl"]),
        (&["--knowledge", "table.csv", "Who?"], &["table.csv", ".jsonl"]),
        (&[""], &["empty"]),
        (&["   "], &["empty"]),
        (&["Who\u{7}?"], &["control"]),
        (&[long.as_str()], &["5000"]),
    ] {
        // Nothing is shown of a question that cannot be asked.
        assert_eq!(run(&folder, &[&["ask"], arguments].concat()).stdout, b"");
        let output = run(&folder, &[&["ask", "--json"], arguments].concat());
        let complaint = String::from_utf8(output.stderr).unwrap();
        let shown: Vec<&str> = arguments.iter().map(|argument| &argument[..argument.len().min(20)]).collect();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{shown:?}: {complaint}");
        assert!(complaint.starts_with("genesis: ") && complaint.trim_end().lines().count() == 1, "{shown:?}: {complaint}");
        assert!(names.iter().all(|name| complaint.contains(name)), "{shown:?}: {complaint}");
    }
    assert!(!folder.path().join(".genesis").exists(), "a question that was not asked leaves no files");
}

/// Whoever may read everything has nothing to be told.
#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let locked = folder.path().join("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read_dir(&locked).is_err() {
        let output = run(&folder, &["ask", "--json", "--knowledge", "locked", "Who?"]);
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{complaint}");
        assert!(complaint.contains("locked") && complaint.trim_end().lines().count() == 1, "{complaint}");
    }
}

#[test]
fn help_and_generated_documents_go_to_standard_output() {
    let folder = folder();
    let help = run(&folder, &["--help"]);
    assert_eq!(help.status.code(), Some(0));
    for command in ["serve", "ask", "trace", "replay", "manifest", "openapi"] {
        assert!(String::from_utf8_lossy(&help.stdout).contains(command), "{command}");
    }
    for command in ["manifest", "openapi"] {
        let output = run(&folder, &[command, "--output", "-"]);
        assert_eq!(output.status.code(), Some(0));
        object(&output);
    }
    let output = run(&folder, &["manifest", "--output", "absent/functions.json"]);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]));
    assert!(String::from_utf8_lossy(&output.stderr).contains("absent/functions.json"));
}

#[test]
fn serve_greets_with_a_key_that_starts_a_run() {
    let folder = folder();
    let served = Served::start(&folder, &["--ephemeral"]);
    let (status, live) = served.request("GET", "/health/live", "");
    assert!(status.contains(" 200 ") && live.contains("\"live\""), "{status} {live}");
    let (status, started) = served.request("POST", "/api/v1/orchestration/start", r#"{"query":"How tall is the Burj Khalifa?"}"#);
    assert!(status.contains(" 201 ") && started.contains("run_id"), "{status} {started}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "an ephemeral server writes nothing where it is started");
}

#[test]
fn serve_knows_its_key_and_its_runs_again() {
    let folder = folder();
    let first = Served::start(&folder, &["--data-dir", "kept"]);
    let (_, started) = first.request("POST", "/api/v1/orchestration/start", r#"{"query":"How tall is the Burj Khalifa?"}"#);
    let run = serde_json::from_str::<Value>(&started).unwrap()["run_id"].as_str().unwrap().to_owned();
    let second = run_beside(&folder);
    assert!(second.status.code() == Some(1) && second.stdout.is_empty(), "two servers share a data folder: {second:?}");
    let key = first.key.clone();
    drop(first);
    let again = Served::start(&folder, &["--data-dir", "kept"]);
    assert_eq!(again.key, key);
    let (status, body) = again.request("GET", &format!("/api/v1/orchestration/status/{run}"), "");
    assert!(status.contains(" 200 ") && body.contains(&run), "{status} {body}");
}

#[test]
fn a_run_of_a_server_is_shown_and_taken_again_while_it_serves() {
    let folder = folder();
    let served = Served::start(&folder, &["--data-dir", "kept"]);
    let (_, started) = served.request("POST", "/api/v1/orchestration/start", r#"{"query":"How tall is the Burj Khalifa?"}"#);
    let run_id = serde_json::from_str::<Value>(&started).unwrap()["run_id"].as_str().unwrap().to_owned();
    while !served.request("GET", &format!("/api/v1/orchestration/status/{run_id}"), "").1.contains("\"completed_at\":\"") {}
    for command in ["trace", "replay"] {
        let output = run(&folder, &[command, "--json", "--data-dir", "kept", &run_id]);
        assert_eq!((output.status.code(), &object(&output)["run_id"]), (Some(0), &json!(run_id)), "{output:?}");
    }
}

fn run_beside(folder: &TempDir) -> Output {
    run(folder, &["serve", "--port", "0", "--data-dir", "kept"])
}

#[test]
fn a_port_that_is_taken_is_named() {
    let folder = folder();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = run(&folder, &["serve", "--ephemeral", "--port", &port]);
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]));
    assert!(complaint.contains(&port) && complaint.contains("--port") && complaint.trim_end().lines().count() == 1, "{complaint}");
}

#[cfg(unix)]
#[test]
fn serve_stops_although_a_client_has_sent_half_a_request() {
    let folder = folder();
    let served = Served::start(&folder, &["--ephemeral"]);
    let mut half_sent = TcpStream::connect(&served.address).unwrap();
    half_sent.write_all(b"POST /api/v1/orchestration/start HTTP/1.1\r\nhost: here\r\ncontent-length: 100\r\n\r\n{").unwrap();
    let (status, _) = served.request("GET", "/health/live", "");
    assert!(status.contains(" 200 "), "{status}");
    // Without an end to its patience the server would wait for the other half, and the test for the server.
    served.told("-TERM").ended();
}
