use std::time::Duration;

use genesis_core::Timestamp;

use crate::{Cost, Decision, Level, Limit, Step};

/// One of the limits that a request is under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meter {
    /// What clients know its limit by.
    pub policy: &'static str,
    /// What it is kept under.
    pub name: String,
    pub limit: Limit,
    pub cost: Cost,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// If all of these are written, one for each meter in their order.
    Admitted(Vec<Step>),
    /// By the meter at this place, which takes longest.
    Refused { by: usize, retry_after: Duration },
}

/// Whether a request passes all its meters. One that is refused by any counts for none.
pub fn decide<'a>(meters: &[Meter], level: impl Fn(&str) -> Option<&'a Level>, now: Timestamp) -> Verdict {
    let mut steps = Vec::with_capacity(meters.len());
    let mut refused: Option<(usize, Duration)> = None;
    for (place, meter) in meters.iter().enumerate() {
        match meter.limit.decide(level(&meter.name), meter.cost, now) {
            Decision::Admitted { step } => steps.push(step),
            Decision::Refused { retry_after } if refused.is_none_or(|(_, longest)| retry_after > longest) => {
                refused = Some((place, retry_after))
            }
            Decision::Refused { .. } => {}
        }
    }
    refused.map_or(Verdict::Admitted(steps), |(by, retry_after)| Verdict::Refused { by, retry_after })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Algorithm, Rate};

    fn meter(name: &str, rate: Rate) -> Meter {
        Meter { policy: "tenant", name: name.to_owned(), limit: Limit::new(Algorithm::TokenBucket, rate), cost: Cost::WHOLE }
    }

    #[test]
    fn a_request_is_refused_by_whoever_takes_longest_and_counts_for_nobody() {
        let meters = [meter("fast", Rate::new(600, 1)), meter("free", Rate::new(600, 5)), meter("slow", Rate::new(60, 1))];
        let (soon, late) = (Level::of(950_000), Level::of(1_000_000));
        let taken = |name: &str| match name {
            "fast" => Some(&soon),
            "slow" => Some(&late),
            _ => None,
        };
        assert_eq!(decide(&meters, taken, Timestamp(900)), Verdict::Refused { by: 2, retry_after: Duration::from_millis(100) });
        let Verdict::Admitted(steps) = decide(&meters, |_| None, Timestamp(900)) else { panic!("nothing is taken") };
        assert_eq!(steps.len(), 3);
    }
}
