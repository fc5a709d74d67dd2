//! Folders that cannot be opened are refused by name, and nothing in them changes.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use aws_sdk_dynamodb::types::AttributeValue;
use genesis_embedded_cloud::{Api, EmbeddedCloud, OpenError, Storage};
use tempfile::TempDir;

use crate::support::{code, tenant};

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.into())
}

fn client(cloud: &EmbeddedCloud) -> aws_sdk_dynamodb::Client {
    tenant("acme").may(Api::DynamoDb, "runs", &["GetItem", "PutItem", "Query"]).dynamodb(cloud)
}

/// A folder that was in use: a table of two hundred items, a secret, a key.
async fn used() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let cloud = EmbeddedCloud::open(Storage::Folder(folder.path().to_owned())).await.unwrap();
    cloud.create_table("runs").await.unwrap();
    cloud.create_secret("pepper", "hot").await.unwrap();
    cloud.create_key("tenants").await.unwrap();
    for n in 0..200 {
        let item = client(&cloud).put_item().table_name("runs").item("pk", text("acme#1")).item("sk", text(&format!("{n:03}")));
        item.item("body", text(&"x".repeat(500))).send().await.unwrap();
    }
    cloud.shutdown().await;
    folder
}

async fn refused(folder: &Path) -> OpenError {
    match EmbeddedCloud::open(Storage::Folder(folder.to_owned())).await {
        Err(refused) => refused,
        Ok(_) => panic!("{} was opened", folder.display()),
    }
}

/// Every file's content by name, to see that none changes.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    files.map(|path| (path.display().to_string(), fs::read(path).unwrap())).collect()
}

#[tokio::test]
async fn a_file_where_the_folder_should_be_cannot_be_opened() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("taken");
    fs::write(&file, "x").unwrap();
    let refused = refused(&file).await;
    assert!(matches!(refused, OpenError::NotCreatable { .. }), "{refused:?}");
}

#[tokio::test]
async fn a_folder_of_another_format_is_refused_with_what_to_do() {
    let folder = used().await;
    let format = folder.path().join("format");
    assert_eq!(fs::read_to_string(&format).unwrap(), "5\n");
    for (found, expected) in [
        (Some("6\n"), &["format 6", "newer than the 5", "another folder"][..]),
        (Some("3"), &["older than the 5", "move it away"]),
        (Some(""), &["format is corrupt"]),
        (Some("two"), &["format is corrupt"]),
        (None, &["older than the 5", "move it away"]),
    ] {
        match found {
            Some(number) => fs::write(&format, number).unwrap(),
            None => fs::remove_file(&format).unwrap(),
        }
        let before = contents(folder.path());
        let refused = refused(folder.path()).await.to_string();
        assert!(expected.iter().all(|part| refused.contains(part)), "{found:?}: {refused}");
        assert_eq!(contents(folder.path()), before, "{found:?}");
    }
    fs::write(&format, "5").unwrap();
    assert!(EmbeddedCloud::open(Storage::Folder(folder.path().to_owned())).await.is_ok());
}

#[tokio::test]
async fn a_corrupt_database_is_named_and_left_as_it_was() {
    let folder = used().await;
    let database = folder.path().join("dynamodb.sqlite");
    let whole = fs::read(&database).unwrap();
    let garbage = b"this is no database, and long enough to be read as a header of one hundred bytes ".repeat(100);
    let mut newer = whole.clone();
    newer[18..20].copy_from_slice(&[9, 9]);
    for (case, content, expected) in [
        ("garbage", garbage, "dynamodb.sqlite is corrupt"),
        ("a header cut short", whole[..60].to_vec(), "dynamodb.sqlite is corrupt"),
        ("a file cut short", whole[..whole.len() / 2].to_vec(), "dynamodb.sqlite is corrupt"),
        ("another version's file", newer, "dynamodb.sqlite is corrupt"),
        ("nothing", Vec::new(), "dynamodb.sqlite is missing or empty"),
    ] {
        fs::write(&database, &content).unwrap();
        let refused = refused(folder.path()).await.to_string();
        assert!(refused.contains(expected), "{case}: {refused}");
        assert!(fs::read(&database).unwrap() == content, "{case}");
    }
    fs::remove_file(&database).unwrap();
    assert!(refused(folder.path()).await.to_string().contains("dynamodb.sqlite is missing or empty"));
    fs::create_dir(&database).unwrap();
    assert!(refused(folder.path()).await.to_string().contains("dynamodb.sqlite is not writable"));
    fs::remove_dir(&database).unwrap();
    fs::write(&database, &whole).unwrap();
    let cloud = EmbeddedCloud::open(Storage::Folder(folder.path().to_owned())).await.unwrap();
    let read = client(&cloud).get_item().table_name("runs").key("pk", text("acme#1")).key("sk", text("199")).send().await.unwrap();
    assert!(read.item.is_some(), "what was restored is all there");
}

