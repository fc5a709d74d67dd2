use std::ops::Range;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_segmentation::UnicodeSegmentation;

use crate::is_stop_word;

/// One word of a text, as it stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    pub text: &'a str,
    pub start: usize,
}

impl Word<'_> {
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub fn range(&self) -> Range<usize> {
        self.start..self.end()
    }

    /// Whether the word begins with a capital letter.
    pub fn is_capitalised(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    pub fn is_number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }
}

/// The words and numbers of a text by the rules of Unicode (UAX 29), punctuation left out.
/// A number keeps its separators (`17,098,242`), a word its apostrophe (`d'Este`).
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    text.unicode_word_indices().map(|(start, text)| Word { text, start })
}

/// A word in the form it is compared in: lower case, without accents and without a possessive ending.
pub fn fold(word: &str) -> String {
    let mut folded: String = word.chars().flat_map(char::to_lowercase).map(plain_letter).filter(|c| *c != ',').collect();
    for ending in ["'s", "’s"] {
        if let Some(stripped) = folded.strip_suffix(ending) {
            folded.truncate(stripped.len());
        }
    }
    folded
}

/// The stem of a folded word (Porter 2).
pub fn stem(folded: &str) -> String {
    Stemmer::create(Algorithm::English).stem(folded).into_owned()
}

/// The stems that carry a text's meaning, in order and with repetitions: folded, stop words left out.
pub fn terms(text: &str) -> Vec<String> {
    let stemmer = Stemmer::create(Algorithm::English);
    words(text).map(|word| fold(word.text)).filter(|word| !is_stop_word(word)).map(|word| stemmer.stem(&word).into_owned()).collect()
}

/// Latin letters without their diacritics, so that `São` and `Sao` meet.
fn plain_letter(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' | 'ċ' => 'c',
        'ď' | 'đ' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ğ' | 'ģ' => 'g',
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => 'i',
        'ł' | 'ľ' | 'ļ' => 'l',
        'ñ' | 'ń' | 'ň' | 'ņ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ŕ' | 'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' | 'ų' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        '’' => '\'',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_keep_numbers_and_apostrophes_whole() {
        let found: Vec<&str> = words("Area: 17,098,242 km2 (d'Este's).").map(|w| w.text).collect();
        assert_eq!(found, ["Area", "17,098,242", "km2", "d'Este's"]);
    }

    #[test]
    fn spellings_meet_when_folded() {
        for (one, two) in [("São", "sao"), ("France's", "france"), ("17,098,242", "17098242"), ("Żołnierz", "zolnierz")] {
            assert_eq!(fold(one), two);
        }
    }

    #[test]
    fn terms_drop_stop_words_and_endings() {
        assert_eq!(terms("What are the capitals of the countries?"), ["capit", "countri"]);
    }

    proptest! {
        #[test]
        fn every_word_stands_where_it_says(text in "\\PC{0,200}") {
            for word in words(&text) {
                prop_assert_eq!(&text[word.range()], word.text);
            }
        }
    }
}
