use std::time::Duration;

use aws_smithy_types::date_time::{DateTime, Format};

/// How long a server wants to be spared: seconds, or the time from its own `Date` to the one it names.
pub(crate) fn retry_after(text: &str, date: Option<&str>) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let at = |text: &str| DateTime::from_str(text.trim(), Format::HttpDate).ok().map(|moment| moment.secs());
    let (then, now) = (at(text)?, at(date?)?);
    Some(Duration::from_secs(u64::try_from(then - now).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates_are_read_and_nothing_else() {
        const NOON: Option<&str> = Some("Sun, 06 Nov 1994 12:00:00 GMT");
        let seconds = |text, date| retry_after(text, date).map(|wait| wait.as_secs_f64());
        assert_eq!(seconds("7", None), Some(7.0));
        assert_eq!(seconds(" 0.5 ", None), Some(0.5));
        assert_eq!(seconds("Sun, 06 Nov 1994 12:01:30 GMT", NOON), Some(90.0));
        assert_eq!(seconds("Sun, 06 Nov 1994 11:00:00 GMT", NOON), Some(0.0), "what is over need not be waited for");
        for (text, date) in
            [("Sun, 06 Nov 1994 12:01:30 GMT", None), ("soon", NOON), ("-1", NOON), ("inf", NOON), ("NaN", NOON), ("", NOON)]
        {
            assert_eq!(seconds(text, date), None, "{text}");
        }
    }
}
