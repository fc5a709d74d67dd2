//! Numbers of Asia.

use super::{
    digits::{all_alike, digits, letters_and_digits, number, verhoeff, weighted},
    months::year_month_day,
};

pub(crate) fn aadhaar(text: &str) -> bool {
    let digits = digits(text);
    let mirrored = digits.iter().eq(digits.iter().rev());
    !mirrored && verhoeff(&digits)
}

/// Singapore's NRIC and FIN.
pub(crate) fn nric(text: &str) -> bool {
    let bytes = text.to_ascii_uppercase().into_bytes();
    let sum = weighted(&digits(text), &[2, 7, 6, 5, 4, 3, 2]);
    let letter = |offset: u32, letters: &[u8; 11]| letters[(sum + offset) as usize % 11];
    bytes[8]
        == match bytes[0] {
            b'S' => letter(0, b"JZIHGFEDCBA"),
            b'T' => letter(4, b"JZIHGFEDCBA"),
            b'F' => letter(0, b"XWUTRQPNMLK"),
            b'G' => letter(4, b"XWUTRQPNMLK"),
            _ => letter(3, b"KLJNPQRTUWX"),
        }
}

/// South Korea's resident registration number, as it was checked until October 2020; later ones have only the day of birth.
pub(crate) fn korean(text: &str) -> bool {
    year_month_day(text)
}

pub(crate) fn thai(text: &str) -> bool {
    let digits = digits(text);
    let sum = weighted(&digits[..12], &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    digits[0] > 0 && !all_alike(&digits) && (11 - sum % 11) % 10 == digits[12]
}

/// China's resident identity card (GB 11643): ISO 7064, MOD 11-2.
pub(crate) fn chinese(text: &str) -> bool {
    let bytes = letters_and_digits(text);
    let digits = digits(&text[..17]);
    let sum = weighted(&digits, &[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
    let (month, day) = (number(&digits[10..12]), number(&digits[12..14]));
    (1..=12).contains(&month) && (1..=31).contains(&day) && bytes[17] == b"10X98765432"[sum as usize % 11]
}

/// Taiwan's identity card.
pub(crate) fn taiwanese(text: &str) -> bool {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVXYWZIO";
    let Some(place) = LETTERS.iter().position(|letter| *letter == text.as_bytes()[0]) else { return false };
    let code = place as u32 + 10;
    (code / 10 + code % 10 * 9 + weighted(&digits(text), &[8, 7, 6, 5, 4, 3, 2, 1, 1])).is_multiple_of(10)
}

/// Turkey's T.C. kimlik no.
pub(crate) fn turkish(text: &str) -> bool {
    let digits = digits(text);
    let odd: u32 = digits[..9].iter().step_by(2).sum();
    let even: u32 = digits[1..8].iter().step_by(2).sum();
    digits[0] > 0 && (odd * 7 + 90 - even) % 10 == digits[9] && digits[..10].iter().sum::<u32>() % 10 == digits[10]
}
