//! Orders whose letters are pulled apart: `i g n o r e   a l l`.

use super::Sign;

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

pub(super) fn signs(text: &str) -> Vec<Sign> {
    let (mut signs, mut letters, mut start, mut end) = (Vec::new(), String::new(), 0, 0);
    let bytes = text.as_bytes();
    let apart = |at: usize| !bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    for (at, byte) in bytes.iter().enumerate() {
        let single = byte.is_ascii_lowercase() && (at == 0 || apart(at - 1)) && apart(at + 1);
        if !single || at > end + 3 {
            signs.extend(sign(&letters, start..end).filter(|_| byte.is_ascii_alphanumeric()));
            if byte.is_ascii_alphanumeric() {
                letters.clear();
                start = at;
            }
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
