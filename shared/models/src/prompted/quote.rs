use std::ops::Range;

/// As many blanks stand for what the router left out of a passage: no quote reaches across them.
const LEFT_OUT: usize = 4;
/// What a gap is known by while a quote is searched; a quote that holds it is found nowhere.
const GAP: char = '\0';

/// Where a quote stands in a text, word for word; how the words are spaced does not matter.
pub(super) fn find(quote: &str, text: &str) -> Option<Range<usize>> {
    let quote = quote.split_whitespace().collect::<Vec<_>>().join(" ");
    if quote.is_empty() || quote.contains(GAP) {
        return None;
    }
    let spaced = Spaced::of(text);
    let at = spaced.text.find(&quote)?;
    let last = at + quote.len() - 1;
    Some(spaced.places[at]..spaced.places[last] + 1)
}

/// A text as a model is shown it, with what was left out marked.
pub(super) fn shown(text: &str) -> String {
    Spaced::of(text).text.replace(GAP, " [...] ").trim().to_owned()
}

/// A text with one blank between words, and where each of its bytes came from.
struct Spaced {
    text: String,
    places: Vec<usize>,
}

impl Spaced {
    fn of(text: &str) -> Self {
        let mut spaced = Self { text: String::with_capacity(text.len()), places: Vec::with_capacity(text.len()) };
        let mut chars = text.char_indices().peekable();
        while let Some((at, char)) = chars.next() {
            if !char.is_whitespace() {
                spaced.push(char, at);
                continue;
            }
            let mut blanks = usize::from(char == ' ');
            let mut is_plain = char == ' ';
            while let Some((_, next)) = chars.next_if(|(_, next)| next.is_whitespace()) {
                blanks += 1;
                is_plain &= next == ' ';
            }
            spaced.push(if is_plain && blanks >= LEFT_OUT { GAP } else { ' ' }, at);
        }
        spaced
    }

    fn push(&mut self, char: char, at: usize) {
        self.text.push(char);
        self.places.extend(at..at + char.len_utf8());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_quote_is_found_however_it_is_spaced() {
        for (quote, text, expected) in [
            ("It lies in Norrland.", "Varn is a town.\nIt  lies\tin Norrland. So.", Some("It  lies\tin Norrland.")),
            ("  Straße 7 ", "Die Straße\u{a0}7", Some("Straße\u{a0}7")),
            ("town", "Varn is a town", Some("town")),
            ("a town. It", "Varn is a town.     It lies.", None),
            ("it lies", "It lies.", None),
            ("It lay", "It lies.", None),
            (" ", "It lies.", None),
            ("\0", "a    b", None),
            ("It", "", None),
        ] {
            assert_eq!(find(quote, text).map(|range| &text[range]), expected, "{quote}");
        }
    }

    #[test]
    fn what_was_left_out_is_shown_as_such() {
        assert_eq!(shown("Varn.      It  lies.\n\n    Far.          "), "Varn. [...] It lies. Far. [...]");
    }

    proptest! {
        #[test]
        fn what_is_found_has_the_words_of_the_quote(text in "[ab\u{e9}\u{2003} \n]{0,40}", quote in "[ab\u{e9} ]{1,4}") {
            if let Some(range) = find(&quote, &text) {
                let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
                prop_assert_eq!(words(&text[range]), words(&quote));
            }
        }

        #[test]
        fn every_stretch_of_words_is_found(words in prop::collection::vec("[a-c\u{df}]{1,3}", 1..12), from in 0usize..12, count in 1usize..5) {
            let text = words.join("\n ");
            let quote = words.iter().skip(from % words.len()).take(count).cloned().collect::<Vec<_>>().join(" ");
            prop_assert!(find(&quote, &text).is_some());
        }
    }
}
