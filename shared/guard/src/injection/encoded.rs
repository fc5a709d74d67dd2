//! Orders in base64, hexadecimal figures or rot13: what they say is read like any text, once.

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

use super::{Sign, prompt};
use crate::leaps::long_runs;

/// Shorter runs of letters say too little to be an order.
const SHORTEST: usize = 20;

/// From here on the text that was encoded is an order.
const ORDER: f64 = 0.5;

const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent).with_decode_allow_trailing_bits(true);
const ENGINES: [GeneralPurpose; 2] = [GeneralPurpose::new(&STANDARD, LENIENT), GeneralPurpose::new(&URL_SAFE, LENIENT)];

pub(super) fn signs(text: &str) -> Vec<Sign> {
    let bytes = text.as_bytes();
    let encodes = |at: usize| bytes[at].is_ascii_alphanumeric() || b"+/-_".contains(&bytes[at]);
    // English has no words of this length, and encoded text has capitals or figures.
    let runs = long_runs(bytes.len(), SHORTEST, encodes)
        .filter(|run| bytes[run.clone()].iter().any(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()));
    let mut signs: Vec<_> = runs.filter(|run| decoded(&text[run.clone()]).is_some_and(|said| is_order(&said))).map(sign).collect();
    let lower = text.to_ascii_lowercase();
    if lower.contains("rot13") || lower.contains("rot-13") || lower.contains("rot 13") {
        let turned = |byte: u8| if byte.is_ascii_lowercase() { (byte - b'a' + 13) % 26 + b'a' } else { byte };
        let said: String = lower.chars().map(|letter| u8::try_from(letter).map_or(letter, |byte| char::from(turned(byte)))).collect();
        signs.extend(is_order(&said).then(|| sign(0..text.len())));
    }
    signs
}

fn sign(bytes: std::ops::Range<usize>) -> Sign {
    Sign { reason: "encoded payload", bytes, weight: 0.92 }
}

fn is_order(said: &str) -> bool {
    prompt::signs(&said.to_lowercase()).iter().any(|sign| sign.weight >= ORDER)
}

fn decoded(run: &str) -> Option<String> {
    let hexadecimal = run.len().is_multiple_of(2) && run.bytes().all(|byte| byte.is_ascii_hexdigit());
    let bytes = if hexadecimal {
        run.as_bytes().chunks(2).filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
    } else {
        ENGINES.iter().find_map(|engine| engine.decode(run).ok())?
    };
    String::from_utf8(bytes).ok().filter(|said| said.chars().all(|letter| !letter.is_control() || letter.is_whitespace()))
}
