//! Sums over digits.

/// The decimal digits of a text.
pub(crate) fn digits(text: &str) -> Vec<u32> {
    text.bytes().filter(u8::is_ascii_digit).map(|digit| u32::from(digit - b'0')).collect()
}

pub(super) fn letters_and_digits(text: &str) -> Vec<u8> {
    text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_uppercase()).collect()
}

pub(super) fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

pub(super) fn number(digits: &[u32]) -> u64 {
    digits.iter().fold(0, |number, digit| number.wrapping_mul(10).wrapping_add(u64::from(*digit)))
}

pub(super) fn all_alike(digits: &[u32]) -> bool {
    digits.windows(2).all(|pair| pair[0] == pair[1])
}

/// ISO/IEC 7812-1, annex B.
pub(crate) fn luhn(text: &str) -> bool {
    luhn_of(&digits(text))
}

pub(super) fn luhn_of(digits: &[u32]) -> bool {
    let doubled = |digit: u32| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let sum: u32 = digits.iter().rev().enumerate().map(|(place, digit)| if place % 2 == 1 { doubled(*digit) } else { *digit }).sum();
    !all_alike(digits) && sum.is_multiple_of(10)
}

/// ISO 7064, MOD 11,10.
pub(super) fn mod_11_10(digits: &[u32]) -> bool {
    let Some((check, rest)) = digits.split_last() else { return false };
    let product = rest.iter().fold(10, |product, digit| match (digit + product) % 10 {
        0 => 20 % 11,
        sum => sum * 2 % 11,
    });
    (11 - product) % 10 == *check
}

/// Verhoeff's code over the dihedral group D5 (1969).
pub(super) fn verhoeff(digits: &[u32]) -> bool {
    const PERMUTED: [[usize; 10]; 8] = [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
        [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
        [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
        [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
        [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
        [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
        [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
    ];
    let product = |left: usize, right: usize| match (left < 5, right < 5) {
        (true, true) => (left + right) % 5,
        (true, false) => 5 + (left + right - 5) % 5,
        (false, true) => 5 + (left - 5 + 5 - right) % 5,
        (false, false) => (left - 5 + 5 - (right - 5)) % 5,
    };
    digits.iter().rev().enumerate().fold(0, |state, (place, digit)| product(state, PERMUTED[place % 8][*digit as usize])) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_examples_hold_and_their_neighbours_do_not() {
        assert!(luhn("79927398713") && !luhn("79927398710"));
        assert!(verhoeff(&digits("2363")) && !verhoeff(&digits("2364")) && !verhoeff(&digits("3263")));
        assert!(mod_11_10(&digits("07945")) && !mod_11_10(&digits("07946")));
    }
}
