use core::net::IpAddr;
use std::{collections::BTreeMap, time::Duration};

use futures::future::BoxFuture;
use genesis_core::Timestamp;

use crate::plain;

/// What somebody says of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reputation {
    /// How sure they are that it means harm, from 0 to 100.
    pub confidence: u8,
    /// In their words, where they have any.
    pub reason: Option<String>,
}

/// Who knows addresses by what they did elsewhere.
pub trait ReputationSource: Send + Sync {
    fn name(&self) -> &'static str;

    /// None of a source that nobody has set up.
    fn ask(&self, address: IpAddr) -> BoxFuture<'_, Result<Option<Reputation>, Unreached>>;
}

/// Why a source says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreached {
    #[error("it does not answer")]
    NoAnswer,
    #[error("it does not answer in time")]
    TimedOut,
    #[error("it does not know the key")]
    Unauthorized,
    #[error("it is not asked so often")]
    Throttled { retry_after: Option<Duration> },
    #[error("it refuses to answer")]
    Refused,
    #[error("its answer cannot be read")]
    Unreadable,
}

impl Reputation {
    /// From so sure on an address is taken for harmful.
    pub const HARMFUL: u8 = 75;

    pub fn is_harmful(&self) -> bool {
        self.confidence >= Self::HARMFUL
    }
}

/// What sources outside said of late, and how long they want to be spared.
#[derive(Debug, Default)]
pub struct Remembered {
    said: BTreeMap<(&'static str, IpAddr), (Timestamp, Reputation)>,
    spared: BTreeMap<&'static str, Timestamp>,
}

impl Remembered {
    /// What was said holds for so long.
    const HOLDS: Duration = Duration::from_secs(3_600);
    /// A source that does not say how long it wants to be spared is, for so long; and none for longer than a day.
    const SPARED: Duration = Duration::from_secs(60);
    const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
    /// Addresses remembered at once.
    const MOST: usize = 1_000;

    /// What need not be asked again.
    pub fn find(&self, source: &'static str, address: IpAddr, now: Timestamp) -> Option<Result<Reputation, Unreached>> {
        if let Some((_, said)) = self.said.get(&(source, plain(address))).filter(|(until, _)| now < *until) {
            return Some(Ok(said.clone()));
        }
        let until = self.spared.get(source).filter(|until| now < **until)?;
        Some(Err(Unreached::Throttled { retry_after: Some(Duration::from_millis(until.millis_since(now))) }))
    }

    pub fn keep(&mut self, source: &'static str, address: IpAddr, said: &Result<Reputation, Unreached>, now: Timestamp) {
        match said {
            Ok(reputation) => {
                if self.said.len() >= Self::MOST {
                    self.said.retain(|_, (until, _)| now < *until);
                }
                if self.said.len() >= Self::MOST {
                    self.said.clear();
                }
                self.said.insert((source, plain(address)), (now.plus(Self::HOLDS), reputation.clone()));
            }
            Err(Unreached::Throttled { retry_after }) => {
                self.spared.insert(source, now.plus(retry_after.unwrap_or(Self::SPARED).min(Self::LONGEST)));
            }
            Err(Unreached::NoAnswer | Unreached::TimedOut | Unreached::Unauthorized | Unreached::Refused | Unreached::Unreadable) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "source";
    const NOW: Timestamp = Timestamp(1_000_000);

    fn address(last: u32) -> IpAddr {
        core::net::Ipv4Addr::from_bits(0xcb00_7100 + last).into()
    }

    fn said(confidence: u8) -> Result<Reputation, Unreached> {
        Ok(Reputation { confidence, reason: None })
    }

    #[test]
    fn what_was_said_holds_for_an_hour_however_the_address_is_written() {
        let mut remembered = Remembered::default();
        remembered.keep(SOURCE, "::ffff:203.0.113.7".parse().unwrap(), &said(80), NOW);
        let found = |after| remembered.find(SOURCE, "203.0.113.7".parse().unwrap(), NOW.plus(Duration::from_millis(after)));
        assert_eq!((found(3_599_999), found(3_600_000)), (Some(said(80)), None));
        assert_eq!(remembered.find("another", "203.0.113.7".parse().unwrap(), NOW), None);
        assert_eq!(remembered.find(SOURCE, "203.0.113.8".parse().unwrap(), NOW), None);
    }

    #[test]
    fn a_source_is_spared_as_long_as_it_wants_and_what_it_said_holds() {
        for (retry_after, seconds) in [(Some(30), 30), (None, 60), (Some(u64::MAX), 86_400)] {
            let mut remembered = Remembered::default();
            remembered.keep(SOURCE, address(1), &said(0), NOW);
            let throttled = Err(Unreached::Throttled { retry_after: retry_after.map(Duration::from_secs) });
            remembered.keep(SOURCE, address(2), &throttled, NOW);
            let at = |seconds| NOW.plus(Duration::from_secs(seconds));
            assert_eq!(remembered.find(SOURCE, address(1), NOW), Some(said(0)));
            let left = Err(Unreached::Throttled { retry_after: Some(Duration::from_secs(1)) });
            assert_eq!(remembered.find(SOURCE, address(3), at(seconds - 1)), Some(left));
            assert_eq!(remembered.find(SOURCE, address(3), at(seconds)), None);
        }
        let mut remembered = Remembered::default();
        remembered.keep(SOURCE, address(1), &Err(Unreached::TimedOut), NOW);
        assert_eq!(remembered.find(SOURCE, address(1), NOW), None, "who does not answer is asked again");
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut remembered = Remembered::default();
        (0..3_000).for_each(|last| remembered.keep(SOURCE, address(last), &said(1), NOW));
        assert!(remembered.said.len() <= Remembered::MOST);
        assert_eq!(remembered.find(SOURCE, address(2_999), NOW), Some(said(1)));
    }

    #[test]
    fn three_quarters_sure_is_sure_enough() {
        let harmful = |confidence| Reputation { confidence, reason: None }.is_harmful();
        assert_eq!([0, 74, 75, 100].map(harmful), [false, false, true, true]);
    }
}
