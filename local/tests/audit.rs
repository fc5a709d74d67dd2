//! `genesis audit verify` on a folder in which the platform kept its data.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod served;

use std::{fs, path::PathBuf, process::Output};

use serde_json::{Value, json};
use tempfile::TempDir;

use served::{Served, genesis};

/// A folder with sealed records of one tenant; and the tenant's id.
fn kept() -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    Served::start(&folder, &["--data-dir", "kept"]).told("-TERM").ended();
    // What was not sealed before is told of at once.
    let served = Served::start(&folder, &["--data-dir", "kept"]);
    let sealed = || {
        let (_, body) = served.request("GET", "/api/v1/security/events", "");
        let events: Value = serde_json::from_str(&body).unwrap();
        events["events"].as_array().unwrap().iter().all(|event| event["sequence"].is_u64())
    };
    while !sealed() {}
    served.told("-TERM").ended();
    let seals = fs::read_dir(folder.path().join("kept/s3/audit")).unwrap();
    let tenant = seals.map(|entry| entry.unwrap().file_name().into_string().unwrap()).next().unwrap();
    (folder, tenant)
}

fn verify(folder: &TempDir, more: &[&str]) -> Output {
    genesis(folder.path(), &[&["audit", "verify"], more].concat()).output().unwrap()
}

fn first_seal(folder: &TempDir, tenant: &str) -> PathBuf {
    folder.path().join(format!("kept/s3/audit/{tenant}/seals/000000000001.json"))
}

#[test]
fn an_audit_is_verified_where_it_is_kept_and_what_was_changed_is_named() {
    let (folder, tenant) = kept();
    let of_tenant = ["--data", "kept", "--tenant", &tenant];
    let whole = verify(&folder, &of_tenant);
    let told = String::from_utf8(whole.stdout).unwrap();
    assert_eq!(whole.status.code(), Some(0), "{told}");
    assert!(told.contains("1 as they were sealed") && told.ends_with("Nothing was removed, altered, moved or put in.\n"), "{told}");
    let as_json = verify(&folder, &[&of_tenant[..], &["--json"]].concat());
    let object: Value = serde_json::from_slice(&as_json.stdout).unwrap();
    assert_eq!((&object["intact"], &object["unsealed"], &object["flaws"]), (&json!(1), &json!(0), &json!([])));
    let key = object["key"].as_str().unwrap();
    assert_eq!(verify(&folder, &[&of_tenant[..], &["--key", key]].concat()).status.code(), Some(0));
    assert_eq!(verify(&folder, &[&of_tenant[..], &["--key", &"00".repeat(32)]].concat()).status.code(), Some(1));
    let seal = first_seal(&folder, &tenant);
    let text = fs::read_to_string(&seal).unwrap();
    fs::write(&seal, text.replace("sealed_at\":", "sealed_at\":1")).unwrap();
    let changed = verify(&folder, &of_tenant);
    let told = String::from_utf8(changed.stdout).unwrap();
    assert_eq!(changed.status.code(), Some(1), "{told}");
    assert!(told.contains("the seal 000000000001.json proves nothing: its signature does not fit what it says"), "{told}");
    let stranger = "00000000-0000-4000-8000-000000000001";
    let nothing = verify(&folder, &["--data", "kept", "--tenant", stranger]);
    assert_eq!((nothing.status.code(), nothing.stdout.as_slice()), (Some(2), &b""[..]));
    let told = String::from_utf8(nothing.stderr).unwrap();
    assert!(told.contains(&format!("there are neither seals nor records of {stranger}")), "{told}");
    fs::remove_file(&seal).unwrap();
    let told = String::from_utf8(verify(&folder, &of_tenant).stdout).unwrap();
    assert!(told.contains("no seal tells of records 1 to 1"), "{told}");
}

#[test]
fn what_is_no_audit_is_a_mistake_of_whoever_asks() {
    let folder = tempfile::tempdir().unwrap();
    let nobody = "00000000-0000-4000-8000-000000000001";
    for arguments in [
        &["--data", "nowhere", "--tenant", nobody][..],
        &["--data", "nowhere", "--tenant", "acme"],
        &["--tenant", nobody],
        &["--data", "nowhere", "--stage", "dev", "--tenant", nobody],
        &["--data", "nowhere", "--tenant", nobody, "--key", "short"],
    ] {
        let output = verify(&folder, arguments);
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]), "{arguments:?}");
    }
    assert!(!folder.path().join("nowhere").exists(), "looking makes nothing");
}
