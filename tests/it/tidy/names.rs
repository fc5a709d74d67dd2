//! What things are called, and how long they get.

use std::collections::BTreeSet;

use super::{Source, files, nothing_to_change, rust_files};

/// Endings that say nothing of what a type is.
const EMPTY_ENDINGS: [&str; 10] = ["Manager", "Helper", "Util", "Data", "Info", "Impl", "Service", "Processor", "Base", "Common"];

/// Modules that are drawers.
const DRAWERS: [&str; 6] = ["utils", "util", "helpers", "common", "misc", "types"];

const FILE_LINES: usize = 400;
const LIB_LINES: usize = 40;

/// Every name that follows one of these keywords in the code of a file.
fn named_after(keywords: &[&str], file: &Source) -> Vec<String> {
    let mut names = Vec::new();
    for line in file.code() {
        let words: Vec<_> = line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
        names.extend(words.windows(2).filter(|pair| keywords.contains(&pair[0])).map(|pair| pair[1].to_owned()));
    }
    names
}

#[test]
fn a_type_is_named_for_what_it_is() {
    let mut empty = Vec::new();
    for file in rust_files() {
        let names = named_after(&["struct", "enum", "trait", "union", "type"], &file);
        let named_badly = names.iter().filter(|name| EMPTY_ENDINGS.iter().any(|ending| name.ends_with(ending)));
        empty.extend(named_badly.map(|name| format!("{}: {name}", file.path)));
    }
    nothing_to_change(&empty, "use the field's own term for it");
}

#[test]
fn a_module_is_no_drawer() {
    let mut drawers = Vec::new();
    for file in rust_files() {
        let modules = named_after(&["mod"], &file);
        let parts = file.path.split('/').map(|part| part.trim_end_matches(".rs").to_owned());
        let found = modules.into_iter().chain(parts).filter(|name| DRAWERS.contains(&name.as_str()));
        drawers.extend(found.map(|name| format!("{}: {name}", file.path)));
    }
    nothing_to_change(&drawers, "name the module for its one subject, or put each thing beside what uses it");
}

#[test]
fn a_file_is_a_module_of_another_or_what_cargo_builds() {
    let files = rust_files();
    let declared: BTreeSet<String> = files.iter().flat_map(modules).collect();
    let nobodys = files.iter().filter(|file| !is_root(&file.path) && !declared.contains(module(&file.path)));
    let nobodys = nobodys.map(|file| file.path.clone());
    nothing_to_change(&nobodys.collect::<Vec<_>>(), "declare it with `mod`, or nothing in it is built and none of its tests runs");
}

/// The modules that a file declares, each as [`module`] has it.
fn modules(file: &Source) -> Vec<String> {
    let (folder, name) = file.path.rsplit_once('/').unwrap_or_default();
    let below = if name == "mod.rs" || is_root(&file.path) { folder } else { module(&file.path) };
    named_after(&["mod"], file).into_iter().map(|name| format!("{below}/{name}")).collect()
}

/// Whether cargo builds a program, a library or a test from it.
fn is_root(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let (name, folder) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    ["main.rs", "lib.rs", "build.rs"].contains(&name) || ["bin", "tests", "benches", "examples"].contains(&folder)
}

/// Where a module is, in a file or in a folder.
fn module(path: &str) -> &str {
    path.trim_end_matches(".rs").trim_end_matches("/mod")
}

#[test]
fn a_file_is_short_enough_to_read_at_once() {
    let too_long = rust_files().into_iter().filter_map(|file| {
        let (lines, limit) = (file.text.lines().count(), if file.path.ends_with("/src/lib.rs") { LIB_LINES } else { FILE_LINES });
        (lines > limit).then(|| format!("{}: {lines} lines, {limit} at most", file.path))
    });
    nothing_to_change(&too_long.collect::<Vec<_>>(), "split it by subject; a lib.rs holds documentation, `mod` and `use`");
}

/// What Lambda and the SDK know by these names.
const AWS_OWN: [&str; 4] = ["AWS_REGION", "AWS_ENDPOINT_URL", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_VERSION"];

#[test]
fn a_setting_is_read_once_under_a_name_of_ours() {
    let settings = files().into_iter().find(|file| file.path == "shared/aws/src/settings.rs").expect("settings have one place");
    let literals: Vec<_> = settings.text.split('"').skip(1).step_by(2).filter(|text| is_variable(text)).collect();
    let names: BTreeSet<_> = literals.iter().collect();
    assert!(!names.is_empty(), "settings are read from the environment");
    assert_eq!(names.len(), literals.len(), "read each variable once: {literals:?}");
    let foreign = names.iter().filter(|name| !name.starts_with("GENESIS_") && !AWS_OWN.contains(**name)).map(ToString::to_string);
    nothing_to_change(&foreign.collect::<Vec<_>>(), "start the variable's name with GENESIS_");
}

fn is_variable(text: &str) -> bool {
    text.len() > 1
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}
