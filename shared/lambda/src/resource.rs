use aws_lambda_events::query_map::QueryMap;
use genesis_core::Route;
use genesis_guard::scan;

/// Of a parameter, what is more is no name of anything.
const LONGEST_NAME: usize = 64;

/// What stands for a parameter that may be somebody's own words.
const HIDDEN: &str = "*";

/// What a request is for: its method and path, in which ids and plain names stand as they are, and nothing else does.
pub(crate) fn resource(route: &Route, parameters: &QueryMap) -> String {
    let template = route.template();
    let parts = template.split('/').map(|part| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
        Some(name) => parameters.first(name).filter(|value| is_plain(value)).unwrap_or(HIDDEN),
        None => part,
    });
    format!("{} {}", route.method.as_str(), parts.collect::<Vec<_>>().join("/"))
}

/// An id, or a name that holds nobody's data.
fn is_plain(value: &str) -> bool {
    is_id(value) || is_name(value) && scan(value).is_empty()
}

/// Hexadecimal digits, in groups or not, as the platform writes its ids.
fn is_id(value: &str) -> bool {
    let is_hexadecimal = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    let lengths: Vec<usize> = value.split('-').map(str::len).collect();
    matches!(lengths[..], [16] | [8, 4, 4, 4, 12]) && value.split('-').all(is_hexadecimal)
}

fn is_name(value: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
    value.len() <= LONGEST_NAME && value.starts_with(|first: char| first.is_ascii_lowercase()) && value.bytes().all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_plain_names_stand_and_what_may_be_somebodys_words_does_not() {
        for plain in ["0b0e6c52-3f0c-4f6d-9d2b-5c8f3f1f7a10", "5f1c2a9be07d4436", "trace.json", "github", "model-x"] {
            assert!(is_plain(plain), "{plain}");
        }
        let long = "a".repeat(65);
        for hidden in ["", "*", "078-05-1120", "jane@example.org", "visits/2026 spring", "Jane", "4111111111111111", "müller", &long] {
            assert!(!is_plain(hidden), "{hidden}");
        }
    }
}
