//! Check digits and other arithmetic by which a number proves itself. Everything takes the text of a number as it was found,
//! with whatever separates its digits.

mod accounts;
mod asia;
mod digits;
mod europe;
mod months;
mod world;

pub(crate) use accounts::{bitcoin, card, iban, routing};
pub(crate) use asia::*;
pub(crate) use digits::{digits, luhn};
pub(crate) use europe::*;
pub(crate) use months::{MONTH, date_and_month, day_month_year, plausible_date, year_month_day};
pub(crate) use world::*;

/// For a form that has no check digits.
pub(crate) fn unchecked(_: &str) -> bool {
    true
}
