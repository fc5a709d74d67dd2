//! Orders whose letters are pulled apart, `i g n o r e   a l l`, or have figures among them, `1gn0r3 4ll`.

use super::{Sign, prompt};

/// Fewer letters are an abbreviation or a list.
const SHORTEST: usize = 12;

const ORDERS: [&str; 12] = [
    "ignoreall",
    "ignoreprevious",
    "ignoreyour",
    "ignorethe",
    "ignoreany",
    "ignoreprior",
    "disregardall",
    "disregardprevious",
    "forgetall",
    "forgeteverything",
    "systemprompt",
    "previousinstructions",
];

/// Fewer words with figures in them are names of products.
const FEWEST_WORDS: usize = 2;

pub(super) fn signs(text: &str) -> Vec<Sign> {
    let mut signs = pulled_apart(text);
    signs.extend(with_figures(text));
    signs
}

fn with_figures(text: &str) -> Vec<Sign> {
    let is_letter = |byte: u8| byte.is_ascii_lowercase();
    let mixed = |word: &&str| word.bytes().any(is_letter) && word.bytes().any(|byte| b"013457$@".contains(&byte));
    if text.split(' ').filter(mixed).take(FEWEST_WORDS).count() < FEWEST_WORDS {
        return Vec::new();
    }
    let letter = |figure: char| match figure {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    };
    // A figure and its letter have one byte each: places stay what they are.
    let spelled: String = text.chars().map(letter).collect();
    let hidden = |sign: &Sign| text[sign.bytes.clone()].split(' ').any(|word| mixed(&word));
    prompt::signs(&spelled).into_iter().filter(hidden).collect()
}

fn pulled_apart(text: &str) -> Vec<Sign> {
    let (mut signs, mut letters, mut start, mut end) = (Vec::new(), String::new(), 0, 0);
    let bytes = text.as_bytes();
    let apart = |at: usize| !bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    for (at, byte) in bytes.iter().enumerate().filter(|(_, byte)| byte.is_ascii_alphanumeric()) {
        let single = byte.is_ascii_lowercase() && (at == 0 || apart(at - 1)) && apart(at + 1);
        // A run ends at a word, or where more than spaces lies between.
        if !single || at > end + 3 {
            signs.extend(sign(&letters, start..end));
            letters.clear();
            start = at;
        }
        if single {
            letters.push(char::from(*byte));
            end = at + 1;
        }
    }
    signs.extend(sign(&letters, start..end));
    signs
}

fn sign(letters: &str, bytes: std::ops::Range<usize>) -> Option<Sign> {
    let orders = letters.len() >= SHORTEST && ORDERS.iter().any(|order| letters.contains(order));
    orders.then_some(Sign { reason: "letters pulled apart", bytes, weight: 0.88 })
}
