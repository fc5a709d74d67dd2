//! What the manifests and the lock file say.

use super::{ENGINES, Source, files, nothing_to_change, workspace};

/// What a package leaves to the workspace.
const INHERITED: [&str; 6] = [
    "version.workspace = true",
    "edition.workspace = true",
    "rust-version.workspace = true",
    "license.workspace = true",
    "publish.workspace = true",
    "[lints]\nworkspace = true",
];

/// Families of crates that never enter the tree: AGPL emulators, TLS other than rustls, and an engine that runs nothing.
const UNWANTED: [&str; 5] = ["fakecloud", "native-tls", "openssl", "openssl-sys", "winterbaume-sfn"];

fn manifests() -> impl Iterator<Item = Source> {
    files().into_iter().filter(|file| file.path.ends_with("/Cargo.toml"))
}

fn lock_file() -> Source {
    files().into_iter().find(|file| file.path == "Cargo.lock").expect("the lock file is committed")
}

#[test]
fn a_dependency_has_its_version_in_the_workspace_alone() {
    let mut own = Vec::new();
    for manifest in manifests() {
        let mut in_dependencies = false;
        for line in manifest.text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if line.starts_with('[') {
                in_dependencies = line.contains("dependencies");
                if in_dependencies && !line.ends_with("dependencies]") {
                    own.push(format!("{}: {line}", manifest.path));
                }
            } else if in_dependencies && !line.contains("workspace = true") {
                own.push(format!("{}: {line}", manifest.path));
            }
        }
    }
    nothing_to_change(&own, "write `name.workspace = true` and put the version into [workspace.dependencies] of the root");
}

#[test]
fn a_package_inherits_what_all_packages_have_in_common() {
    let mut odd = Vec::new();
    for manifest in manifests() {
        odd.extend(INHERITED.iter().filter(|line| !manifest.text.contains(**line)).map(|line| format!("{}: {line:?}", manifest.path)));
    }
    nothing_to_change(&odd, "add these lines as the neighbours have them");
}

#[test]
fn an_engine_of_the_embedded_cloud_is_pinned_exactly() {
    let cloud = workspace().packages.into_iter().find(|package| package.name.as_str() == "genesis-embedded-cloud").expect("a package");
    let is_engine = |name: &str| ENGINES.iter().any(|engine| name.starts_with(engine));
    let engines: Vec<_> = cloud.dependencies.iter().filter(|dependency| is_engine(&dependency.name)).collect();
    assert!(!engines.is_empty(), "the embedded cloud has engines");
    let loose =
        engines.iter().filter(|engine| !engine.req.to_string().starts_with('=')).map(|engine| format!("{} {}", engine.name, engine.req));
    nothing_to_change(&loose.collect::<Vec<_>>(), "pin it with `=` in [workspace.dependencies]: another version may behave otherwise");
}

#[test]
fn every_locked_crate_comes_from_the_one_registry() {
    let text = lock_file().text;
    let foreign =
        text.lines().filter(|line| line.starts_with("source = ") && !line.starts_with("source = \"registry+https://github.com/rust-lang/"));
    nothing_to_change(&foreign.map(ToOwned::to_owned).collect::<Vec<_>>(), "depend on a published version of this crate");
}

#[test]
fn no_crate_of_an_unwanted_family_is_locked() {
    let text = lock_file().text;
    let names: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')).collect();
    assert!(names.contains(&"genesis-core"), "the lock file lists every crate");
    let family = |name: &str| UNWANTED.iter().any(|unwanted| name == *unwanted || name.starts_with("fakecloud"));
    let unwanted: Vec<_> = names.into_iter().filter(|name| family(name)).map(ToOwned::to_owned).collect();
    nothing_to_change(&unwanted, "find which dependency brings it (`cargo tree -i`) and switch off the feature, or do without");
}
