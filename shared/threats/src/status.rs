use std::time::Duration;

use crate::Level;

/// How it stands with all threats of a time together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    Normal,
    /// More than ten, of whatever level.
    Elevated,
    /// More than five of the level high.
    High,
    /// One at least of the level critical.
    Critical,
}

impl Status {
    /// Of the threats of so long.
    pub const WINDOW: Duration = Duration::from_secs(300);

    pub fn of(threats: &[Level]) -> Self {
        let count = |wanted: Level| threats.iter().filter(|level| **level == wanted).count();
        match threats.len() - count(Level::None) {
            _ if count(Level::Critical) > 0 => Status::Critical,
            _ if count(Level::High) > 5 => Status::High,
            11.. => Status::Elevated,
            _ => Status::Normal,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Status::Normal => "normal",
            Status::Elevated => "elevated",
            Status::High => "high",
            Status::Critical => "critical",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_enough_where_it_is_critical_and_many_are_needed_where_they_are_not() {
        for (threats, status) in [
            (vec![], Status::Normal),
            (vec![Level::Critical], Status::Critical),
            (vec![Level::High; 5], Status::Normal),
            (vec![Level::High; 6], Status::High),
            (vec![Level::Low; 10], Status::Normal),
            (vec![Level::Low; 11], Status::Elevated),
            (vec![Level::None; 100], Status::Normal),
            ([vec![Level::High; 6], vec![Level::Critical]].concat(), Status::Critical),
        ] {
            assert_eq!(Status::of(&threats), status, "{threats:?}");
        }
    }
}
