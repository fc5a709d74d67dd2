use super::InvalidPrompt;

/// One line of a front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry<'a> {
    pub key: &'a str,
    pub value: &'a str,
    pub line: usize,
}

const RULE: &str = "---";

/// The entries between the two rules a text begins with, and what follows. Nothing of YAML but `key: value` is understood.
pub(super) fn front_matter(text: &str) -> Result<(Vec<Entry<'_>>, &str), InvalidPrompt> {
    let mut rest = text;
    let mut entries = Vec::new();
    for number in 1.. {
        let (line, below) = rest.split_once('\n').ok_or(InvalidPrompt::NoFrontMatter)?;
        rest = below;
        match (number, line.trim_end()) {
            (1, RULE) => {}
            (1, _) => return Err(InvalidPrompt::NoFrontMatter),
            (_, RULE) => break,
            (line, written) => entries.push(entry(written, line)?),
        }
    }
    Ok((entries, rest))
}

fn entry(written: &str, line: usize) -> Result<Entry<'_>, InvalidPrompt> {
    let (key, value) = written.split_once(':').ok_or(InvalidPrompt::NoEntry { line })?;
    let value = value.trim();
    if key.is_empty() || value.is_empty() { Err(InvalidPrompt::NoEntry { line }) } else { Ok(Entry { key, value, line }) }
}
