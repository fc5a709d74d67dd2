use genesis_core::Timestamp;
use time::{Date, Month, OffsetDateTime};

/// A month, counted from the moment a tenant was created. A day that a month lacks is its last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub begins_at: Timestamp,
    pub resets_at: Timestamp,
}

impl Period {
    /// The period in which a moment lies, for a tenant of this age. Before the tenant there is none but its first.
    pub fn of(opened_at: Timestamp, moment: Timestamp) -> Self {
        let (opened, now) = (moment_of(opened_at), moment_of(moment.max(opened_at)));
        let apart = months_of(now) - months_of(opened);
        // The month of the moment may not have begun on its day yet.
        let begun = if later(opened, apart) <= now { apart } else { apart - 1 };
        let at = |months| Timestamp((later(opened, months).unix_timestamp_nanos() / 1_000_000) as i64);
        Self { begins_at: at(begun), resets_at: at(begun + 1) }
    }
}

fn moment_of(moment: Timestamp) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(moment.0) * 1_000_000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

fn months_of(moment: OffsetDateTime) -> i32 {
    moment.year() * 12 + i32::from(u8::from(moment.month())) - 1
}

/// The same day and time so many months later.
fn later(moment: OffsetDateTime, months: i32) -> OffsetDateTime {
    let months = months_of(moment) + months;
    let month = Month::December.nth_next((months.rem_euclid(12) + 1) as u8);
    let year = months.div_euclid(12);
    let date = Date::from_calendar_date(year, month, moment.day().min(month.length(year)));
    moment.replace_date(date.unwrap_or(Date::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_period_is_a_month_from_the_day_of_creation() {
        for (opened, now, begins, resets) in [
            ("2026-01-15T10:00:00.000Z", "2026-01-15T10:00:00.000Z", "2026-01-15T10:00:00.000Z", "2026-02-15T10:00:00.000Z"),
            ("2026-01-15T10:00:00.000Z", "2026-02-15T09:59:59.999Z", "2026-01-15T10:00:00.000Z", "2026-02-15T10:00:00.000Z"),
            ("2026-01-15T10:00:00.000Z", "2026-02-15T10:00:00.000Z", "2026-02-15T10:00:00.000Z", "2026-03-15T10:00:00.000Z"),
            ("2026-01-31T00:00:00.000Z", "2026-02-28T00:00:00.000Z", "2026-02-28T00:00:00.000Z", "2026-03-31T00:00:00.000Z"),
            ("2024-01-31T00:00:00.000Z", "2024-02-28T23:59:59.999Z", "2024-01-31T00:00:00.000Z", "2024-02-29T00:00:00.000Z"),
            ("2025-12-10T08:00:00.123Z", "2026-01-09T00:00:00.000Z", "2025-12-10T08:00:00.123Z", "2026-01-10T08:00:00.123Z"),
            ("2026-05-05T00:00:00.000Z", "2026-01-01T00:00:00.000Z", "2026-05-05T00:00:00.000Z", "2026-06-05T00:00:00.000Z"),
        ] {
            assert_eq!(Period::of(at(opened), at(now)), Period { begins_at: at(begins), resets_at: at(resets) }, "{opened} {now}");
        }
    }

    proptest! {
        #[test]
        fn periods_follow_each_other_without_a_gap(opened in 0_i64..4_000_000_000_000, age in 0_i64..400_000_000_000) {
            let (opened, now) = (Timestamp(opened), Timestamp(opened + age));
            let period = Period::of(opened, now);
            prop_assert!(period.begins_at <= now && now < period.resets_at);
            prop_assert_eq!(Period::of(opened, period.resets_at).begins_at, period.resets_at);
            prop_assert_eq!(Period::of(opened, Timestamp(period.resets_at.0 - 1)), period);
            let days = period.resets_at.millis_since(period.begins_at) / 86_400_000;
            prop_assert!((28..=31).contains(&days));
        }
    }
}
