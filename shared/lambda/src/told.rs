//! What the audit is told of a request in words that cannot be somebody's own. Cheap, since every request comes by here: what does not look
//! like a name of the platform's or a program's is left out unread.

use aws_lambda_events::query_map::QueryMap;
use genesis_core::Route;

/// What stands for words that may be somebody's own.
const HIDDEN: &str = "*";

/// Of a name, what is more is none.
const LONGEST_NAME: usize = 64;
/// A number by which somebody is known has more digits: of a telephone, a card, an account, a birth.
const MOST_DIGITS: usize = 6;

/// Of a user agent, so many programs are told.
const MOST_PROGRAMS: usize = 8;

/// What a request is for: its method and path, in which ids and plain names stand as they are, and nothing else does.
pub(crate) fn resource(route: &Route, parameters: &QueryMap) -> String {
    let template = route.template();
    let parts = template.split('/').map(|part| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
        Some(name) => parameters.first(name).filter(|value| is_id(value) || is_name(value)).unwrap_or(HIDDEN),
        None => part,
    });
    format!("{} {}", route.method.as_str(), parts.collect::<Vec<_>>().join("/"))
}

/// The programs of a user agent with their versions, without what it says beside.
pub(crate) fn program(agent: &str) -> String {
    let programs: Vec<&str> = agent.split(' ').filter(|part| is_program(part)).take(MOST_PROGRAMS).collect();
    if programs.is_empty() { HIDDEN.to_owned() } else { programs.join(" ") }
}

fn is_program(part: &str) -> bool {
    let Some((name, version)) = part.split_once('/') else { return false };
    let is_version = version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && (1..=16).contains(&version.len());
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphabetic() || b"-_".contains(&byte)) && (1..=32).contains(&name.len());
    is_name && is_version
}

/// Hexadecimal digits, in groups or not, as the platform writes its ids. What is all decimal may be the number of a card.
fn is_id(value: &str) -> bool {
    let is_hexadecimal = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    let lengths: Vec<usize> = value.split('-').map(str::len).collect();
    let has_letters = value.bytes().any(|byte| byte.is_ascii_lowercase());
    matches!(lengths[..], [16] | [8, 4, 4, 4, 12]) && has_letters && value.split('-').all(is_hexadecimal)
}

fn is_name(value: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
    value.len() <= LONGEST_NAME
        && value.starts_with(|first: char| first.is_ascii_lowercase())
        && value.bytes().all(is_letter)
        && value.bytes().filter(u8::is_ascii_digit).count() <= MOST_DIGITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_plain_names_stand_and_what_may_be_somebodys_words_does_not() {
        let stands = |value: &str| is_id(value) || is_name(value);
        for plain in ["0b0e6c52-3f0c-4f6d-9d2b-5c8f3f1f7a10", "5f1c2a9be07d4436", "trace.json", "github", "model-4.1", "us-east-1"] {
            assert!(stands(plain), "{plain}");
        }
        let long = "a".repeat(65);
        for hidden in [
            "",
            "*",
            "078-05-1120",
            "jane@example.org",
            "visits/2026 spring",
            "Jane",
            "4111111111111111",
            "de89370400440532013000",
            "born-1980-01-31",
            "müller",
            &long,
        ] {
            assert!(!stands(hidden), "{hidden}");
        }
    }

    #[test]
    fn of_a_user_agent_programs_and_their_versions_are_told() {
        for (agent, told) in [
            ("curl/8.5.0", "curl/8.5.0"),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
                "Mozilla/5.0 AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36",
            ),
            ("crawler/2.0 (+jane@example.org)", "crawler/2.0"),
            ("Jane Roe", "*"),
            ("jane@example.org/1.0", "*"),
            ("phone/+15551234567", "*"),
            ("", "*"),
        ] {
            assert_eq!(program(agent), told);
        }
    }
}
