//! Addresses of mail: around each `@`, and where it is spelled out.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;

use crate::{
    Kind,
    finding::{Candidate, Reason},
};

/// RFC 5321, 4.5.3.1.
const LONGEST_LOCAL: usize = 64;
const LONGEST_DOMAIN: usize = 253;

/// Endings that a file or a package has rather than a domain.
const NO_DOMAINS: [&str; 8] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "js", "css"];

/// In a text, and in the same in small letters.
pub(super) fn find(text: &str, small: &str, found: &mut Vec<Candidate>) {
    found.extend(text.match_indices('@').filter_map(|(at, _)| address(text, at)));
    let mut read_until = 0;
    for spelled in SPELLED_AT.find_iter(small) {
        if spelled.start() >= read_until {
            read_until = spelled_out(text, spelled.start(), found);
        }
    }
}

fn address(text: &str, at: usize) -> Option<Candidate> {
    let bytes = text.as_bytes();
    let in_local = |byte: &&u8| byte.is_ascii_alphanumeric() || b"._%+-'&!#=~^|/{}*?`".contains(byte) || **byte >= 0x80;
    let mut start = at - bytes[at.saturating_sub(LONGEST_LOCAL)..at].iter().rev().take_while(in_local).count();
    while start < at && (!text.is_char_boundary(start) || b".'/=#{*?`-".contains(&bytes[start])) {
        start += 1;
    }
    // What stands behind a field's name, or before a path, is not of the address.
    start += text[start..at].rfind(['=', '/', '\'', '`']).map_or(0, |sign| sign + 1);
    let local = &text[start..at];
    let in_domain = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'-' || **byte == b'.' || **byte >= 0x80;
    let rest = &bytes[at + 1..bytes.len().min(at + 1 + LONGEST_DOMAIN)];
    let mut end = at + 1 + rest.iter().take_while(in_domain).count();
    while end > at && (!text.is_char_boundary(end) || matches!(bytes[end - 1], b'.' | b'-')) {
        end -= 1;
    }
    let (domain, last) = top_level(text.get(at + 1..end)?)?;
    let is_mail = !local.is_empty() && !local.ends_with('.') && !local.contains("..") && !NO_DOMAINS.contains(&last);
    // `scheme://user:password@host` is no mail.
    let before = &bytes[start.saturating_sub(LONGEST_LOCAL)..start];
    let in_page =
        before.windows(3).rposition(|three| three == b"://").is_some_and(|at| !before[at + 3..].iter().any(|byte| b"/? ".contains(byte)));
    let confidence = if local.is_ascii() { 0.97 } else { 0.85 };
    (is_mail && !in_page).then(|| found("email", start..at + 1 + domain, confidence))
}

/// The length of a domain without what cannot be of it, and its last label.
fn top_level(domain: &str) -> Option<(usize, &str)> {
    // Scripts without spaces go on behind the domain.
    let length = match domain.rfind(|letter: char| letter.is_ascii_alphanumeric()) {
        Some(last) if domain.ends_with(|letter: char| !letter.is_ascii()) => last + 1,
        _ => domain.len(),
    };
    let (before, last) = domain[..length].rsplit_once('.')?;
    let is_label = last.len() >= 2 && last.chars().all(|letter| letter.is_alphabetic()) || last.starts_with("xn--");
    (is_label && !before.is_empty() && !domain.contains("..") && !before.starts_with(['.', '-'])).then_some((length, last))
}

static SPELLED_AT: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = ["(at)", "[at]", "{at}", "<at>", "( at )", "[ at ]", " dot ", "(dot)", "[dot]"];
    AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(words).expect("nine short words")
});

static SPELLED: LazyLock<Regex> = LazyLock::new(|| {
    let signed = r"[A-Za-z0-9_.+-]{1,64} ?[(\[{<] ?at ?[)\]}>] ?[A-Za-z0-9_-]{1,63}(?: ?(?:\.|[(\[{<] ?dot ?[)\]}>]|\bdot\b) ?[a-z][A-Za-z0-9_-]{1,62}){1,4}";
    let bare = r"\b[A-Za-z0-9_.+-]{1,64} at [A-Za-z0-9_-]{1,63}(?: dot [A-Za-z0-9_-]{1,63}){0,2} dot (?:com|org|net|edu|gov|io|co|info|de|uk|fr|eu|us|ca|in|ru|jp|au|es|it)\b";
    Regex::new(&format!("(?i-u:{signed}|{bare})")).expect("a regular expression that the tests use")
});

/// Reads around a spelled sign and says until where.
fn spelled_out(text: &str, at: usize, candidates: &mut Vec<Candidate>) -> usize {
    let start = (at.saturating_sub(90)..=at).find(|start| text.is_char_boundary(*start)).unwrap_or(at);
    let end = (at..=text.len().min(at + 120)).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(at);
    let Some(matched) = SPELLED.find(&text[start..end]) else { return at + 1 };
    candidates.push(found("email spelled out", start + matched.start()..start + matched.end(), 0.8));
    start + matched.end()
}

fn found(rule: &'static str, range: std::ops::Range<usize>, confidence: f64) -> Candidate {
    Candidate { kind: Some(Kind::Email), range, confidence, reason: Reason { rule, checked: false, context: None } }
}
