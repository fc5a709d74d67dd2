//! `genesis serve` on data folders that are not as they should be.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod served;

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    process::{Command, Output},
};

use serde_json::{Value, json};
use tempfile::TempDir;

use served::{Served, genesis};

const QUESTION: &str = r#"{"query":"How tall is the Burj Khalifa?"}"#;

fn serve(folder: &TempDir) -> Output {
    genesis(folder.path(), &["serve", "--port", "0", "--data-dir", "kept"]).output().unwrap()
}

/// A data folder in which one run has ended; and the run's id.
fn used() -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let served = Served::start(&folder, &["--data-dir", "kept"]);
    let run = started(&served).unwrap();
    while status(&served, &run) != "completed" {}
    served.told("-TERM").ended();
    (folder, run)
}

/// The id of a run that was accepted, or what the server said instead.
fn started(served: &Served) -> Result<String, Value> {
    let (status, body) = served.request("POST", "/api/v1/orchestration/start", QUESTION);
    let body: Value = serde_json::from_str(&body).unwrap();
    if status.contains(" 201 ") { Ok(body["run_id"].as_str().unwrap().to_owned()) } else { Err(body) }
}

fn status(served: &Served, run: &str) -> String {
    let (_, body) = served.request("GET", &format!("/api/v1/orchestration/status/{run}"), "");
    serde_json::from_str::<Value>(&body).unwrap()["status"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn what_is_kept_is_for_its_owner_alone() {
    let (folder, _) = used();
    let mode = fs::metadata(folder.path().join("kept")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[test]
fn a_folder_that_cannot_be_opened_is_named_in_one_line_and_left_as_it_was() {
    let (folder, run) = used();
    let database = "dynamodb.sqlite";
    for (file, content, names) in [
        ("format", &b"6\n"[..], &["kept has format 6", "newer than the 5", "another folder"][..]),
        ("format", b"4\n", &["kept has a format older than the 5", "move it away"]),
        ("format", b"?", &["kept/format is corrupt"]),
        (database, b"this is no database", &["kept/dynamodb.sqlite is corrupt"]),
        (database, b"", &["kept/dynamodb.sqlite is missing or empty", "restore it"]),
        ("secrets.json", b"{\"genesis/api-key-pepper\":\"hot\"}", &["kept/secrets.json is corrupt", "line 1"]),
        ("kms.json", b"[", &["kept/kms.json is corrupt", "line 1"]),
    ] {
        let path = folder.path().join("kept").join(file);
        let whole = fs::read(&path).ok();
        fs::write(&path, content).unwrap();
        let output = serve(&folder);
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]), "{file}: {complaint}");
        assert!(complaint.starts_with("genesis: ") && complaint.trim_end().lines().count() == 1, "{file}: {complaint}");
        assert!(names.iter().all(|name| complaint.contains(name)) && !complaint.contains("hot"), "{file}: {complaint}");
        assert_eq!(fs::read(&path).unwrap(), content, "{file}");
        match whole {
            Some(whole) => fs::write(&path, whole).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
    }
    assert_eq!(status(&Served::start(&folder, &["--data-dir", "kept"]), &run), "completed", "what is put right is all there");
}

/// No file may grow beyond what the folder needs to be opened, as on a disk that is full.
#[test]
fn on_a_full_disk_writes_are_refused_and_what_was_written_stays() {
    let (folder, run) = used();
    let mut limited = Command::new("sh");
    // A write past the limit is an error for a process that ignores the signal.
    limited.args(["-c", "trap '' XFSZ; ulimit -f 512; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_genesis")]);
    limited.args(["serve", "--port", "0", "--data-dir", "kept"]).current_dir(folder.path()).env("RUST_LOG", "off");
    let served = Served::of(&mut limited);
    let (accepted, refusal) = until_refused(&served);
    assert_eq!((&refusal["status"], &refusal["code"]), (&json!(503), &json!("store_unavailable")), "{refusal}");
    assert!(served.request("GET", "/health/live", "").0.contains(" 200 "));
    assert_eq!(status(&served, &run), "completed");
    served.told("-TERM").ended();
    let again = Served::start(&folder, &["--data-dir", "kept"]);
    assert_eq!(status(&again, &run), "completed");
    for run in &accepted {
        assert!(!status(&again, run).is_empty(), "an accepted run is lost");
    }
    assert!(started(&again).is_ok());
}

/// The runs that were accepted before the first refusal, and the refusal.
fn until_refused(served: &Served) -> (Vec<String>, Value) {
    let mut accepted = Vec::new();
    loop {
        match started(served) {
            Ok(run) => accepted.push(run),
            Err(refusal) => return (accepted, refusal),
        }
    }
}
