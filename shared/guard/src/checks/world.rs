//! Numbers of America, Australia and Africa.

use super::{
    digits::{all_alike, digits, letters_and_digits, luhn_of, number, weighted},
    months::year_month_day,
};

/// Areas, groups and serials that the Social Security Administration gives.
pub(crate) fn ssn(text: &str) -> bool {
    let digits = digits(text);
    let (area, group, serial) = (number(&digits[..3]), number(&digits[3..5]), number(&digits[5..]));
    digits.len() == 9 && !matches!(area, 0 | 666 | 900..) && group > 0 && serial > 0 && !all_alike(&digits)
}

pub(crate) fn itin(text: &str) -> bool {
    matches!(number(&digits(text)[3..5]), 50..=65 | 70..=88 | 90..=92 | 94..=99)
}

/// Certificates of the Drug Enforcement Administration.
pub(crate) fn dea(text: &str) -> bool {
    let digits = digits(&text[2..]);
    digits.len() == 7 && weighted(&digits, &[1, 2, 1, 2, 1, 2]) % 10 == digits[6] && !all_alike(&digits)
}

/// National provider identifier: Luhn behind the issuer's 80840.
pub(crate) fn npi(text: &str) -> bool {
    luhn_of(&[&[8, 0, 8, 4, 0], &digits(text)[..]].concat())
}

/// ISO 3779, as North America checks it.
pub(crate) fn vehicle(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let value = |byte: &u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'H' => u32::from(byte - b'A') + 1,
        b'J'..=b'R' => u32::from(byte - b'J') + 1,
        _ => u32::from(byte - b'S') + 2,
    };
    let check = weighted(&text.as_bytes().iter().map(value).collect::<Vec<_>>(), &WEIGHTS) % 11;
    let mixed = text.bytes().any(|byte| byte.is_ascii_alphabetic());
    mixed && text.as_bytes().get(8).copied() == Some(if check == 10 { b'X' } else { b'0' + check as u8 })
}

/// Canada's social insurance number.
pub(crate) fn sin(text: &str) -> bool {
    let digits = digits(text);
    !matches!(digits.first(), Some(0 | 8)) && luhn_of(&digits)
}

pub(crate) fn cpf(text: &str) -> bool {
    let digits = digits(text);
    let check = |count: usize| {
        let sum: u32 = digits[..count].iter().zip((2..=count as u32 + 1).rev()).map(|(digit, weight)| digit * weight).sum();
        sum * 10 % 11 % 10 == digits[count]
    };
    digits.len() == 11 && !all_alike(&digits) && check(9) && check(10)
}

pub(crate) fn cnpj(text: &str) -> bool {
    const WEIGHTS: [u32; 13] = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];
    let digits = digits(text);
    let check = |count: usize| match weighted(&digits[..count], &WEIGHTS[13 - count..]) % 11 {
        0 | 1 => digits[count] == 0,
        rest => digits[count] == 11 - rest,
    };
    digits.len() == 14 && !all_alike(&digits) && check(12) && check(13)
}

/// Chile's RUT: modulo 11, with K for ten.
pub(crate) fn rut(text: &str) -> bool {
    let bytes = letters_and_digits(text);
    let Some((check, number)) = bytes.split_last() else { return false };
    let sum: u32 = number.iter().rev().zip((2..=7).cycle()).map(|(digit, weight)| u32::from(digit.wrapping_sub(b'0')) * weight).sum();
    *check
        == match 11 - sum % 11 {
            11 => b'0',
            10 => b'K',
            digit => b'0' + digit as u8,
        }
}

pub(crate) fn abn(text: &str) -> bool {
    let mut digits = digits(text);
    digits[0] = digits[0].wrapping_sub(1);
    digits[0] < 9 && weighted(&digits, &[10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]).is_multiple_of(89)
}

pub(crate) fn acn(text: &str) -> bool {
    let digits = digits(text);
    (10 - weighted(&digits[..8], &[8, 7, 6, 5, 4, 3, 2, 1]) % 10) % 10 == digits[8]
}

pub(crate) fn tfn(text: &str) -> bool {
    let digits = digits(text);
    let weights: &[u32] = if digits.len() == 9 { &[1, 4, 3, 7, 5, 8, 6, 9, 10] } else { &[10, 7, 8, 4, 6, 3, 5, 1] };
    !all_alike(&digits) && weighted(&digits, weights).is_multiple_of(11)
}

pub(crate) fn medicare(text: &str) -> bool {
    let digits = digits(text);
    weighted(&digits[..8], &[1, 3, 7, 9, 1, 3, 7, 9]) % 10 == digits[8]
}

/// South Africa: the day of birth, and Luhn.
pub(crate) fn south_african(text: &str) -> bool {
    let digits = digits(text);
    year_month_day(text) && digits[10] < 2 && luhn_of(&digits)
}
