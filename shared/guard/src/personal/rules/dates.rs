//! Days: of birth where the words near them say so.

use super::Rule;
use crate::{
    Kind::{DateOfBirth, DateTime},
    checks::plausible_date,
};

const BIRTH: &[&str] = &[
    "birth",
    "born",
    "dob",
    "d.o.b",
    "birthday",
    "birthdate",
    "dateofbirth",
    "geboren",
    "geb.",
    "geburtsdatum",
    "née",
    "né le",
    "naissance",
    "nacido",
    "nacida",
    "nacimiento",
    "nato il",
    "nata il",
    "nascita",
    "nascimento",
    "geboortedatum",
    "urodz",
    "出生",
    "生年月日",
    "生日",
];

const FIGURES: &str = r"\d{1,2}([/.-])\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}[/.-]\d{1,2}[/.-]\d{1,2}";
const WRITTEN: &str = concat!(r"(?i:\d{1,2}(?:st|nd|rd|th|\.)?[ -](?:of |de |du )?", "MONTH", r"\.?,?[ -](?:de |del )?'?\d{2,4})");
const MONTH_FIRST: &str = r"(?i:MONTH\.?[ -]\d{1,2}(?:st|nd|rd|th)?,?[ -]\d{4})";

pub(super) const RULES: &[Rule] = &[
    Rule::new(DateOfBirth, "birth in figures", FIGURES, (0.2, 0.93), BIRTH).checked(plausible_date),
    Rule::new(DateOfBirth, "birth in words", WRITTEN, (0.2, 0.92), BIRTH),
    Rule::new(DateOfBirth, "birth, month first", MONTH_FIRST, (0.2, 0.92), BIRTH),
    Rule::new(DateTime, "day in figures", FIGURES, (0.8, 0.8), &[]).checked(plausible_date),
    Rule::new(DateTime, "day in words", WRITTEN, (0.85, 0.85), &[]),
    Rule::new(DateTime, "day, month first", MONTH_FIRST, (0.85, 0.85), &[]),
    Rule::new(DateTime, "month and day", r"(?i:\d{1,2}(?:st|nd|rd|th)?(?: of)? MONTH|MONTH \d{1,2}(?:st|nd|rd|th)?)", (0.65, 0.65), &[]),
    Rule::new(DateTime, "month and year", r"(?i:MONTH,? (?:19|20)\d{2})", (0.7, 0.7), &[]),
    Rule::new(DateTime, "moment", r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?", (0.94, 0.94), &[]),
    Rule::new(DateTime, "time", r"(?i:\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]\.?m)?|\d{1,2} ?[ap]\.?m)", (0.6, 0.6), &[]),
];
