//! Where something stands in a TOML file.

use toml::de::{DeTable, DeValue};

/// The number of the line of a byte, from 1.
pub(super) fn line(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// The dotted key whose value holds a byte; empty where there is none, as in a file that cannot be parsed.
pub(super) fn key_at(text: &str, at: usize) -> String {
    DeTable::parse(text).ok().and_then(|table| deepest(table.get_ref(), at)).unwrap_or_default().join(".")
}

/// Where a dotted key begins, or else the nearest table in which it would be.
pub(super) fn of_key(text: &str, key: &str) -> usize {
    let Ok(whole) = DeTable::parse(text) else { return 0 };
    let (mut table, mut at) = (Some(whole.get_ref()), 0);
    for part in key.split('.') {
        let Some((key, value)) = table.and_then(|table| table.iter().find(|(key, _)| key.get_ref() == part)) else { break };
        at = key.span().start;
        table = value.get_ref().as_table();
    }
    at
}

pub(super) fn before(key: &str) -> String {
    if key.is_empty() { String::new() } else { format!("{key}: ") }
}

fn deepest(table: &DeTable<'_>, at: usize) -> Option<Vec<String>> {
    let mut found = None;
    for (key, value) in table.iter() {
        let below = match value.get_ref() {
            DeValue::Table(table) => deepest(table, at),
            _ => value.span().contains(&at).then(Vec::new),
        };
        found = below.map(|path| [vec![key.get_ref().to_string()], path].concat()).or(found);
    }
    found
}
