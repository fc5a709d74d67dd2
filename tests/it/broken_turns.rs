use std::{fs, path::Path};

use genesis_embedded_cloud::Storage;
use genesis_local::Options;
use serde_json::json;

use crate::house::{House, OLYMPICS, items, library, text};

/// The retriever's turn cannot read the search index: a fault that no second try mends.
#[tokio::test]
async fn a_run_whose_turn_breaks_inside_a_wave_fails_with_the_reason_and_leaves_its_artifacts() {
    let folder = tempfile::tempdir().unwrap();
    let storage = Storage::Folder(folder.path().to_owned());
    let house = House::of(Options { storage, ..Options::ephemeral() }).await;
    let tenant = house.tenant().await;
    house.teach(&tenant, &library()).await;
    assert!(spoil(folder.path()) > 0);

    let ended = house.ask(&tenant, &json!({ "query": OLYMPICS })).await;

    assert_eq!((&ended["status"], &ended["success"]), (&json!("failed"), &json!(false)), "{ended}");
    assert!(text(&ended["error"]).contains("Internal"), "{ended}");
    assert!(ended["answer"].is_null());
    let (_, listed) = house.get(&tenant.key, &format!("/api/v1/orchestration/{}/artifacts", text(&ended["run_id"]))).await;
    assert_eq!(items(&listed["artifacts"]).len(), 6);
}

/// Overwrites every stored segment; tells how many.
fn spoil(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let spoiled = entries.map(|path| match path.is_dir() {
        true => spoil(&path),
        false if path.parent().is_some_and(|parent| parent.ends_with("segments")) => {
            fs::write(&path, "spoiled").unwrap();
            1
        }
        false => 0,
    });
    spoiled.sum()
}
