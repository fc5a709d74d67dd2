//! What goes wrong on purpose, drawn from a seed.
//!
//! Whether a call goes wrong depends on the seed, on what is called by whom, and on how often that was called before; not on the order in which tasks
//! happen to run. So one seed brings the same trouble again.

mod call;
mod delivery;
mod invocation;
mod subject;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub(crate) use call::CallFault;
pub(crate) use delivery::Delivery;
pub(crate) use invocation::invoked;

/// A plan of faults: none, those of a seed, or that one thing does not answer. Clones share one plan.
#[derive(Debug, Clone, Default)]
pub struct Faults(Option<Arc<Plan>>);

#[derive(Debug)]
struct Plan {
    trouble: Trouble,
    in_force: AtomicBool,
    drawn: Mutex<Drawn>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    /// Now and then, as this seed has it.
    Seeded(u64),
    /// With each call that touches the resource of this name.
    Outage(&'static str),
}

#[derive(Debug, Default)]
struct Drawn {
    /// How often each subject was drawn for.
    times: BTreeMap<u64, u32>,
    /// What each task token was sent with.
    sent: BTreeMap<String, String>,
}

impl Faults {
    /// Nothing goes wrong.
    pub fn none() -> Self {
        Self(None)
    }

    /// What goes wrong under this seed, once it is told to [begin](Self::begin).
    pub fn seeded(seed: u64) -> Self {
        Self::planned(Trouble::Seeded(seed))
    }

    /// Every call that touches this resource is answered with status 500, once it is told to [begin](Self::begin).
    pub fn outage_of(resource: &'static str) -> Self {
        Self::planned(Trouble::Outage(resource))
    }

    fn planned(trouble: Trouble) -> Self {
        Self(Some(Arc::new(Plan { trouble, in_force: AtomicBool::new(false), drawn: Mutex::default() })))
    }

    pub fn begin(&self) {
        self.set(true);
    }

    pub fn end(&self) {
        self.set(false);
    }

    fn set(&self, in_force: bool) {
        if let Some(plan) = &self.0 {
            plan.in_force.store(in_force, Ordering::SeqCst);
        }
    }

    /// Whether there is a plan at all.
    pub(crate) fn are_planned(&self) -> bool {
        self.0.is_some()
    }

    /// Whether this resource does not answer now.
    pub(crate) fn is_out(&self, resource: &str) -> bool {
        self.in_force().is_some_and(|plan| matches!(plan.trouble, Trouble::Outage(out) if out == resource))
    }

    fn in_force(&self) -> Option<&Plan> {
        self.0.as_deref().filter(|plan| plan.in_force.load(Ordering::SeqCst))
    }

    /// Keeps what the tokens in a payload are sent with.
    fn keep_tokens(&self, payload: &str) {
        let Some(plan) = &self.0 else { return };
        let about = subject::without_tokens(payload);
        plan.drawn().sent.extend(subject::tokens(payload).map(|token| (token.to_owned(), about.clone().into_owned())));
    }

    fn sent_with(&self, token: &str) -> Option<String> {
        self.0.as_ref()?.drawn().sent.get(token).cloned()
    }

    /// The next draw for what something is about; none where nothing is to go wrong.
    fn draw<'a>(&self, about: impl FnOnce() -> Vec<Cow<'a, str>>) -> Option<Draw> {
        let plan = self.in_force()?;
        let Trouble::Seeded(seed) = plan.trouble else { return None };
        let subject = about().iter().fold(mixed(seed), |state, part| hashed(state, part));
        let mut drawn = plan.drawn();
        let time = drawn.times.entry(subject).or_default();
        let draw = Draw { subject, time: *time };
        *time += 1;
        Some(draw)
    }
}

impl Plan {
    fn drawn(&self) -> MutexGuard<'_, Drawn> {
        self.drawn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Chance for one occurrence of one thing.
#[derive(Debug, Clone, Copy)]
struct Draw {
    subject: u64,
    /// How often it has occurred before.
    time: u32,
}

/// An outage lasts for so many calls: longer than the tries of a client.
const OUTAGE: u32 = 5;

impl Draw {
    /// A number from 0 to 9,999; each `salt` draws another one.
    fn of_ten_thousand(self, salt: u64) -> u64 {
        mixed(self.subject ^ mixed(u64::from(self.time) << 8 | salt)) % 10_000
    }

    /// The same for all occurrences of an outage's length.
    fn of_outage(self) -> u64 {
        Self { time: self.time / OUTAGE, ..self }.of_ten_thousand(0xff)
    }

    fn millis(self, least: u64, most: u64) -> Duration {
        Duration::from_millis(least + self.of_ten_thousand(2) * (most - least) / 10_000)
    }
}

/// FNV-1a; a separator ends each part.
fn hashed(state: u64, part: &str) -> u64 {
    part.bytes().chain([0xff]).fold(state, |state, byte| (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
fn mixed(state: u64) -> u64 {
    let state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(seed: u64, order: &[&str]) -> Vec<String> {
        let faults = Faults::seeded(seed);
        faults.begin();
        let mut drawn: Vec<String> = order.iter().map(|what| format!("{what} {:?}", faults.of_call(&[what], None))).collect();
        drawn.sort();
        drawn
    }

    #[test]
    fn one_seed_brings_the_same_trouble_in_whatever_order_the_calls_come() {
        let (mut one, mut other) = (["GetItem", "PutItem"].repeat(500), ["PutItem"].repeat(500));
        other.extend(["GetItem"].repeat(500));
        assert_eq!(calls(7, &one), calls(7, &other));
        one.reverse();
        assert_eq!(calls(7, &one), calls(7, &other));
        assert_ne!(calls(7, &one), calls(8, &one));
    }

    #[test]
    fn nothing_goes_wrong_without_a_plan_or_before_it_begins_or_after_it_has_ended() {
        let quiet = |faults: &Faults| (0..2_000).all(|_| faults.of_call(&["GetItem"], None).is_none());
        let faults = Faults::seeded(1);
        assert!(quiet(&Faults::none()) && quiet(&faults));
        faults.begin();
        assert!(!quiet(&faults));
        faults.end();
        assert!(quiet(&faults));
    }
}
