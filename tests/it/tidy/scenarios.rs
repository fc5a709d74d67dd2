//! Which scenarios the features have. A scenario is known by its code, a tag like `@LAG-1`.

use std::collections::BTreeSet;

use super::{files, nothing_to_change};

/// The numbers of each domain's scenarios. ST-2, ST-10 and ST-11 are told as LAG-12, LAG-13 and LAG-14.
const DOMAINS: [(&str, &str, &[u32]); 4] = [
    ("lag_decomposition", "LAG", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]),
    ("rcr_routing", "RCR", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]),
    ("security", "SEC", &[1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 13]),
    ("stability", "ST", &[1, 3, 4, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16, 17]),
];

/// A line of tags with the line below it.
fn tagged(text: &str) -> impl Iterator<Item = (Vec<&str>, &str)> {
    let lines = text.lines().zip(text.lines().skip(1)).map(|(tags, below)| (tags.trim(), below.trim()));
    lines.filter(|(tags, _)| tags.starts_with('@')).map(|(tags, below)| (tags.split_whitespace().collect(), below))
}

#[test]
fn every_feature_has_its_scenarios_each_once() {
    for (name, domain, numbers) in DOMAINS {
        let feature = files().into_iter().find(|file| file.path == format!("features/{name}.feature")).expect("a file for each feature");
        assert!(feature.text.contains(&format!("Feature: {name}\n")), "the feature's name is its file's");
        let is_scenario = |line: &&str| line.starts_with("Scenario");
        let scenarios = feature.text.lines().map(str::trim).filter(is_scenario).count();
        let codes: Vec<String> = tagged(&feature.text)
            .filter(|(_, below)| is_scenario(below))
            .flat_map(|(tags, _)| tags.into_iter().filter_map(|tag| tag.strip_prefix(&format!("@{domain}-"))).map(str::to_owned))
            .collect();
        let expected: BTreeSet<String> = numbers.iter().map(u32::to_string).collect();
        assert_eq!((codes.iter().cloned().collect::<BTreeSet<_>>(), codes.len()), (expected, scenarios), "{name}");
    }
}

#[test]
fn every_scenario_has_a_topic() {
    let mut bare = Vec::new();
    for file in files().into_iter().filter(|file| file.path.ends_with(".feature")) {
        for (tags, below) in tagged(&file.text).filter(|(_, below)| below.starts_with("Scenario")) {
            let is_mark = |tag: &&&str| matches!(**tag, "@critical" | "@http") || tag.ends_with(|last: char| last.is_ascii_digit());
            let topics = tags.iter().filter(|tag| !is_mark(tag));
            if topics.count() != 1 {
                bare.push(format!("{}: {below}", file.path));
            }
        }
    }
    nothing_to_change(
        &bare,
        "give the scenario one topic beside its code, `@critical` where it is, and `@http` where it speaks HTTP alone",
    );
}
