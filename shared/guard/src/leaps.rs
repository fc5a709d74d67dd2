//! Reading by leaps: most bytes of a text are nothing that a rule asks for.

use std::ops::Range;

/// So many bytes are compared at once.
const STRIDE: usize = 16;

/// The first place from here on whose byte is wanted.
pub(crate) fn next(bytes: &[u8], from: usize, wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let mut at = from;
    // Without a way out amid a stride, the compiler has one instruction for many bytes.
    while bytes.get(at..at + STRIDE).is_some_and(|stride| !stride.iter().fold(false, |any, byte| any | wanted(*byte))) {
        at += STRIDE;
    }
    bytes[at..].iter().position(|byte| wanted(*byte)).map(|further| at + further)
}

/// The runs of at least so many places that belong. Each is looked for from its end, so that what is shorter is leapt over.
pub(crate) fn long_runs(length: usize, least: usize, belongs: impl Fn(usize) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        while start + least <= length {
            match (start..start + least).rev().find(|place| !belongs(*place)) {
                Some(outside) => start = outside + 1,
                None => {
                    let end = (start + least..length).find(|place| !belongs(*place)).unwrap_or(length);
                    return Some(std::mem::replace(&mut start, end)..end);
                }
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_found_whole_wherever_they_lie() {
        let found = |text: &str, least| -> Vec<_> { long_runs(text.len(), least, |at| text.as_bytes()[at] != b' ').collect() };
        assert_eq!([0..3, 6..10, 11..14], found("abc de fghi jkl".replace("de", "d").as_str(), 3)[..]);
        assert!(found("ab cd ef", 3).is_empty() && found("", 3).is_empty() && found("ab", 3).is_empty());
    }

    #[test]
    fn the_next_byte_is_the_first_one_wanted() {
        let text = format!("{}1{}2", "a".repeat(40), "b".repeat(15));
        let figure = |from| next(text.as_bytes(), from, |byte| byte.is_ascii_digit());
        assert_eq!([Some(40), Some(40), Some(56), None], [0, 40, 41, 57].map(figure));
    }
}
