//! Addresses of machines and of pages.

use core::net::{Ipv4Addr, Ipv6Addr};
use std::sync::LazyLock;

use crate::{
    Kind,
    finding::{Candidate, Reason},
    leaps::next,
    personal::context::{Nearby, Words},
};

/// An address of version 6 in full, with one of version 4 at its end.
const LONGEST: usize = 45;

/// A page's address is read so far.
const LONGEST_URL: usize = 2_048;

/// What has figures and points as an address has.
pub(super) const VERSION: &[&str] = &["version", "ver", "release", "firmware", "build", "section", "chapter", "clause", "v"];

static OF_VERSION: LazyLock<Words> = LazyLock::new(|| Words::of(VERSION));

pub(super) fn find(text: &str, nearby: &Nearby<'_>, found: &mut Vec<Candidate>) {
    let bytes = text.as_bytes();
    let (mut read_until, mut page_until) = (0, 0);
    while let Some(at) = next(bytes, read_until, |byte| matches!(byte, b':' | b'.' | b'-')) {
        read_until = at + 1;
        let next_is = |test: fn(&u8) -> bool| bytes.get(at + 1).is_some_and(test);
        match bytes[at] {
            b':' if text[at..].starts_with("://") => {
                // Addresses of machines and of mail may be in it: only pages are not looked for again.
                if at >= page_until {
                    page_until = page(text, at, found);
                }
                read_until = at + 3;
            }
            b':' if next_is(|byte| byte.is_ascii_hexdigit() || *byte == b':') => read_until = hexadecimal(text, at, found),
            b'-' if at >= 2 && next_is(u8::is_ascii_hexdigit) => read_until = hardware(text, at - 2, found).unwrap_or(at + 1),
            b'.' if at > 0 && bytes[at - 1].is_ascii_digit() && next_is(u8::is_ascii_digit) => {
                read_until = version_4(text, at, nearby, found)
            }
            b'.' if at >= page_until && at >= 3 && bytes[at - 3..at].eq_ignore_ascii_case(b"www") => page_until = page(text, at - 3, found),
            _ => {}
        }
    }
}

fn candidate(kind: Kind, rule: &'static str, range: std::ops::Range<usize>, confidence: f64) -> Candidate {
    Candidate { kind: Some(kind), range, confidence, reason: Reason { rule, checked: false, context: None } }
}

/// The run of bytes around a place that pass, at most so many on either side.
fn run(bytes: &[u8], at: usize, longest: usize, passes: fn(u8) -> bool) -> (usize, usize) {
    let before = bytes[at.saturating_sub(longest)..at].iter().rev().take_while(|byte| passes(**byte)).count();
    let behind = bytes[at..bytes.len().min(at + longest)].iter().take_while(|byte| passes(**byte)).count();
    (at - before, at + behind)
}

fn version_4(text: &str, at: usize, nearby: &Nearby<'_>, found: &mut Vec<Candidate>) -> usize {
    let bytes = text.as_bytes();
    let (start, mut end) = run(bytes, at, LONGEST, |byte| byte.is_ascii_digit() || byte == b'.');
    end -= bytes[start..end].iter().rev().take_while(|byte| **byte == b'.').count();
    let glued = start > 0 && (bytes[start - 1].is_ascii_alphanumeric() || matches!(bytes[start - 1], b'-' | b'_'));
    let goes_on = bytes.get(end).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
    if !glued && !goes_on && text[start..end].parse::<Ipv4Addr>().is_ok() {
        let prefix = prefix_length(bytes, end);
        let context = nearby.nearest(&(start..start), &OF_VERSION);
        let confidence = if context.is_some_and(|(_, nearness)| nearness > 0.7) { 0.3 } else { 0.9 };
        found.push(candidate(Kind::IpAddress, "ipv4", start..end + prefix, confidence));
    }
    end.max(at + 1)
}

/// The length of `/24` behind an address.
fn prefix_length(bytes: &[u8], end: usize) -> usize {
    let figures = bytes.get(end + 1..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count();
    if bytes.get(end) == Some(&b'/') && (1..=3).contains(&figures) { figures + 1 } else { 0 }
}

/// An address of version 6, or a network card's.
fn hexadecimal(text: &str, at: usize, found: &mut Vec<Candidate>) -> usize {
    let bytes = text.as_bytes();
    let (start, mut end) = run(bytes, at, LONGEST, |byte| byte.is_ascii_hexdigit() || byte == b':' || byte == b'.');
    end -= bytes[start..end].iter().rev().take_while(|byte| **byte == b'.').count();
    if end > start && bytes[end - 1] == b':' && !text[start..end].ends_with("::") {
        end -= 1;
    }
    let glued = start > 0 && (bytes[start - 1].is_ascii_alphanumeric() || bytes[start - 1] == b'_');
    let goes_on = bytes.get(end).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    if glued || goes_on || end <= at {
        return end.max(at + 1);
    }
    let written = &text[start..end];
    if is_hardware(written, b':') {
        found.push(candidate(Kind::MacAddress, "mac", start..end, 0.92));
    } else if written.len() > 3 && written.parse::<Ipv6Addr>().is_ok() {
        // `a::b` is also a path in several languages.
        let confidence = match (written.bytes().any(|byte| byte.is_ascii_digit()), written.matches(':').count()) {
            (true, 3..) => 0.92,
            (true, _) => 0.55,
            (false, _) => 0.4,
        };
        found.push(candidate(Kind::IpAddress, "ipv6", start..end + prefix_length(bytes, end), confidence));
    }
    end.max(at + 1)
}

fn hardware(text: &str, start: usize, found: &mut Vec<Candidate>) -> Option<usize> {
    let written = text.get(start..start + 17)?;
    let bytes = text.as_bytes();
    let glued = start > 0 && (bytes[start - 1].is_ascii_alphanumeric() || bytes[start - 1] == b'-');
    let goes_on = bytes.get(start + 17).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    if glued || goes_on || !is_hardware(written, b'-') {
        return None;
    }
    found.push(candidate(Kind::MacAddress, "mac", start..start + 17, 0.9));
    Some(start + 17)
}

fn is_hardware(written: &str, sign: u8) -> bool {
    let is_right = |(at, byte): (usize, u8)| if at % 3 == 2 { byte == sign } else { byte.is_ascii_hexdigit() };
    written.len() == 17 && written.bytes().enumerate().all(is_right)
}

/// Says until where it read.
fn page(text: &str, at: usize, found: &mut Vec<Candidate>) -> usize {
    let bytes = text.as_bytes();
    let scheme = bytes[at.saturating_sub(12)..at].iter().rev().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'+').count();
    let in_page = |byte: &&u8| **byte > b' ' && !b"<>\"`{}|\\^".contains(byte) && byte.is_ascii();
    let read = at + bytes[at..bytes.len().min(at + LONGEST_URL)].iter().take_while(in_page).count();
    let end = read - bytes[at..read].iter().rev().take_while(|byte| b".,;:!?)'".contains(byte)).count();
    let host = text[at..end].trim_start_matches("://");
    if host.len() > 3 && (host.contains('.') || host.starts_with("localhost")) {
        found.push(candidate(Kind::Url, "page", at - scheme..end, 0.6));
    }
    read
}
