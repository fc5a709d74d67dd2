use genesis_core::Timestamp;

use crate::Level;

/// What a bot gets of a limit is one part of so many.
const BOT_PARTS: u32 = 10;

/// How programs name themselves, and how sure that makes one of them.
const AGENTS: [(&str, f64); 8] =
    [("bot", 0.9), ("scraper", 0.9), ("crawler", 0.8), ("spider", 0.8), ("curl", 0.7), ("wget", 0.7), ("python", 0.6), ("ruby", 0.5)];

/// Fewer requests than these have no pace.
const SHORTEST: usize = 5;

/// How sure a user agent makes of a bot, from 0 to 1.
pub fn agent_score(agent: &str) -> f64 {
    let agent = agent.to_ascii_lowercase();
    AGENTS.iter().filter(|(name, _)| agent.contains(name)).map(|(_, score)| *score).fold(0.0, f64::max)
}

/// Which of the headers came along that every browser sends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Headers {
    pub accept: bool,
    pub accept_language: bool,
    pub accept_encoding: bool,
}

impl Headers {
    pub fn score(self) -> f64 {
        let missing = [self.accept, self.accept_language, self.accept_encoding].into_iter().filter(|has| !has).count();
        if missing > 1 { 0.6 } else { 0.0 }
    }
}

/// When somebody's last requests came. People are uneven.
#[derive(Debug, Clone, Copy)]
pub struct Pace<'a>(pub &'a [Timestamp]);

impl Pace<'_> {
    pub fn score(self) -> f64 {
        if self.0.len() < SHORTEST {
            return 0.0;
        }
        let seconds: Vec<f64> = self.0.windows(2).map(|pair| pair[1].millis_since(pair[0]) as f64 / 1_000.0).collect();
        let mean = seconds.iter().sum::<f64>() / seconds.len() as f64;
        let variance = seconds.iter().map(|second| (second - mean).powi(2)).sum::<f64>() / seconds.len() as f64;
        if variance < 1.0 && mean < 60.0 {
            0.8
        } else if variance < 5.0 && mean < 30.0 {
            0.6
        } else {
            0.0
        }
    }
}

/// How much a bot may do where others may do so much.
pub fn bot_share(limit: u32) -> u32 {
    (limit / BOT_PARTS).max(1)
}

pub(crate) fn level(score: f64) -> Level {
    Level::from(score, &[(0.5, Level::Low), (0.7, Level::Medium), (0.9, Level::High)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_known_by_its_name() {
        for (agent, score, expected) in [
            ("Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0", 0.0, Level::None),
            ("Googlebot/2.1", 0.9, Level::High),
            ("SuperScraper", 0.9, Level::High),
            ("web-crawler", 0.8, Level::Medium),
            ("curl/8.5.0", 0.7, Level::Medium),
            ("python-requests/2.32", 0.6, Level::Low),
            ("Ruby", 0.5, Level::Low),
            ("", 0.0, Level::None),
        ] {
            assert_eq!((agent_score(agent), level(agent_score(agent))), (score, expected), "{agent}");
        }
    }

    #[test]
    fn a_bot_has_a_tenth_and_never_nothing() {
        assert_eq!([0, 9, 20, 100, 105].map(bot_share), [1, 1, 2, 10, 10]);
    }

    #[test]
    fn one_missing_header_is_forgiven() {
        let all = Headers { accept: true, accept_language: true, accept_encoding: true };
        assert_eq!([all, Headers { accept: false, ..all }, Headers::default()].map(Headers::score), [0.0, 0.0, 0.6]);
    }

    #[test]
    fn an_even_pace_is_no_persons() {
        let at = |seconds: &[i64]| seconds.iter().map(|second| Timestamp(second * 1_000)).collect::<Vec<_>>();
        for (seconds, score) in [
            (&[0, 10, 20, 30][..], 0.0),
            (&[0, 10, 20, 30, 40], 0.8),
            (&[0, 100, 200, 300, 400], 0.0),
            (&[0, 20, 43, 63, 87], 0.6),
            (&[0, 1, 30, 31, 95], 0.0),
        ] {
            assert_eq!(Pace(&at(seconds)).score(), score, "{seconds:?}");
        }
    }
}
