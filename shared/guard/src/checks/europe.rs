//! Numbers of Europe.

use super::{
    digits::{all_alike, digits, letters_and_digits, luhn_of, mod_11_10, number, weighted},
    months::{day_month_year, year_month_day},
};

/// National Health Service: modulo 11.
pub(crate) fn nhs(text: &str) -> bool {
    let digits = digits(text);
    let check = (11 - weighted(&digits[..9], &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11;
    !all_alike(&digits) && check == digits[9]
}

pub(crate) fn nino(text: &str) -> bool {
    !matches!(&text.as_bytes()[..2], b"BG" | b"GB" | b"NK" | b"KN" | b"TN" | b"NT" | b"ZZ")
}

/// Spain's DNI and NIE: the letter is the number's rest by 23.
pub(crate) fn nif(text: &str) -> bool {
    let mut bytes = letters_and_digits(text);
    let Some(check) = bytes.pop() else { return false };
    let number =
        bytes.iter().fold(0, |number, byte| number * 10 + u32::from(if byte.is_ascii_digit() { byte - b'0' } else { byte - b'X' }));
    b"TRWAGMYFPDXBNJZSQVHLCKE"[number as usize % 23] == check
}

/// Italy's codice fiscale: the last letter.
pub(crate) fn fiscal_code(text: &str) -> bool {
    const ODD: [u32; 26] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let bytes = letters_and_digits(text);
    let place = |byte: u8| usize::from(if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' });
    let value = |(at, byte): (usize, &u8)| if at % 2 == 0 { ODD[place(*byte)] } else { place(*byte) as u32 };
    let sum: u32 = bytes[..15].iter().enumerate().map(value).sum();
    u32::from(bytes[15] - b'A') == sum % 26
}

/// Italy's partita IVA.
pub(crate) fn luhn_11(text: &str) -> bool {
    let digits = digits(text);
    digits.len() == 11 && luhn_of(&digits)
}

pub(crate) fn pesel(text: &str) -> bool {
    let digits = digits(text);
    let month = number(&digits[2..4]) % 20;
    let day = number(&digits[4..6]);
    (1..=12).contains(&month) && (1..=31).contains(&day) && weighted(&digits, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10)
}

/// Poland's NIP.
pub(crate) fn nip(text: &str) -> bool {
    let digits = digits(text);
    weighted(&digits[..9], &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == digits[9]
}

/// Finland's henkilötunnus.
pub(crate) fn finnish(text: &str) -> bool {
    let digits = [&text[..6], &text[7..10]].concat();
    let rest = digits.parse::<usize>().map_or(0, |number| number % 31);
    day_month_year(text) && text.as_bytes()[10] == b"0123456789ABCDEFHJKLMNPRSTUVWXY"[rest]
}

/// France's number of the national register: 97 less the rest. Corsica's letters count as 19 and 18.
pub(crate) fn french(text: &str) -> bool {
    let plain = text.replace(['a', 'A'], "0").replace(['b', 'B'], "0");
    let lowered = if text.contains(['a', 'A']) {
        1_000_000
    } else if text.contains(['b', 'B']) {
        2_000_000
    } else {
        0
    };
    let digits = digits(&plain);
    digits.len() == 15 && 97 - number(&digits[..13]).saturating_sub(lowered) % 97 == number(&digits[13..])
}

/// Germany's tax number for life: one digit comes twice or three times in the first ten.
pub(crate) fn german_tax(text: &str) -> bool {
    let digits = digits(text);
    let times = |wanted: u32| digits[..10].iter().filter(|digit| **digit == wanted).count();
    let repeated: Vec<usize> = (0..10).map(times).filter(|times| *times > 1).collect();
    digits[0] > 0 && matches!(repeated[..], [2 | 3]) && mod_11_10(&digits)
}

/// Germany's identity cards and passports: weights 7, 3, 1 (ICAO 9303).
pub(crate) fn machine_readable(text: &str) -> bool {
    let bytes = letters_and_digits(text);
    let Some((check, rest)) = bytes.split_last() else { return false };
    let value = |byte: &u8| u32::from(if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' + 10 });
    let sum: u32 = rest.iter().zip([7, 3, 1].into_iter().cycle()).map(|(byte, weight)| value(byte) * weight).sum();
    u32::from(check.wrapping_sub(b'0')) == sum % 10
}

/// Germany's number of pension insurance.
pub(crate) fn pension(text: &str) -> bool {
    let mut digits = Vec::new();
    for byte in letters_and_digits(text) {
        match byte {
            b'0'..=b'9' => digits.push(u32::from(byte - b'0')),
            letter => digits.extend([u32::from(letter - b'A' + 1) / 10, u32::from(letter - b'A' + 1) % 10]),
        }
    }
    let cross = |product: u32| product / 10 + product % 10;
    let sum: u32 = digits.iter().zip([2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]).map(|(digit, weight)| cross(digit * weight)).sum();
    digits.len() == 13 && sum % 10 == digits[12]
}

/// The Netherlands' test of eleven.
pub(crate) fn bsn(text: &str) -> bool {
    let digits = digits(text);
    let sum = weighted(&digits[..8], &[9, 8, 7, 6, 5, 4, 3, 2]);
    !all_alike(&digits) && sum >= digits[8] && (sum - digits[8]).is_multiple_of(11)
}

/// Belgium's register: 97 less the rest, with a 2 before it for those born in this century.
pub(crate) fn belgian(text: &str) -> bool {
    let digits = digits(text);
    let (born, check) = (number(&digits[..9]), number(&digits[9..]));
    year_month_day(text) && (97 - born % 97 == check || 97 - (2_000_000_000 + born) % 97 == check)
}

/// Sweden's personnummer, with or without the century.
pub(crate) fn swedish(text: &str) -> bool {
    let digits = digits(text);
    let short = &digits[digits.len() - 10..];
    let (month, day) = (number(&short[2..4]), number(&short[4..6]));
    (1..=12).contains(&month) && matches!(day, 1..=31 | 61..=91) && luhn_of(short)
}

pub(crate) fn norwegian(text: &str) -> bool {
    let digits = digits(text);
    let holds = |weights: &[u32]| weighted(&digits, weights).is_multiple_of(11);
    day_month_year(text) && holds(&[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) && holds(&[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1])
}

/// Switzerland's AHV number: the check digit of EAN-13.
pub(crate) fn swiss(text: &str) -> bool {
    let digits = digits(text);
    digits.len() == 13 && weighted(&digits, &[1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]).is_multiple_of(10)
}

/// Ireland's PPS number.
pub(crate) fn pps(text: &str) -> bool {
    let bytes = letters_and_digits(text);
    let second = bytes.get(8).map_or(0, |letter| if *letter == b'W' { 0 } else { u32::from(letter - b'A' + 1) });
    let sum = weighted(&digits(text), &[8, 7, 6, 5, 4, 3, 2]) + second * 9;
    bytes[7] == if sum.is_multiple_of(23) { b'W' } else { b'A' + (sum % 23) as u8 - 1 }
}

/// Portugal's NIF.
pub(crate) fn portuguese(text: &str) -> bool {
    let digits = digits(text);
    let check = match weighted(&digits[..8], &[9, 8, 7, 6, 5, 4, 3, 2]) % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    digits[8] == check
}
