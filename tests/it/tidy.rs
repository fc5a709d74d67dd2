//! The rules of the house that no compiler checks. A rule that is broken says what to do.

mod functions;
mod imports;
mod manifests;
mod names;
mod pages;
mod scenarios;
mod words;

use std::{fs, path::Path};

use cargo_metadata::{Metadata, MetadataCommand};

/// The beginnings of the names of the crates that stand in for AWS.
const ENGINES: [&str; 3] = ["dynoxide", "rustack", "s3s"];

/// A text file of the repository; its path is relative to the root, with `/` between folders.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// The lines that are not comments.
    fn code(&self) -> impl Iterator<Item = &str> {
        self.text.lines().filter(|line| !line.trim_start().starts_with("//"))
    }
}

/// The packages of this workspace as cargo sees them; nothing is downloaded or locked.
fn workspace() -> Metadata {
    let mut command = MetadataCommand::new();
    command.manifest_path(root().join("Cargo.toml")).no_deps().other_options(vec!["--offline".into()]);
    command.exec().expect("cargo describes the workspace this test was built in")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this package is in a folder of the root")
}

/// Every text file, in the order of paths.
fn files() -> Vec<Source> {
    let mut found = Vec::new();
    collect(root(), &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.iter().any(|file| file.path == "shared/core/src/lib.rs"), "the repository is not where this test looks for it");
    found
}

fn rust_files() -> Vec<Source> {
    files().into_iter().filter(Source::is_rust).collect()
}

fn collect(folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("a folder of the repository").flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        if path.is_dir() {
            if !matches!(name.to_str(), Some(".git" | ".genesis" | "target" | "node_modules")) {
                collect(&path, found);
            }
        } else if let Ok(text) = fs::read_to_string(&path) {
            let parts = path.strip_prefix(root()).expect("below the root").iter();
            let path = parts.map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
            found.push(Source { path, text });
        }
    }
}

/// Fails with the advice and every place it is for.
fn nothing_to_change(places: &[String], advice: &str) {
    assert!(places.is_empty(), "{advice}:\n  {}\n", places.join("\n  "));
}
