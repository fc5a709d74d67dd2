//! A limit that all instances share: each leases a lot of it for the minute, and admits from that without asking anybody. What an instance does
//! not use is lost, so that together they may admit fewer than the limit and never more.

use std::time::Duration;

use genesis_core::Timestamp;

use crate::{
    Level, Load, Step, WINDOW,
    algorithm::{REQUEST, fixed},
};

/// A limit a minute that instances have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pool {
    /// What they lease of in a minute.
    pub per_minute: u32,
    /// The same after a busy one.
    pub after_busy: u32,
    /// The most that one of them leases at a time.
    pub largest_lot: u32,
    /// What each may admit a minute before it leases at all. So many times the most instances there can be is not part of `per_minute`.
    pub in_hand: u32,
}

/// What one instance has of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    window: i64,
    spent: u32,
    leased: u32,
    /// Of the minute before, as this instance learned of it.
    load: Load,
}

/// A lease that is decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leased {
    /// If this is written.
    Lot(Lease),
    /// All of it is leased until the minute is over.
    Nothing { retry_after: Duration },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    pub step: Step,
    window: i64,
    requests: u32,
    load: Load,
}

impl Pool {
    /// How much of it was leased in the last whole minute.
    pub fn load(&self, level: Option<&Level>, now: Timestamp) -> Load {
        Load::of(used_before(fixed::window_at(level, now), level) / REQUEST, self.per_minute.into())
    }

    /// How much of it may be leased in this minute.
    pub fn most(&self, level: Option<&Level>, now: Timestamp) -> u32 {
        if self.load(level, now).is_high() { self.after_busy } else { self.per_minute }
    }

    /// The next lot, a tenth of what is left: small towards the end, so that little is lost with instances that do not use theirs.
    pub fn lease(&self, level: Option<&Level>, now: Timestamp) -> Leased {
        let window = fixed::window_at(level, now);
        let (used, load) = (fixed::used_in(window, level), self.load(level, now));
        let before = used_before(window, level);
        let most = u64::from(self.most(level, now));
        let left = most.saturating_sub(used / REQUEST);
        if left == 0 {
            return Leased::Nothing { retry_after: fixed::left_of(window, now) };
        }
        let lot = (left / 10).clamp(1, self.largest_lot.max(1).into());
        let requests = u32::try_from(lot).expect("no more than the largest lot");
        let by = i64::from(requests) * 1_000;
        let first = fixed::number(window, 0);
        let step = match level {
            Some(level) if level.number >= first => Step::Add { by, from: first, to: fixed::number(window, most * REQUEST) - by },
            Some(_) | None => {
                let to = Level { number: first + by, past: vec![before] };
                Step::Replace { seen: level.map(|level| level.number), to }
            }
        };
        Leased::Lot(Lease { step, window, requests, load })
    }
}

impl Share {
    /// Takes one request out of what this instance has; false where it must lease first.
    pub fn spend(&mut self, common: &Pool, now: Timestamp) -> bool {
        let window = fixed::window_at(None, now);
        if window > self.window {
            *self = Self { window, load: self.load, ..Self::default() };
        }
        let has_some = self.spent < self.leased + common.in_hand;
        self.spent += u32::from(has_some);
        has_some
    }

    /// Adds what was leased.
    pub fn receive(&mut self, lease: &Lease) {
        if lease.window > self.window {
            *self = Self { window: lease.window, ..Self::default() };
        }
        if lease.window == self.window {
            self.leased += lease.requests;
        }
        self.load = lease.load;
    }

    /// How busy the platform was when this instance leased last.
    pub fn load(&self) -> Load {
        self.load
    }

    /// How many it may admit before it asks again, and until when.
    pub fn left(&self, common: &Pool, now: Timestamp) -> (u32, Duration) {
        let window = fixed::window_at(None, now).max(self.window);
        let left = if window == self.window { (self.leased + common.in_hand).saturating_sub(self.spent) } else { common.in_hand };
        (left, fixed::left_of(window, now).min(WINDOW))
    }
}

/// What the minute before this window's admitted, in thousandths.
fn used_before(window: i64, level: Option<&Level>) -> u64 {
    let Some(level) = level else { return 0 };
    match window - fixed::window_at(Some(level), Timestamp(i64::MIN)) {
        0 => level.past.first().copied().unwrap_or(0),
        1 => fixed::used_in(window - 1, Some(level)),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    /// Instances with one counter between them.
    struct Instances {
        common: Pool,
        level: Option<Level>,
        shares: Vec<Share>,
    }

    impl Instances {
        fn new(common: Pool, count: usize) -> Self {
            Self { common, level: None, shares: vec![Share::default(); count] }
        }

        fn ask(&mut self, instance: usize, now: Timestamp) -> bool {
            if self.shares[instance].spend(&self.common, now) {
                return true;
            }
            let Leased::Lot(lease) = self.common.lease(self.level.as_ref(), now) else { return false };
            self.level = Some(lease.step.written(self.level.as_ref()).expect("decided on what is stored"));
            self.shares[instance].receive(&lease);
            self.shares[instance].spend(&self.common, now)
        }
    }

    const HUNDRED: Pool = Pool { per_minute: 100, after_busy: 100, largest_lot: 10, in_hand: 0 };

    #[test]
    fn one_instance_admits_the_whole_limit_and_not_one_more() {
        let mut instances = Instances::new(HUNDRED, 1);
        let admitted = (0..300).filter(|n| instances.ask(0, Timestamp(120_000 + n))).count();
        assert_eq!(admitted, 100);
        assert!(instances.ask(0, Timestamp(180_000)), "the next minute begins anew");
    }

    #[test]
    fn a_busy_minute_halves_the_next() {
        let mut instances = Instances::new(Pool { after_busy: 50, ..HUNDRED }, 1);
        let busy = (0..200).filter(|_| instances.ask(0, Timestamp(120_000))).count();
        let most = |at| instances.common.most(instances.level.as_ref(), Timestamp(at));
        assert_eq!([120_000, 180_000, 240_000].map(most), [100, 50, 100]);
        let next = (0..200).filter(|_| instances.ask(0, Timestamp(180_000))).count();
        let after = (0..200).filter(|_| instances.ask(0, Timestamp(240_000))).count();
        assert_eq!((busy, next, after), (100, 50, 100));
        assert_eq!(instances.shares[0].load().thousandths(), 500);
    }

    #[test]
    fn a_first_few_need_no_lease() {
        let mut instances = Instances::new(Pool { in_hand: 5, ..HUNDRED }, 2);
        assert!((0..10).all(|n| instances.ask(n % 2, Timestamp(120_000))));
        assert_eq!(instances.level, None);
    }

    proptest! {
        #[test]
        fn together_they_admit_no_more_than_the_limit_and_most_of_it(
            count in 1_usize..6, per_minute in 1_u32..300, asked in vec((0_usize..6, 0_i64..400), 1..1_500)
        ) {
            let mut instances = Instances::new(Pool { per_minute, after_busy: per_minute, ..HUNDRED }, count);
            let mut now = 120_000;
            let mut admitted = std::collections::BTreeMap::<i64, u32>::new();
            for (instance, pause) in asked {
                now += pause;
                *admitted.entry(now / 60_000).or_default() += u32::from(instances.ask(instance % count, Timestamp(now)));
            }
            prop_assert!(admitted.values().all(|admitted| *admitted <= per_minute));
        }
    }
}
