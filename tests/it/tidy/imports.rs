//! Which room may import what. A row names the rooms that are allowed; every other is absent.

use super::{ENGINES, Source, nothing_to_change, rust_files, workspace};

struct Room {
    /// Its package without `genesis-`; every package of functions where it is `fn-`.
    name: &'static str,
    /// The rooms of ours it may import.
    imports: &'static [&'static [&'static str]],
    /// The beginnings of names of foreign crates it may not import.
    never: &'static [&'static str],
}

/// Text and numbers in, decisions out.
const PURE: &[&str] = &[
    "access",
    "audit",
    "breakers",
    "core",
    "evaluation",
    "guard",
    "knowledge",
    "lag",
    "limits",
    "memory",
    "models",
    "orchestration",
    "rcr",
    "signatures",
    "stability",
    "tenancy",
    "text",
    "threats",
    "tokens",
];

const SHELLS: &[&str] = &["aws", "embedded-cloud", "http", "lambda", "providers"];

const ROOMS: &[Room] = &[
    pure("core", &[]),
    pure("guard", &[]),
    pure("text", &[]),
    pure("tokens", &[]),
    pure("access", &[&["core"]]),
    pure("audit", &[&["core"]]),
    pure("breakers", &[&["core"]]),
    pure("knowledge", &[&["core", "text"]]),
    pure("limits", &[&["core", "tenancy"]]),
    pure("signatures", &[&["core"]]),
    pure("tenancy", &[&["access", "core", "guard"]]),
    pure("threats", &[&["core"]]),
    pure("lag", &[&["core", "text"]]),
    pure("memory", &[&["core"]]),
    pure("rcr", &[&["core", "text"]]),
    pure("models", &[&["core", "guard", "lag", "rcr", "text"]]),
    pure("stability", &[&["core", "lag", "rcr", "text"]]),
    pure("orchestration", &[&["core", "knowledge", "lag", "models", "rcr", "text"]]),
    pure("evaluation", &[&["core", "knowledge", "lag", "models", "orchestration", "rcr", "text", "tokens"]]),
    Room { name: "http", imports: &[&["core", "limits", "tenancy"]], never: &["aws", "lambda", "tokio"] },
    Room { name: "aws", imports: &[PURE], never: &["axum", "lambda", "tower"] },
    Room { name: "providers", imports: &[&["core", "models", "threats"]], never: &["axum", "lambda", "tower"] },
    Room {
        name: "lambda",
        imports: &[&["audit", "aws", "core", "guard", "http", "limits", "models", "tenancy", "threats"]],
        never: &["aws-"],
    },
    Room { name: "embedded-cloud", imports: &[], never: &["axum", "lambda"] },
    Room { name: "fn-", imports: &[PURE, &["aws", "http", "lambda", "providers"]], never: &["aws", "lambda", "reqwest"] },
    Room { name: "local", imports: &[PURE, SHELLS, &["fn-"]], never: &["aws-sdk"] },
    Room { name: "tests", imports: &[PURE, SHELLS, &["fn-", "local"]], never: &["aws-sdk"] },
];

const fn pure(name: &'static str, imports: &'static [&'static [&'static str]]) -> Room {
    Room { name, imports, never: &["async", "aws", "axum", "http", "hyper", "lambda", "reqwest", "tokio", "tower", "tracing"] }
}

/// The name of the room a package is; none for a crate that is not ours.
fn room_of(package: &str) -> Option<&str> {
    if package.starts_with("fn-") { Some("fn-") } else { package.strip_prefix("genesis-") }
}

#[test]
fn every_package_has_a_row_in_the_table_of_imports() {
    let names = workspace().packages.into_iter().map(|package| package.name.to_string());
    let rowless: Vec<_> = names.filter(|name| !ROOMS.iter().any(|room| room_of(name) == Some(room.name))).collect();
    nothing_to_change(&rowless, "add a row to the table in this file, naming what the room may import");
}

#[test]
fn a_room_imports_only_what_its_row_names() {
    let mut strangers = Vec::new();
    for package in workspace().packages {
        for room in ROOMS.iter().filter(|room| room_of(&package.name) == Some(room.name)) {
            let names = package.dependencies.iter().map(|dependency| dependency.name.as_str());
            let forbidden = names.filter(|name| match room_of(name) {
                Some(imported) => !room.imports.concat().contains(&imported),
                None => room.never.iter().any(|never| name.starts_with(never)),
            });
            strangers.extend(forbidden.map(|name| format!("{} imports {name}", package.name)));
        }
    }
    nothing_to_change(&strangers, "move the code to a room that may import this, or pass in what it needs");
}

#[test]
fn the_core_imports_four_small_crates_and_nothing_else() {
    let core = workspace().packages.into_iter().find(|package| package.name.as_str() == "genesis-core").expect("the core is a package");
    let foreign: Vec<_> = core.dependencies.into_iter().map(|dependency| dependency.name).collect();
    let strangers: Vec<_> = foreign.into_iter().filter(|name| !["serde", "thiserror", "time", "uuid"].contains(&name.as_str())).collect();
    nothing_to_change(&strangers, "everything imports the core: keep this out of it");
}

#[test]
fn only_the_embedded_cloud_knows_its_engines() {
    let mut knowing = Vec::new();
    for package in workspace().packages.into_iter().filter(|package| package.name.as_str() != "genesis-embedded-cloud") {
        let engines = package.dependencies.iter().filter(|dependency| ENGINES.iter().any(|engine| dependency.name.starts_with(engine)));
        knowing.extend(engines.map(|engine| format!("{} imports {}", package.name, engine.name)));
    }
    nothing_to_change(&knowing, "speak to the engine through the AWS SDK, as in production");
}

#[test]
fn pure_rooms_touch_no_file_no_socket_no_process_and_wait_for_nothing() {
    let found =
        places(in_pure_rooms, &["std::env", "std::fs", "std::net", "std::process", "std::thread", "async fn", "async move", ".await"]);
    nothing_to_change(&found, "let the function's module load or wait, and pass the result in");
}

#[test]
fn functions_take_their_settings_from_the_cloud_and_keep_lambda_in_their_mains() {
    let in_function = |file: &Source| file.path.starts_with("functions/") && !file.path.contains("/src/bin/");
    let found = places(in_function, &["std::env", "std::fs", "std::net", "std::process", "genesis_lambda", "aws_sdk_"]);
    nothing_to_change(&found, "a function's module sees its stores and its caller: move this to shared/aws, shared/http or the main");
}

/// Where a future may be given away or waited for: the port of a model, and what stands between it and a language model.
const WAITING: [&str; 3] =
    ["shared/models/src/port.rs", "shared/models/src/prompted/embedder.rs", "shared/models/src/prompted/exchange.rs"];

fn in_pure_rooms(file: &Source) -> bool {
    !WAITING.contains(&file.path.as_str()) && PURE.iter().any(|room| file.path.starts_with(&format!("shared/{room}/src/")))
}

fn places(of: impl Fn(&Source) -> bool, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in rust_files().into_iter().filter(of) {
        let shipped = file.text.split("#[cfg(test)]").next().unwrap_or_default();
        found.extend(words.iter().filter(|word| shipped.contains(**word)).map(|word| format!("{} has `{word}`", file.path)));
    }
    found
}