/// Wherever the damage is, the folder is refused or its calls answer: with an item, without one, or with an error.
#[tokio::test]
async fn bytes_flipped_anywhere_in_the_database_are_an_error_at_most() {
    let folder = used().await;
    let database = folder.path().join("dynamodb.sqlite");
    let whole = fs::read(&database).unwrap();
    let mut broken = 0;
    for place in (0..whole.len()).step_by(whole.len() / 40) {
        let mut flipped = whole.clone();
        flipped[place..].iter_mut().take(512).for_each(|byte| *byte ^= 0xff);
        fs::write(&database, flipped).unwrap();
        match EmbeddedCloud::open(Storage::Folder(folder.path().to_owned())).await {
            Err(refused) => {
                assert!(refused.to_string().contains("dynamodb.sqlite is corrupt") && refused.source().is_some(), "{place}: {refused}");
                broken += 1;
            }
            Ok(cloud) => {
                let query = client(&cloud).query().table_name("runs").key_condition_expression("pk = :p");
                let read = query.expression_attribute_values(":p", text("acme#1")).send().await;
                broken += usize::from(matches!(code(&read), Some("InternalServerError" | "ResourceNotFoundException")));
                cloud.shutdown().await;
            }
        }
        for wal in ["dynamodb.sqlite-wal", "dynamodb.sqlite-shm"] {
            if folder.path().join(wal).exists() {
                fs::remove_file(folder.path().join(wal)).unwrap();
            }
        }
    }
    assert!(broken > 0, "no damage was noticed");
}

#[tokio::test]
async fn corrupt_secrets_and_keys_are_named_without_being_shown() {
    let folder = used().await;
    for name in ["secrets.json", "kms.json"] {
        let file = folder.path().join(name);
        let whole = fs::read(&file).unwrap();
        for content in [&b"{\"pepper\":\"hot\"}"[..], b"{", b"", b"\xff\xfe", &whole[..whole.len() / 2]] {
            fs::write(&file, content).unwrap();
            let refused = refused(folder.path()).await;
            assert!(refused.to_string().contains(&format!("{name} is corrupt")), "{refused}");
            let source = refused.source().unwrap().to_string();
            assert!(source.contains("line") && !source.contains("hot"), "{source}");
            assert!(fs::read(&file).unwrap() == content);
        }
        fs::remove_file(&file).unwrap();
        assert!(refused(folder.path()).await.to_string().contains(&format!("{name} is missing or empty")));
        fs::write(&file, whole).unwrap();
    }
    assert!(EmbeddedCloud::open(Storage::Folder(folder.path().to_owned())).await.is_ok());
}

#[tokio::test]
async fn an_object_store_that_is_no_folder_is_named() {
    let folder = used().await;
    fs::remove_dir_all(folder.path().join("s3")).unwrap();
    fs::write(folder.path().join("s3"), "x").unwrap();
    let refused = refused(folder.path()).await;
    assert!(refused.to_string().contains("s3 is not writable"), "{refused}");
}

/// Whoever may write everywhere has nothing to be told.
#[cfg(unix)]
#[tokio::test]
async fn what_may_not_be_read_or_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let allow = |path: &Path, mode: u32| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let folder = used().await;
    for (name, denied, allowed) in [
        ("dynamodb.sqlite", 0o400, 0o600),
        ("secrets.json", 0o000, 0o600),
        ("s3", 0o000, 0o700),
        ("format", 0o000, 0o600),
        (".lock", 0o400, 0o600),
    ] {
        let path = folder.path().join(name);
        allow(&path, denied);
        if fs::OpenOptions::new().read(true).write(path.is_file()).open(&path).is_err() {
            let refused = refused(folder.path()).await.to_string();
            let named = if name == ".lock" { folder.path().to_str().unwrap() } else { name };
            assert!(refused.contains(named), "{name}: {refused}");
        }
        allow(&path, allowed);
    }
    assert!(EmbeddedCloud::open(Storage::Folder(folder.path().to_owned())).await.is_ok());
}
