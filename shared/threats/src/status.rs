use std::time::Duration;

use serde::Serialize;

use crate::Level;

/// How long a threat counts for the status.
pub const STATUS_WINDOW: Duration = Duration::from_secs(300);

/// How things stand, by the threats of the last five minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Normal,
    Elevated,
    High,
    Critical,
}

impl Status {
    pub fn of(threats: impl IntoIterator<Item = Level>) -> Self {
        let (mut all, mut high, mut critical) = (0, 0, 0);
        for level in threats.into_iter().filter(|level| *level > Level::None) {
            all += 1;
            high += u32::from(level == Level::High);
            critical += u32::from(level == Level::Critical);
        }
        match () {
            () if critical > 0 => Status::Critical,
            () if high > 5 => Status::High,
            () if all > 10 => Status::Elevated,
            () => Status::Normal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_critical_threat_is_enough_and_others_need_company() {
        let of = |counts: &[(Level, usize)]| Status::of(counts.iter().flat_map(|(level, count)| vec![*level; *count]));
        assert_eq!(of(&[(Level::None, 100), (Level::Low, 10)]), Status::Normal);
        assert_eq!(of(&[(Level::Low, 11)]), Status::Elevated);
        assert_eq!(of(&[(Level::High, 5)]), Status::Normal);
        assert_eq!(of(&[(Level::High, 6)]), Status::High);
        assert_eq!(of(&[(Level::High, 6), (Level::Critical, 1)]), Status::Critical);
    }
}
