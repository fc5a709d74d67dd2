//! Keys and passwords: by the prefixes that their issuers give them, and by the names they are assigned to.

mod issued;

use std::sync::{LazyLock, OnceLock};

use aho_corasick::AhoCorasick;
use regex::Regex;

use self::issued::ISSUED;
use crate::{
    Kind,
    finding::{Candidate, Reason},
};

/// No key's form reaches further. A private key's block is read to its end.
const LONGEST: usize = 1_500;

/// What a secret is assigned to.
const ASSIGNED: [&str; 16] = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "secret",
    "token",
    "api_key",
    "apikey",
    "api-key",
    "api key",
    "access_key",
    "access key",
    "auth_key",
    "bearer",
    "authorization",
];

/// What is assigned has so many letters.
const SHORTEST_VALUE: usize = 4;
const LONGEST_VALUE: usize = 200;

/// What begins the block of a private key, and what ends it.
const BLOCK: &str = "-----begin";
const BLOCK_END: &str = "-----END";

/// Bits of a letter in what was drawn at random; words have fewer.
const DRAWN: f64 = 3.0;

struct Readers {
    triggers: AhoCorasick,
    /// Compiled when first needed: most texts have no key.
    issued: Vec<OnceLock<Regex>>,
}

static READERS: LazyLock<Readers> = LazyLock::new(|| {
    let words = ISSUED.iter().map(|issued| issued.begins).chain(ASSIGNED).chain([BLOCK]);
    Readers {
        triggers: AhoCorasick::builder().ascii_case_insensitive(true).build(words).expect("short words"),
        issued: ISSUED.iter().map(|_| OnceLock::new()).collect(),
    }
});

struct Values {
    assignment: Regex,
    bearer: Regex,
    block: Regex,
}

static VALUES: LazyLock<Values> = LazyLock::new(|| Values {
    assignment: compiled(
        r#"^(?i-u:password|passwd|passphrase|passcode|pwd|secret|token|api[ _-]?key|access[ _-]?key|auth_key)(?i-u:[a-z_-]{0,12})\\?["'`]?(?-u:\s){0,3}(?i-u:=>|:=|[:=]|\bis\b:?)(?-u:\s){0,3}\\?["'`]?"#,
    ),
    bearer: compiled(r"(?i)^(?:bearer|authorization: ?(?:basic|token|bearer))\s{1,3}([A-Za-z0-9._~+/=-]{16,1000})"),
    block: compiled(r"^-----BEGIN (?:[A-Z0-9]{1,10} ){0,3}PRIVATE KEY(?: BLOCK)?-----"),
});

fn compiled(form: &str) -> Regex {
    Regex::new(form).expect("a form that the tests use")
}

pub(super) fn warm() {
    LazyLock::force(&READERS);
}

pub(super) fn find(text: &str, found: &mut Vec<Candidate>) {
    // Nothing is read twice: where one key ended the next may begin, and no block begins where none ended.
    let (mut keys_until, mut words_until, mut blocks_until) = (0, 0, 0);
    for trigger in READERS.triggers.find_overlapping_iter(text) {
        let (at, which) = (trigger.start(), trigger.pattern().as_usize());
        let window = window(text, at);
        if let Some(issued) = ISSUED.get(which) {
            let inside =
                issued.kind == Kind::ApiKey && text[..at].ends_with(|before: char| before.is_ascii_alphanumeric() || before == '_');
            if inside || at < keys_until || issued.has_figures && at < words_until {
                continue;
            }
            let form = READERS.issued[which].get_or_init(|| compiled(&format!("^(?:{})", issued.form)));
            let Some(matched) = form.find(window) else { continue };
            let end = at + matched.end();
            if issued.has_figures && !matched.as_str().bytes().any(|byte| byte.is_ascii_digit()) {
                words_until = end;
            } else {
                keys_until = end;
                found.push(candidate(issued.kind, issued.name, at..end, issued.confidence));
            }
        } else if which < ISSUED.len() + ASSIGNED.len() {
            found.extend(assigned(window, at));
        } else if let Some(header) = VALUES.block.find(window).filter(|_| at >= blocks_until) {
            let end = block_end(text, at);
            blocks_until = end.unwrap_or(text.len());
            found.push(candidate(Kind::PrivateKey, "private key", at..end.unwrap_or(at + header.end()), 0.99));
        }
    }
}

fn block_end(text: &str, at: usize) -> Option<usize> {
    let end = at + text[at..].find(BLOCK_END)? + BLOCK_END.len();
    Some(end + text[end..].find("-----")? + 5)
}

fn assigned(window: &str, at: usize) -> Option<Candidate> {
    if let Some(value) = VALUES.bearer.captures(window).and_then(|captures| captures.get(1)) {
        return (entropy(value.as_str()) >= DRAWN).then(|| candidate(Kind::ApiKey, "bearer", at + value.start()..at + value.end(), 0.85));
    }
    let start = VALUES.assignment.find(window)?.end();
    let written = value(&window[start..])?.trim_end_matches(['.', '!', '?']);
    let range = at + start..at + start + written.len();
    let has = |test: fn(&u8) -> bool| written.bytes().any(|byte| test(&byte));
    let mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
    let is_name =
        written.starts_with(['$', '%', '*']) || written.contains("::") || written.starts_with("process.") || written.contains("://");
    if is_name {
        None
    } else if window.as_bytes()[0].eq_ignore_ascii_case(&b'p') {
        let sign = has(|byte| byte.is_ascii_punctuation() && !b".-_/".contains(byte));
        let confidence = if mixed || sign { 0.8 } else { 0.3 };
        Some(candidate(Kind::Password, "password", range, confidence))
    } else {
        let drawn = mixed && written.len() >= 12 && entropy(written) >= DRAWN;
        drawn.then(|| candidate(Kind::ApiKey, "assigned secret", range, 0.82))
    }
}

/// What is assigned, where it is long enough to be a secret.
fn value(text: &str) -> Option<&str> {
    let ends = |letter: char| letter.is_whitespace() || "\"'`,;<>{}()[]\\".contains(letter);
    let longest = text.char_indices().nth(LONGEST_VALUE).map_or(text.len(), |(at, _)| at);
    let value = &text[..text[..longest].find(ends).unwrap_or(longest)];
    (value.chars().take(SHORTEST_VALUE).count() == SHORTEST_VALUE).then_some(value)
}

/// Shannon's, in bits a byte.
fn entropy(text: &str) -> f64 {
    let mut counts = [0u32; 256];
    text.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let shares = counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / text.len() as f64);
    -shares.map(|share| share * share.log2()).sum::<f64>()
}

fn window(text: &str, at: usize) -> &str {
    let end = (at..=text.len().min(at + LONGEST)).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(at);
    &text[at..end]
}

fn candidate(kind: Kind, rule: &'static str, range: std::ops::Range<usize>, confidence: f64) -> Candidate {
    Candidate { kind: Some(kind), range, confidence, reason: Reason { rule, checked: false, context: None } }
}
