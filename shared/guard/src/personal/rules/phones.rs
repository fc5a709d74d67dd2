//! Telephone numbers.

use super::Rule;
use crate::{Kind::Phone, checks::digits};

/// What a number without spaces and sign is called before it is taken for a phone's.
const CALLED_PHONE: &[&str] = &["phone", "telephone", "tel", "mobile", "cellphone", "whatsapp", "telefon", "msisdn"];
const PHONE: &[&str] = &[
    "phone",
    "telephone",
    "my number",
    "his number",
    "her number",
    "num\u{e9}ro est",
    "numero est",
    "n\u{fa}mero es",
    "nummer ist",
    "tel",
    "mobile",
    "cell",
    "cellphone",
    "call",
    "fax",
    "dial",
    "sms",
    "whatsapp",
    "reach",
    "contact",
    "hotline",
    "helpline",
    "voicemail",
    "landline",
    "telefon",
    "handy",
    "mobil",
    "t\u{e9}l",
    "t\u{e9}l\u{e9}phone",
    "tel\u{e9}fono",
    "m\u{f3}vil",
    "celular",
    "telefono",
    "cellulare",
    "telefone",
    "telefoon",
    "puhelin",
    "电话",
    "手机",
    "電話",
    "携帯",
    "전화",
    "телефон",
    "dzwon",
];

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        Phone,
        "international phone",
        r"\+ ?\(?[1-9]\d{0,2}\)?(?:[ .\-/]{0,2}\(?\d{1,5}\)?){1,7}(?:,? ?(?:x|ext\.?|extension) ?\d{1,6})?",
        (0.88, 0.97),
        PHONE,
    )
    .unless(of_eight_or_more),
    Rule::new(Phone, "international phone behind 00", r"00[ -]?[1-9]\d{0,2}(?:[ .\-/]\(?\d{1,8}\)?){1,6}", (0.7, 0.93), PHONE)
        .unless(of_eight_or_more),
    Rule::new(
        Phone,
        "north american phone",
        r"(?:1[ .-]?|001[ .-]?)?(?:\([2-9]\d{2}\)[ .-]?|[2-9]\d{2}[.-])[2-9]\d{2}[ .-]\d{4}(?:,? ?(?:x|ext\.?|extension|#) ?\d{1,6})?",
        (0.84, 0.96),
        PHONE,
    ),
    Rule::new(
        Phone,
        "north american phone with spaces",
        r"(?:1 )?[2-9]\d{2} [2-9]\d{2}[ -]\d{4}(?:,? ?(?:x|ext\.?|extension|#) ?\d{1,6})?",
        (0.66, 0.93),
        PHONE,
    ),
    Rule::new(
        Phone,
        "phone like a north american one",
        r"(?:1[ .-]?|001[ .-]?)?(?:\(\d{3}\)[ .-]?|\d{3}[ .-])\d{3}[ .-]?\d{4}(?:,? ?(?:x|ext\.?|extension|#) ?\d{1,6})?",
        (0.58, 0.9),
        PHONE,
    ),
    Rule::new(
        Phone,
        "phone with an extension",
        r"\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4},? ?(?:x|ext\.?|extension) ?\d{1,6}",
        (0.86, 0.95),
        PHONE,
    ),
    Rule::new(Phone, "national phone", r"\(?0[1-9]\d{0,4}\)?(?:[ .\-/]\d{2,8}){1,4}", (0.66, 0.93), PHONE).unless(of_national_length),
    Rule::new(Phone, "national phone in brackets", r"\(0?[1-9]\d{1,4}\) ?\d{3,4}[ -]?\d{3,5}", (0.68, 0.93), PHONE),
    Rule::new(Phone, "national phone without separators", r"0[1-9]\d{8,9}", (0.4, 0.9), PHONE),
    Rule::new(Phone, "phone of ten figures", r"[2-9]\d{2}[2-9]\d{6}|[6-9]\d{9}", (0.12, 0.88), PHONE),
    Rule::new(Phone, "international phone without its sign", r"[1-9]\d{12,14}", (0.0, 0.82), CALLED_PHONE),
    Rule::new(Phone, "chinese mobile", r"1[3-9]\d[ -]?\d{4}[ -]?\d{4}", (0.55, 0.93), PHONE),
    Rule::new(
        Phone,
        "phone in three groups",
        r"[5-9]\d{2}(?:[ .-]\d{3}){2}|[679]\d{2}(?:[ .-]\d{2}){3}|[2-9]\d(?:[ .-]\d{2}){3}",
        (0.35, 0.88),
        PHONE,
    ),
    Rule::new(Phone, "indian mobile", r"[6-9]\d{4}[ -]\d{5}", (0.62, 0.92), PHONE),
    Rule::new(Phone, "brazilian phone", r"\(?[1-9]\d\)? 9?\d{4}-\d{4}", (0.66, 0.92), PHONE),
    Rule::new(Phone, "local phone", r"[2-9]\d{2}[ .-]\d{4}", (0.3, 0.85), PHONE),
    Rule::new(Phone, "grouped figures", r"\(?\d{2,4}\)?(?:[ .\-/]\d{2,5}){1,5}|\d{7,12}", (0.05, 0.8), PHONE).unless(of_national_length),
];

fn of_eight_or_more(text: &str) -> bool {
    let number = text.split(['x', 'e']).next().unwrap_or(text);
    (8..=15).contains(&digits(number).len())
}

fn of_national_length(text: &str) -> bool {
    let digits = digits(text);
    let is_year = |part: &str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    let years = text.split([' ', '-', '.', '/']).filter(|part| is_year(part)).count();
    let is_hour = |part: &str| part.len() == 4 && part < "2400";
    let hours = text.split(['-', ' ', '/']).all(is_hour);
    !hours && (7..=12).contains(&digits.len()) && years == 0 && digits.iter().any(|digit| *digit != digits[0])
}
