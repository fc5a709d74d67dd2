use genesis_core::{Fault, Kind, Timestamp};

/// So many days are looked at together.
const MOST: u32 = 366;

/// Days that follow each other, in UTC, written like `2026-11-23`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days {
    first: String,
    last: String,
    count: u32,
}

/// What are no such days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDays {
    #[error("must be a day like 2026-11-23")]
    Unreadable(&'static str),
    #[error("must not be before `start_date`")]
    Backwards,
    #[error("at most {MOST} days after `start_date`")]
    TooMany,
}

impl Days {
    /// From one day to another: to today where none is given, from the first of that day's month.
    pub fn between(first: Option<&str>, last: Option<&str>, now: Timestamp) -> Result<Self, InvalidDays> {
        let last = last.map_or_else(|| Ok(day_of(now)), |day| read("end_date", day))?;
        let first = first.map_or_else(|| Ok(format!("{}01", last.get(..8).unwrap_or_default())), |day| read("start_date", day))?;
        let apart = begins(&last).0 - begins(&first).0;
        match u32::try_from(apart / 86_400_000) {
            Err(_) => Err(InvalidDays::Backwards),
            Ok(days) if days >= MOST => Err(InvalidDays::TooMany),
            Ok(days) => Ok(Self { first, last, count: days + 1 }),
        }
    }

    /// From the first of the month of a moment to its day.
    pub fn of_month(now: Timestamp) -> Self {
        Self::between(None, None, now).expect("a month has no more than 31 days, and begins with its first")
    }

    pub fn each(&self) -> impl Iterator<Item = String> {
        let first = begins(&self.first).0;
        (0..i64::from(self.count)).map(move |n| day_of(Timestamp(first + n * 86_400_000)))
    }

    pub fn first(&self) -> &str {
        &self.first
    }

    pub fn last(&self) -> &str {
        &self.last
    }

    pub fn count(&self) -> u32 {
        self.count
    }
}

/// The day of a moment.
pub fn day_of(at: Timestamp) -> String {
    at.to_string().split('T').next().unwrap_or_default().to_owned()
}

fn read(field: &'static str, day: &str) -> Result<String, InvalidDays> {
    moment(day).map(|_| day.to_owned()).ok_or(InvalidDays::Unreadable(field))
}

fn begins(day: &str) -> Timestamp {
    moment(day).unwrap_or(Timestamp(0))
}

fn moment(day: &str) -> Option<Timestamp> {
    format!("{day}T00:00:00.000Z").parse().ok()
}

impl Fault for InvalidDays {
    fn kind(&self) -> Kind {
        Kind::Invalid
    }

    fn code(&self) -> &'static str {
        "invalid_date"
    }

    fn field(&self) -> Option<&str> {
        Some(match self {
            InvalidDays::Unreadable(field) => field,
            InvalidDays::Backwards | InvalidDays::TooMany => "end_date",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    fn days(first: Option<&str>, last: Option<&str>) -> Result<(String, String, u32), InvalidDays> {
        Days::between(first, last, NOW).map(|days| (days.first, days.last, days.count))
    }

    #[test]
    fn where_nothing_is_said_it_is_the_month_so_far() {
        let all = |first: &str, last: &str, count| Ok((first.to_owned(), last.to_owned(), count));
        assert_eq!(days(None, None), all("2023-11-01", "2023-11-14", 14));
        assert_eq!(days(None, Some("2024-02-29")), all("2024-02-01", "2024-02-29", 29));
        assert_eq!(days(Some("2023-11-14"), None), all("2023-11-14", "2023-11-14", 1));
        assert_eq!(days(Some("2023-01-01"), Some("2024-01-01")), all("2023-01-01", "2024-01-01", 366));
    }

    #[test]
    fn days_that_are_none_are_refused_with_their_field() {
        for (first, last, field) in [
            (Some("2023-02-30"), None, "start_date"),
            (Some("14.11.2023"), None, "start_date"),
            (None, Some("2023-11-14T00:00:00.000Z"), "end_date"),
            (None, Some(""), "end_date"),
            (Some("2023-11-15"), None, "end_date"),
            (Some("2023-01-01"), Some("2024-01-02"), "end_date"),
        ] {
            assert_eq!(days(first, last).unwrap_err().field(), Some(field), "{first:?} {last:?}");
        }
    }
}
