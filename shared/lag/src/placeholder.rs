use std::borrow::Cow;

/// A text in which no `#1` can be taken for the answer of a sub-question: `#1` becomes `number 1`. What a Planner does
/// with a person's question before it drafts.
pub fn spell_out(text: &str) -> Cow<'_, str> {
    if numbers(text).next().is_none() { Cow::Borrowed(text) } else { Cow::Owned(replace(text, |number| Some(format!("number {number}")))) }
}

/// The numbers a text's placeholders name, in order of appearance. One too large to count is `usize::MAX`.
pub(crate) fn numbers(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices('#').filter_map(|(at, _)| number_at(&text[at + 1..])).map(|(number, _)| number)
}

/// Replaces placeholders, each once: what comes in is not searched again. One without a replacement stays.
pub(crate) fn replace(text: &str, replacement: impl Fn(usize) -> Option<String>) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('#') {
        let (before, after) = (&rest[..at], &rest[at + 1..]);
        replaced.push_str(before);
        let found = number_at(after).and_then(|(number, length)| Some((replacement(number)?, length)));
        let length = match found {
            Some((text, length)) => {
                replaced.push_str(&text);
                length
            }
            None => {
                replaced.push('#');
                0
            }
        };
        rest = &after[length..];
    }
    replaced + rest
}

/// No word of any language we know of.
pub(crate) const STAND_IN: &str = "Qarn";

/// The name that stands for an earlier answer: letters only and as long as any other, so that each is a word of its own.
pub(crate) fn stand_in(number: usize) -> String {
    let letter = |at: usize| char::from(b'a' + (at % 26) as u8);
    format!("{STAND_IN}{}{}", letter(number / 26), letter(number))
}

/// The number a text begins with and how many bytes spell it.
fn number_at(text: &str) -> Option<(usize, usize)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    (length > 0).then(|| (text[..length].parse().unwrap_or(usize::MAX), length))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn placeholders_are_read_with_all_their_digits() {
        for (text, expected) in [
            ("#1 and #12", "one and #12"),
            ("#2's capital (#1)", "two's capital (one)"),
            ("##1#2#", "#onetwo#"),
            ("#a # 1 C#", "#a # 1 C#"),
            ("#99999999999999999999999", "#99999999999999999999999"),
        ] {
            let replaced = replace(text, |number| [None, Some("one"), Some("two")].get(number).copied().flatten().map(str::to_owned));
            assert_eq!(replaced, expected);
        }
    }

    #[test]
    fn an_answer_is_not_searched_for_placeholders() {
        assert_eq!(replace("#1 #2", |number| (number == 1).then(|| "#2".into())), "#2 #2");
    }

    #[test]
    fn a_hit_single_is_spelled_out() {
        assert_eq!(spell_out("Who sang the #1 song of 1984?"), "Who sang the number 1 song of 1984?");
        assert!(matches!(spell_out("Who developed C#?"), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn nothing_else_is_touched(text in "[#0-9a é]{0,40}") {
            prop_assert_eq!(replace(&text, |_| None), &text[..]);
            prop_assert_eq!(numbers(&spell_out(&text)).count(), 0);
        }
    }
}
