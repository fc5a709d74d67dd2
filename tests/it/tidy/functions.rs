//! One name for a Lambda function everywhere: declaration, module, binary, main and sample event.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{Package, Target, TargetKind};

use super::{files, nothing_to_change, root, rust_files, workspace};

/// A main has this many lines at most.
const MAIN_LINES: usize = 8;

/// Every binary of a function package, with the package.
fn binaries() -> Vec<(Package, Target)> {
    let packages = workspace().packages.into_iter().filter(|package| package.name.starts_with("fn-"));
    let pairs = packages.flat_map(|package| {
        let targets: Vec<_> = package.targets.iter().filter(|target| target.is_kind(TargetKind::Bin)).cloned().collect();
        targets.into_iter().map(move |target| (package.clone(), target))
    });
    pairs.collect()
}

fn declared() -> BTreeSet<String> {
    genesis_local::functions().iter().map(|function| function.declaration.name.to_owned()).collect()
}

#[test]
fn every_declared_function_has_a_binary_and_every_binary_is_a_declared_function() {
    let binaries: BTreeSet<_> = binaries().into_iter().map(|(_, target)| target.name).collect();
    let odd: Vec<_> = binaries.symmetric_difference(&declared()).cloned().collect();
    nothing_to_change(&odd, "add the missing one: a `[[bin]]` in the package's Cargo.toml, or the function in its lib's `functions()`");
}

#[test]
fn a_function_is_declared_in_the_module_and_run_by_the_main_of_its_name() {
    let (sources, mut odd) = (rust_files(), Vec::new());
    for (package, binary) in binaries() {
        let folder = format!("functions/{}/src", package.name.trim_start_matches("fn-"));
        let (module, main) = (format!("{folder}/{}.rs", binary.name.replace('-', "_")), format!("{folder}/bin/{}.rs", binary.name));
        let declaration = format!("name: \"{}\"", binary.name);
        if !sources.iter().any(|file| file.path == module && file.text.contains(&declaration)) {
            odd.push(format!("{module} is not there or does not declare `{declaration}`"));
        }
        if binary.src_path.strip_prefix(root()).ok().map(|path| path.as_str()) != Some(&main) {
            odd.push(format!("the path of binary {} is not {main}", binary.name));
        }
        if binary.test {
            odd.push(format!("binary {} is built a second time for tests: `test = false`", binary.name));
        }
    }
    nothing_to_change(&odd, "give module, declaration and binary the function's one name");
}

#[test]
fn every_function_has_one_sample_event_and_every_event_a_function() {
    let events = files().into_iter().filter_map(|file| Some(file.path.strip_prefix("events/")?.strip_suffix(".json")?.to_owned()));
    let odd: Vec<_> = events.collect::<BTreeSet<_>>().symmetric_difference(&declared()).map(|name| format!("events/{name}.json")).collect();
    nothing_to_change(&odd, "write the event that the function gets from AWS, or delete the one nobody gets");
}

#[test]
fn no_two_binaries_of_the_workspace_have_one_name() {
    let mut owners: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in workspace().packages {
        for target in package.targets.iter().filter(|target| target.is_kind(TargetKind::Bin)) {
            owners.entry(target.name.clone()).or_default().push(package.name.to_string());
        }
    }
    let shared: Vec<_> = owners.iter().filter(|(_, owners)| owners.len() > 1).map(|(name, owners)| format!("{name}: {owners:?}")).collect();
    nothing_to_change(&shared, "rename all but one: each is deployed under its name");
}

/// How a main hands over its function; one that asks somebody outside is given whom.
const HANDED_OVER: [&str; 4] = [
    "genesis_lambda::run(function()).await",
    "genesis_lambda::run_with_guard(function()).await",
    "genesis_lambda::run_with_models(function(), genesis_providers::reached).await",
    "genesis_lambda::run_with_reputations(function(), genesis_providers::known_outside).await",
];

#[test]
fn a_main_hands_its_function_to_the_runtime_and_does_nothing_else() {
    let mut odd = Vec::new();
    for file in rust_files().into_iter().filter(|file| file.path.starts_with("functions/") && file.path.contains("/src/bin/")) {
        let own = format!("use fn_{}::", file.path.split('/').nth(1).unwrap_or_default().replace('-', "_"));
        let foreign = file.text.lines().any(|line| line.starts_with("use ") && !line.starts_with(&own));
        if file.text.lines().count() > MAIN_LINES || foreign || !HANDED_OVER.iter().any(|run| file.text.contains(run)) {
            odd.push(file.path);
        }
    }
    nothing_to_change(&odd, "write this main like its siblings; what it does besides belongs in the function's module");
}

/// What the module of a function says that has texts pass the guard: it names their passage, it may read what tenants want of answers
/// that leave, or it scans them itself.
const GUARDED: [&str; 3] = ["Passage::", "leaving::POLICY", "genesis_guard::"];

#[test]
fn the_guard_is_made_ready_where_content_passes_it_and_nowhere_else() {
    let (sources, mut odd) = (rust_files(), Vec::new());
    let text = |path: &str| sources.iter().find(|file| file.path == path).map_or("", |file| &file.text);
    for (package, binary) in binaries() {
        let folder = format!("functions/{}/src", package.name.trim_start_matches("fn-"));
        let module = text(&format!("{folder}/{}.rs", binary.name.replace('-', "_")));
        let ready = !text(&format!("{folder}/bin/{}.rs", binary.name)).contains(HANDED_OVER[0]);
        if ready != GUARDED.iter().any(|word| module.contains(word)) {
            odd.push(binary.name);
        }
    }
    nothing_to_change(
        &odd,
        "run what has content pass the guard by `run_with_guard`, and nothing else: it brings the guard into the package",
    );
}
