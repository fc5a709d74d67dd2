//! What no file says. The words are put together here so that this file does not say them either.

use super::{Source, files, nothing_to_change, rust_files};

const UNFINISHED: [&str; 5] =
    [concat!("to", "do!"), concat!("unimple", "mented!"), concat!("TO", "DO"), concat!("FIX", "ME"), concat!("db", "g!")];

const SLEEP: &str = concat!("sle", "ep(");

/// Hosts of package registries: cargo, pip and npm know theirs.
const REGISTRIES: [&str; 4] = [concat!("crates", ".io"), concat!("pypi", ".org"), concat!("npmjs", ".org"), concat!("npmjs", ".com")];

fn saying(words: &[&str], files: impl IntoIterator<Item = Source>) -> Vec<String> {
    let mut places = Vec::new();
    for file in files {
        for (number, line) in file.text.lines().enumerate() {
            places.extend(words.iter().filter(|word| line.contains(**word)).map(|word| format!("{}:{}: {word}", file.path, number + 1)));
        }
    }
    places
}

/// What people wrote for machines, and machines for people; not the articles and questions that are data.
fn is_written_here(file: &Source) -> bool {
    !file.path.starts_with("local/library/") && !file.path.starts_with("tests/data/") && file.path != "Cargo.lock"
}

#[test]
fn nothing_is_left_to_be_written() {
    let unfinished = saying(&UNFINISHED, files().into_iter().filter(is_written_here));
    nothing_to_change(&unfinished, "finish it now, or take it out");
}

#[test]
fn a_test_waits_for_what_happens_and_not_for_the_clock() {
    // What measures may wait for the clock: nothing depends on what it sees.
    let judging = rust_files().into_iter().filter(|file| !file.path.starts_with("tests/benches/"));
    let tests = judging.filter_map(|file| match file.path.contains("tests/") || file.path.ends_with("/tests.rs") {
        true => Some(file),
        false => file.text.find("#[cfg(test)]").map(|at| Source { text: file.text[at..].to_owned(), path: file.path }),
    });
    nothing_to_change(&saying(&[SLEEP], tests), "wait on the event itself, like `Platform::activity`");
}

#[test]
fn no_file_names_the_host_of_a_registry() {
    let hosts = saying(&REGISTRIES, files().into_iter().filter(is_written_here));
    nothing_to_change(&hosts, "leave it to the package manager's own settings");
}
