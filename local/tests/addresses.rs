//! `genesis addresses` on a folder in which the platform kept its data.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod served;

use std::{fs, process::Output};

use serde_json::Value;
use tempfile::TempDir;

use served::{Served, genesis};

const READ: &str = "/api/v1/orchestration/stats";

fn addresses(folder: &TempDir, more: &[&str]) -> Output {
    genesis(folder.path(), &[&["addresses"], more].concat()).output().unwrap()
}

/// The status line of whoever reads something at a server on what is kept.
fn status(folder: &TempDir) -> String {
    let served = Served::start(folder, &["--data-dir", "kept"]);
    let (status, _) = served.request("GET", READ, "");
    served.told("-TERM").ended();
    status
}

#[test]
fn lists_are_set_from_files_and_hold_from_the_next_start_on() {
    let folder = tempfile::tempdir().unwrap();
    assert!(status(&folder).contains("200"));
    fs::write(folder.path().join("here"), "; this machine\n::ffff:127.0.0.0/104 ; lost\n::1\n").unwrap();
    fs::write(folder.path().join("known"), "198.51.100.0/24 ; SBL1\n").unwrap();
    let set = addresses(&folder, &["--data", "kept", "--deny", "here", "--known", "known"]);
    let told = String::from_utf8(set.stdout).unwrap();
    let expected = "Allowed: 0\nDenied: 2\n  127.0.0.0/8;lost\n  ::1\nKnown for harm: 1\n  198.51.100.0/24;SBL1\n";
    assert_eq!((set.status.code(), told.as_str()), (Some(0), expected));
    assert!(status(&folder).contains("403"));
    fs::write(folder.path().join("none"), "# nobody\n").unwrap();
    let told = String::from_utf8(addresses(&folder, &["--data", "kept", "--deny", "none"]).stdout).unwrap();
    assert!(told.starts_with("Allowed: 0\nDenied: 0\nKnown for harm: 1\n"), "what is not given stays: {told}");
    assert!(status(&folder).contains("200"));
}

#[test]
fn a_change_is_told_of_in_the_platforms_own_audit() {
    let folder = tempfile::tempdir().unwrap();
    status(&folder);
    fs::write(folder.path().join("known"), "198.51.100.0/24\n").unwrap();
    let kept_records = || {
        let arguments = ["audit", "verify", "--data", "kept", "--tenant", "00000000-0000-0000-0000-000000000000", "--json"];
        let verified = genesis(folder.path(), &arguments).output().unwrap();
        let object: Value = serde_json::from_slice(&verified.stdout).unwrap_or_default();
        object["unsealed"].as_u64()
    };
    for (arguments, kept) in [
        (&["--data", "kept"][..], None),
        (&["--data", "kept", "--known", "known"], Some(1)),
        (&["--data", "kept", "--known", "known"], Some(1)),
        (&["--data", "kept", "--allow", "known", "--deny", "known"], Some(2)),
    ] {
        assert_eq!(addresses(&folder, arguments).status.code(), Some(0), "{arguments:?}");
        assert_eq!(kept_records(), kept, "{arguments:?}");
    }
}

#[test]
fn what_is_no_list_is_a_mistake_of_whoever_asks() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("kept")).unwrap();
    fs::write(folder.path().join("bad"), "203.0.113.0/24\n\n203.0.113.1/24 ; odd\n").unwrap();
    let bad = addresses(&folder, &["--data", "kept", "--deny", "bad"]);
    let said = String::from_utf8(bad.stderr).unwrap();
    assert!(bad.status.code() == Some(2) && said.contains("bad: line 3: `203.0.113.1/24`"), "{said}");
    for arguments in [&["--data", "nowhere"][..], &["--data", "kept"], &[], &["--data", "kept", "--allow", "missing"], &["--stage", "A"]] {
        let output = addresses(&folder, arguments);
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{arguments:?}");
    }
    assert!(!folder.path().join("nowhere").exists(), "looking makes nothing");
}
