use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How much harm is to be expected. Of several detectors the highest holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    #[default]
    None,
    Low,
    Medium,
    High,
    Critical,
}

/// What is done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Response {
    Nothing,
    /// Goes on, and is looked at.
    Monitor,
    /// Goes on, with less of every limit.
    Reduce,
    Block(Duration),
}

impl Level {
    pub fn as_str(self) -> &'static str {
        match self {
            Level::None => "none",
            Level::Low => "low",
            Level::Medium => "medium",
            Level::High => "high",
            Level::Critical => "critical",
        }
    }

    /// What a block of this length says of whoever it is put on.
    pub fn of_block(block: Duration) -> Self {
        let reached = |level: &Level| block >= level.block();
        [Level::Critical, Level::High, Level::Medium].into_iter().find(reached).unwrap_or(Level::Low)
    }

    pub(crate) fn response(self) -> Response {
        match self {
            Level::None => Response::Nothing,
            Level::Low => Response::Monitor,
            Level::Medium => Response::Reduce,
            Level::High | Level::Critical => Response::Block(self.block()),
        }
    }

    /// How long a block lasts that is put on somebody of this level.
    fn block(self) -> Duration {
        Duration::from_secs(match self {
            Level::Critical => 3_600,
            Level::High => 900,
            Level::None | Level::Low | Level::Medium => 300,
        })
    }

    /// The level of the highest bound that a number is above.
    pub(crate) fn above<N: PartialOrd + Copy>(number: N, bounds: &[(N, Level)]) -> Self {
        bounds.iter().filter(|(bound, _)| number > *bound).map(|(_, level)| *level).max().unwrap_or_default()
    }

    /// The level of the highest bound that a score reaches.
    pub(crate) fn from(score: f64, bounds: &[(f64, Level)]) -> Self {
        bounds.iter().filter(|(bound, _)| score >= *bound).map(|(_, level)| *level).max().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_higher_the_level_the_harder_the_response() {
        for (level, response) in [
            (Level::None, Response::Nothing),
            (Level::Low, Response::Monitor),
            (Level::Medium, Response::Reduce),
            (Level::High, Response::Block(Duration::from_secs(900))),
            (Level::Critical, Response::Block(Duration::from_secs(3_600))),
        ] {
            assert_eq!(level.response(), response);
        }
        assert_eq!(Level::Medium.block(), Duration::from_secs(300));
    }

    #[test]
    fn a_block_says_how_bad_it_was() {
        let levels = [60, 300, 900, 3_600].map(|seconds| Level::of_block(Duration::from_secs(seconds)));
        assert_eq!(levels, [Level::Low, Level::Medium, Level::High, Level::Critical]);
    }
}
