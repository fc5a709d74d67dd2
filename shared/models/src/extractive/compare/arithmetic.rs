use super::{date, form::Step};
use crate::extractive::spans::{self, Day, Unit};

/// How far two values are apart, told in the first one's unit or in steps of the calendar.
pub(super) fn difference(given: &[&str], step: Step) -> Option<String> {
    let [one, two] = given else { return None };
    if step == Step::Unit && (spans::day(one).is_none() || spans::day(two).is_none()) {
        let amounts = in_one_unit(given)?;
        return Some(amounts.tell((amounts.values[0] - amounts.values[1]).abs()));
    }
    let (one, two) = (date(one)?, date(two)?);
    let (early, late) = if day_number(one)? <= day_number(two)? { (one, two) } else { (two, one) };
    let (count, unit) = match step {
        Step::Unit | Step::Years => (years_between(early, late)?, "year"),
        Step::Months => (months_between(early, late)?, "month"),
        Step::Days => (exact(late).then(|| day_number(late))?? - exact(early).then(|| day_number(early))??, "day"),
    };
    Some(format!("{count} {unit}{}", if count == 1 { "" } else { "s" }))
}

pub(super) fn sum(given: &[&str]) -> Option<String> {
    let amounts = in_one_unit(given)?;
    Some(amounts.tell(amounts.values.iter().sum()))
}

/// The lengths of time between each two dates, in days.
pub(super) fn durations(given: &[&str]) -> Option<Vec<String>> {
    given.chunks_exact(2).map(|pair| Some(format!("{} days", day_number(date(pair[1])?)? - day_number(date(pair[0])?)?))).collect()
}

fn exact(day: Day) -> bool {
    day.year.is_some() && day.month.is_some() && day.day.is_some()
}

fn years_between(early: Day, late: Day) -> Option<i64> {
    let whole = i64::from(late.year?) - i64::from(early.year?);
    let birthday_ahead = exact(early) && exact(late) && (late.month, late.day) < (early.month, early.day);
    Some(whole - i64::from(birthday_ahead))
}

fn months_between(early: Day, late: Day) -> Option<i64> {
    let months = |day: Day| Some(i64::from(day.year?) * 12 + i64::from(day.month?));
    let partial = exact(early) && exact(late) && late.day < early.day;
    Some(months(late)? - months(early)? - i64::from(partial))
}

/// Days since the first of March of year 0 in the proleptic Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn day_number(day: Day) -> Option<i64> {
    let (month, date) = (i64::from(day.month.unwrap_or(1)), i64::from(day.day.unwrap_or(1)));
    let year = i64::from(day.year?) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + date - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year)
}

/// Amounts of one kind, in the measure the first is written in.
struct Amounts {
    values: Vec<f64>,
    before: String,
    after: String,
    decimals: usize,
    grouped: bool,
}

impl Amounts {
    fn tell(&self, value: f64) -> String {
        let plain = format!("{value:.*}", self.decimals);
        let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), ""), |(whole, fraction)| (whole, fraction));
        let whole = if self.grouped || whole.len() > 4 && self.before.is_empty() { group(whole) } else { whole.to_owned() };
        let fraction = fraction.trim_end_matches('0');
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{}{whole}{point}{fraction}{}", self.before, self.after)
    }
}

fn in_one_unit(given: &[&str]) -> Option<Amounts> {
    let quantities: Vec<spans::Quantity> = given.iter().map(|text| spans::quantity(text)).collect::<Option<_>>()?;
    let first = quantities.first()?;
    if quantities.iter().any(|other| other.unit != first.unit && other.unit != Unit::Plain && first.unit != Unit::Plain) {
        return None;
    }
    let written = given.iter().map(|text| Written::of(text)).collect::<Option<Vec<_>>>()?;
    let scale = if written[0].value == 0.0 { 1.0 } else { first.value / written[0].value };
    let alike = written.iter().all(|other| other.after.trim() == written[0].after.trim());
    let values = if alike { written.iter().map(|w| w.value).collect() } else { quantities.iter().map(|q| q.value / scale).collect() };
    Some(Amounts {
        values,
        before: written[0].before.clone(),
        after: written[0].after.clone(),
        decimals: written.iter().map(|w| w.decimals).max().unwrap_or(0).max(if alike { 0 } else { 2 }),
        grouped: written.iter().any(|w| w.grouped),
    })
}

/// A number as it is written: its sign before, its unit after.
struct Written {
    value: f64,
    before: String,
    after: String,
    decimals: usize,
    grouped: bool,
}

impl Written {
    fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        let Some(start) = text.find(|c: char| c.is_ascii_digit()) else {
            let value = spans::quantity(text)?.value;
            return Some(Self { value, before: String::new(), after: String::new(), decimals: 0, grouped: false });
        };
        let length = text[start..].find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(text.len() - start);
        let digits = text[start..start + length].trim_end_matches([',', '.']);
        let plain: String = digits.chars().filter(|c| *c != ',').collect();
        let before: String = text[..start].chars().rev().take_while(|c| "$£€¥₹".contains(*c)).collect();
        Some(Self {
            value: plain.parse().ok()?,
            before,
            after: text[start + digits.len()..].to_owned(),
            decimals: plain.split_once('.').map_or(0, |(_, fraction)| fraction.len()),
            grouped: digits.contains(','),
        })
    }
}

fn group(digits: &str) -> String {
    let lead = digits.len() % 3;
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 3 == lead % 3 && digit.is_ascii_digit() && !grouped.ends_with('-') {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
