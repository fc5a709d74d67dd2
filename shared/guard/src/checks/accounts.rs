//! Cards, accounts, addresses of coins.

use sha2::{Digest, Sha256};

use super::digits::{digits, letters_and_digits, luhn_of, number, weighted};

/// Issuers' first digits and lengths (ISO/IEC 7812), and Luhn.
pub(crate) fn card(text: &str) -> bool {
    let digits = digits(text);
    let first = |count: usize| number(&digits[..count]);
    let issued = digits.len() >= 12
        && matches!(
            (first(1), first(2), first(3), first(4), digits.len()),
            (4, .., 13 | 16 | 19)
                | (_, 34 | 37, .., 15)
                | (_, 51..=55, .., 16)
                | (_, _, _, 2221..=2720, 16)
                | (_, 62 | 65 | 81, .., 16..=19)
                | (_, _, 644..=649, _, 16..=19)
                | (_, 36 | 38 | 39, .., 14..=19)
                | (_, _, 300..=305, _, 14..=19)
                | (_, _, _, 2200..=2204 | 3528..=3589 | 6011, 16..=19)
                | (_, 50 | 56..=58, .., 12..=19)
                | (_, _, _, 6304 | 6759 | 6761..=6763, 12..=19)
                | (_, 60, .., 16)
                | (_, _, _, 1800 | 2131, 15)
        );
    issued && luhn_of(&digits)
}

/// ISO 13616: the country's length, and 1 modulo 97.
pub(crate) fn iban(text: &str) -> bool {
    let letters = letters_and_digits(text);
    let of_length = letters.len() > 4 && length_in(&letters[..2]) == Some(letters.len());
    let value = |byte: &u8| if byte.is_ascii_digit() { u32::from(byte - b'0') } else { u32::from(byte - b'A') + 10 };
    let turned = || letters[4..].iter().chain(&letters[..4]).map(value);
    of_length && turned().fold(0, |rest, value| (rest * if value > 9 { 100 } else { 10 } + value) % 97) == 1
}

fn length_in(country: &[u8]) -> Option<usize> {
    const LENGTHS: &str = "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 \
        EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 \
        LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 \
        SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30";
    LENGTHS.split(' ').find(|entry| &entry.as_bytes()[..2] == country).and_then(|entry| entry[2..].parse().ok())
}

/// Routing number of the American Bankers Association: its federal district, and 3-7-1.
pub(crate) fn routing(text: &str) -> bool {
    let digits = digits(text);
    let district = digits.len() == 9 && matches!(number(&digits[..2]), 1..=12 | 21..=32 | 61..=72 | 80);
    district && weighted(&digits, &[3, 7, 1, 3, 7, 1, 3, 7, 1]).is_multiple_of(10)
}

/// A Bitcoin address (and of coins with the same form): base58check, or bech32 of BIP 173 and 350.
pub(crate) fn bitcoin(text: &str) -> bool {
    if text.starts_with("bc1") || text.starts_with("tb1") || text.starts_with("ltc1") { bech32(text) } else { base58check(text) }
}

fn base58check(text: &str) -> bool {
    const ALPHABET: &[u8] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    let mut bytes = [0u8; 25];
    for letter in text.bytes() {
        let Some(mut carry) = ALPHABET.iter().position(|known| *known == letter) else { return false };
        for byte in bytes.iter_mut().rev() {
            carry += usize::from(*byte) * 58;
            *byte = (carry % 256) as u8;
            carry /= 256;
        }
        if carry > 0 {
            return false;
        }
    }
    let (payload, check) = bytes.split_at(21);
    Sha256::digest(Sha256::digest(payload))[..4] == *check
}

fn bech32(text: &str) -> bool {
    const ALPHABET: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    const GENERATORS: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    let Some((prefix, payload)) = text.split_once('1') else { return false };
    let Some(payload) = payload.bytes().map(|letter| ALPHABET.iter().position(|known| *known == letter)).collect::<Option<Vec<_>>>() else {
        return false;
    };
    let spread = prefix.bytes().map(|byte| byte >> 5).chain([0]).chain(prefix.bytes().map(|byte| byte & 31));
    let values = spread.map(u32::from).chain(payload.iter().map(|value| *value as u32));
    let sum = values.fold(1u32, |sum, value| {
        let shifted = ((sum & 0x01ff_ffff) << 5) ^ value;
        (0..5).filter(|bit| sum >> (25 + bit) & 1 == 1).fold(shifted, |sum, bit| sum ^ GENERATORS[bit])
    });
    matches!(sum, 1 | 0x2bc8_30a3)
}
