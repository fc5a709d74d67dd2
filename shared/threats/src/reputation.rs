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

    fn ask(&self, address: IpAddr) -> BoxFuture<'_, Said>;
}

/// What a source says of an address; none of a source that nobody has set up.
pub type Said = Result<Option<Reputation>, Unreached>;

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

/// What sources outside said of late, each until when it holds.
#[derive(Debug, Default)]
pub struct Remembered {
    of_addresses: BTreeMap<(&'static str, IpAddr), (Timestamp, Said)>,
    /// Why they are not asked about anything else.
    of_sources: BTreeMap<&'static str, (Timestamp, Said)>,
}

impl Remembered {
    /// What is known of an address holds for so long.
    const HOLDS: Duration = Duration::from_secs(3_600);
    /// And that nothing was said, unless the source says how long it wants to be spared; never for longer than a day.
    const SPARED: Duration = Duration::from_secs(60);
    const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
    /// Addresses remembered at once.
    const MOST: usize = 1_000;

    /// What need not be asked again.
    pub fn find(&self, source: &'static str, address: IpAddr, now: Timestamp) -> Option<Said> {
        let holds = |(until, _): &&(Timestamp, Said)| now < *until;
        let of_address = self.of_addresses.get(&(source, plain(address))).filter(holds);
        match of_address.or_else(|| self.of_sources.get(source).filter(holds))? {
            (until, Err(Unreached::Throttled { .. })) => {
                Some(Err(Unreached::Throttled { retry_after: Some(Duration::from_millis(until.millis_since(now))) }))
            }
            (_, said) => Some(said.clone()),
        }
    }

    pub fn keep(&mut self, source: &'static str, address: IpAddr, said: Said, now: Timestamp) {
        match &said {
            Ok(Some(_)) => self.keep_of_address(source, address, (now.plus(Self::HOLDS), said), now),
            // Another address may be answered.
            Err(Unreached::Refused | Unreached::Unreadable) => {
                self.keep_of_address(source, address, (now.plus(Self::SPARED), said), now);
            }
            Ok(None) | Err(Unreached::NoAnswer | Unreached::TimedOut | Unreached::Unauthorized) => {
                self.of_sources.insert(source, (now.plus(Self::SPARED), said));
            }
            Err(Unreached::Throttled { retry_after }) => {
                let until = now.plus(retry_after.unwrap_or(Self::SPARED).min(Self::LONGEST));
                self.of_sources.insert(source, (until, said));
            }
        }
    }

    fn keep_of_address(&mut self, source: &'static str, address: IpAddr, said: (Timestamp, Said), now: Timestamp) {
        if self.of_addresses.len() >= Self::MOST {
            self.of_addresses.retain(|_, (until, _)| now < *until);
        }
        if self.of_addresses.len() >= Self::MOST {
            self.of_addresses.clear();
        }
        self.of_addresses.insert((source, plain(address)), said);
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

    fn said(confidence: u8) -> Said {
        Ok(Some(Reputation { confidence, reason: None }))
    }

    #[test]
    fn what_was_said_holds_for_an_hour_however_the_address_is_written() {
        let mut remembered = Remembered::default();
        remembered.keep(SOURCE, "::ffff:203.0.113.7".parse().unwrap(), said(80), NOW);
        let found = |after| remembered.find(SOURCE, "203.0.113.7".parse().unwrap(), NOW.plus(Duration::from_millis(after)));
        assert_eq!((found(3_599_999), found(3_600_000)), (Some(said(80)), None));
        assert_eq!(remembered.find("another", "203.0.113.7".parse().unwrap(), NOW), None);
        assert_eq!(remembered.find(SOURCE, "203.0.113.8".parse().unwrap(), NOW), None);
    }

    #[test]
    fn a_source_is_spared_as_long_as_it_wants_and_what_it_said_holds() {
        for (retry_after, seconds) in [(Some(30), 30), (None, 60), (Some(u64::MAX), 86_400)] {
            let mut remembered = Remembered::default();
            remembered.keep(SOURCE, address(1), said(0), NOW);
            let throttled = Err(Unreached::Throttled { retry_after: retry_after.map(Duration::from_secs) });
            remembered.keep(SOURCE, address(2), throttled, NOW);
            let at = |seconds| NOW.plus(Duration::from_secs(seconds));
            assert_eq!(remembered.find(SOURCE, address(1), NOW), Some(said(0)));
            let left = Err(Unreached::Throttled { retry_after: Some(Duration::from_secs(1)) });
            assert_eq!(remembered.find(SOURCE, address(3), at(seconds - 1)), Some(left));
            assert_eq!(remembered.find(SOURCE, address(3), at(seconds)), None);
        }
    }

    #[test]
    fn a_source_that_says_nothing_is_spared_for_a_minute_unless_another_address_may_be_answered() {
        for (nothing, is_of_source) in [
            (Ok(None), true),
            (Err(Unreached::NoAnswer), true),
            (Err(Unreached::TimedOut), true),
            (Err(Unreached::Unauthorized), true),
            (Err(Unreached::Refused), false),
            (Err(Unreached::Unreadable), false),
        ] {
            let mut remembered = Remembered::default();
            remembered.keep(SOURCE, address(1), said(80), NOW);
            remembered.keep(SOURCE, address(2), nothing.clone(), NOW);
            let at = |last, after| remembered.find(SOURCE, address(last), NOW.plus(Duration::from_millis(after)));
            assert_eq!((at(1, 0), at(2, 59_999), at(2, 60_000)), (Some(said(80)), Some(nothing.clone()), None), "{nothing:?}");
            assert_eq!(at(3, 0), is_of_source.then(|| nothing.clone()), "{nothing:?}");
        }
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut remembered = Remembered::default();
        (0..3_000).for_each(|last| remembered.keep(SOURCE, address(last), said(1), NOW));
        assert!(remembered.of_addresses.len() <= Remembered::MOST);
        assert_eq!(remembered.find(SOURCE, address(2_999), NOW), Some(said(1)));
    }

    #[test]
    fn three_quarters_sure_is_sure_enough() {
        let harmful = |confidence| Reputation { confidence, reason: None }.is_harmful();
        assert_eq!([0, 74, 75, 100].map(harmful), [false, false, true, true]);
    }
}
