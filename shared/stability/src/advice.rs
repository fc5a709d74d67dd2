use std::cmp::Ordering;

use serde::Serialize;

use crate::STABLE;

/// What a model and the router are told about chance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Setting {
    pub temperature: f64,
    pub seed: SeedStrategy,
    pub tie_break: TieBreak,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SeedStrategy {
    /// The same for all runs.
    Fixed,
    /// Another for each.
    PerRun,
}

/// Which of two equal candidates comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TieBreak {
    Id,
    /// Whichever was there first.
    Arrival,
}

/// Runs under one setting, and what came of them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Trial {
    pub setting: Setting,
    /// How alike the runs were, from 0 to 1.
    pub stability: f64,
    /// How good they were, from 0 to 1: the share that was answered, or that was right.
    pub quality: f64,
    pub latency_ms: f64,
}

/// What to take of a setting, as far as several values of it were tried; none where only one was.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Advised {
    pub temperature: Option<f64>,
    pub seed: Option<SeedStrategy>,
    pub tie_break: Option<TieBreak>,
}

/// Which setting to take, and which may be preferred to it for a reason.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Advice {
    pub setting: Advised,
    /// Whether a trial with it was as stable as is aimed at.
    pub is_stable: bool,
    /// The trials that none other is at least as good as in all of stability, quality and latency, and better in one.
    pub pareto_front: Vec<Trial>,
    /// The highest temperature at which some trial was stable; none where no trial was, or only one temperature was tried.
    pub highest_stable_temperature: Option<f64>,
    /// Whether a fixed seed, and a tie-break by id, made a difference in stability; none where only one was tried.
    pub seed_matters: Option<bool>,
    pub tie_break_matters: Option<bool>,
}

/// Of the stable trials, the best; where none is stable, the most stable. Between equals the setting that leaves less to
/// chance is taken. None of no trials.
pub fn advise(trials: &[Trial]) -> Option<Advice> {
    let stable: Vec<&Trial> = trials.iter().filter(|trial| trial.is_stable()).collect();
    let best = match stable.iter().copied().min_by(|one, two| one.better(two)) {
        Some(best) => best,
        None => trials.iter().min_by(|one, two| two.stability.total_cmp(&one.stability).then_with(|| one.better(two)))?,
    };
    let front = trials.iter().filter(|trial| !trials.iter().any(|other| other.dominates(trial)));
    let varied = Advised::of(best.setting, trials);
    Some(Advice {
        setting: varied,
        is_stable: best.is_stable(),
        pareto_front: front.copied().collect(),
        highest_stable_temperature: varied
            .temperature
            .and_then(|_| stable.iter().map(|trial| trial.setting.temperature).max_by(f64::total_cmp)),
        seed_matters: differs(trials, |setting| setting.seed == SeedStrategy::Fixed),
        tie_break_matters: differs(trials, |setting| setting.tie_break == TieBreak::Id),
    })
}

/// Whether the best with a property is more stable than the best without.
fn differs(trials: &[Trial], has_property: impl Fn(&Setting) -> bool) -> Option<bool> {
    let best =
        |with: bool| trials.iter().filter(|trial| has_property(&trial.setting) == with).map(|trial| trial.stability).max_by(f64::total_cmp);
    Some(best(true)? > best(false)?)
}

impl Trial {
    fn is_stable(&self) -> bool {
        self.stability >= STABLE
    }

    /// Better ones first. Times count last: they hang on the machine.
    fn better(&self, other: &Self) -> Ordering {
        let by_quality = other.quality.total_cmp(&self.quality).then(other.stability.total_cmp(&self.stability));
        by_quality.then_with(|| self.setting.less_chance(&other.setting)).then(self.latency_ms.total_cmp(&other.latency_ms))
    }

    fn dominates(&self, other: &Self) -> bool {
        let no_worse = self.stability >= other.stability && self.quality >= other.quality && self.latency_ms <= other.latency_ms;
        no_worse && (self.stability > other.stability || self.quality > other.quality || self.latency_ms < other.latency_ms)
    }
}

impl Advised {
    fn of(setting: Setting, trials: &[Trial]) -> Self {
        let varies = |is_same: fn(&Setting, &Setting) -> bool| trials.iter().any(|trial| !is_same(&trial.setting, &setting));
        Self {
            temperature: varies(|one, two| one.temperature == two.temperature).then_some(setting.temperature),
            seed: varies(|one, two| one.seed == two.seed).then_some(setting.seed),
            tie_break: varies(|one, two| one.tie_break == two.tie_break).then_some(setting.tie_break),
        }
    }
}

impl Setting {
    fn less_chance(&self, other: &Self) -> Ordering {
        self.temperature.total_cmp(&other.temperature).then(self.seed.cmp(&other.seed)).then(self.tie_break.cmp(&other.tie_break))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn trial(temperature: f64, seed: SeedStrategy, tie_break: TieBreak, [stability, quality, latency_ms]: [f64; 3]) -> Trial {
        Trial { setting: Setting { temperature, seed, tie_break }, stability, quality, latency_ms }
    }

    fn trials() -> Vec<Trial> {
        use SeedStrategy::{Fixed, PerRun};
        use TieBreak::{Arrival, Id};
        vec![
            trial(0.0, Fixed, Id, [1.0, 0.80, 100.0]),
            trial(0.1, Fixed, Id, [0.995, 0.85, 100.0]),
            trial(0.2, Fixed, Id, [0.987, 0.85, 110.0]),
            trial(0.3, Fixed, Id, [0.955, 0.90, 120.0]),
            trial(0.1, PerRun, Id, [0.97, 0.85, 100.0]),
            trial(0.1, Fixed, Arrival, [0.98, 0.85, 90.0]),
        ]
    }

    #[test]
    fn the_best_of_the_stable_is_advised_and_the_front_shown() {
        let advice = advise(&trials()).unwrap();
        let expected = Advised { temperature: Some(0.1), seed: Some(SeedStrategy::Fixed), tie_break: Some(TieBreak::Id) };
        assert_eq!(advice.setting, expected);
        assert_eq!((advice.is_stable, advice.highest_stable_temperature), (true, Some(0.2)));
        assert_eq!((advice.seed_matters, advice.tie_break_matters), (Some(true), Some(true)));
        let front: Vec<f64> = advice.pareto_front.iter().map(|trial| trial.stability).collect();
        assert_eq!(front, [1.0, 0.995, 0.955, 0.98]);
    }

    #[test]
    fn where_nothing_is_stable_the_most_stable_is_advised() {
        let hot: Vec<Trial> = trials().into_iter().filter(|trial| !trial.is_stable()).collect();
        let advice = advise(&hot).unwrap();
        assert_eq!((advice.is_stable, advice.highest_stable_temperature, advice.setting.tie_break), (false, None, Some(TieBreak::Arrival)));
        assert_eq!(advise(&[]), None);
    }

    #[test]
    fn between_equals_less_is_left_to_chance() {
        let equal = |temperature, seed, latency| trial(temperature, seed, TieBreak::Id, [1.0, 1.0, latency]);
        let advice =
            advise(&[equal(0.0, SeedStrategy::PerRun, 1.0), equal(0.2, SeedStrategy::Fixed, 1.0), equal(0.0, SeedStrategy::Fixed, 9.0)]);
        let advice = advice.unwrap();
        let expected = Advised { temperature: Some(0.0), seed: Some(SeedStrategy::Fixed), tie_break: None };
        assert_eq!(advice.setting, expected, "ties were broken in one way only");
        assert_eq!((advice.seed_matters, advice.tie_break_matters), (Some(false), None));
    }

    #[test]
    fn nothing_is_advised_of_what_was_not_varied() {
        let one = trial(0.1, SeedStrategy::Fixed, TieBreak::Id, [1.0, 1.0, 1.0]);
        let advice = advise(&[one, one]).unwrap();
        assert_eq!(advice.setting, Advised { temperature: None, seed: None, tie_break: None });
        assert_eq!((advice.highest_stable_temperature, advice.pareto_front.len()), (None, 2));
    }

    fn any_trial() -> impl Strategy<Value = Trial> {
        (0..4_u8, any::<bool>(), 0..5_u8, 0..5_u8, 0..5_u8).prop_map(|(temperature, is_fixed, stability, quality, latency)| {
            let seed = if is_fixed { SeedStrategy::Fixed } else { SeedStrategy::PerRun };
            let figures = [0.96 + f64::from(stability) / 100.0, f64::from(quality) / 4.0, f64::from(latency)];
            trial(f64::from(temperature) / 10.0, seed, TieBreak::Id, figures)
        })
    }

    proptest! {
        #[test]
        fn the_front_is_those_that_nothing_beats(trials in prop::collection::vec(any_trial(), 1..12)) {
            let advice = advise(&trials).unwrap();
            for trial in &trials {
                let is_beaten = trials.iter().any(|other| other.dominates(trial));
                prop_assert_eq!(advice.pareto_front.contains(trial), !is_beaten);
            }
            let is_advised = |setting: &Setting| {
                advice.setting.temperature.is_none_or(|advised| advised == setting.temperature)
                    && advice.setting.seed.is_none_or(|advised| advised == setting.seed)
                    && advice.setting.tie_break.is_none_or(|advised| advised == setting.tie_break)
            };
            let chosen: Vec<&Trial> = trials.iter().filter(|trial| is_advised(&trial.setting)).collect();
            let most_stable = trials.iter().map(|trial| trial.stability).fold(0.0, f64::max);
            prop_assert!(chosen.iter().any(|trial| trial.stability >= STABLE || trial.stability == most_stable));
        }

        #[test]
        fn advice_does_not_hang_on_the_order_of_trials(mut trials in prop::collection::vec(any_trial(), 1..12)) {
            let one = advise(&trials).unwrap();
            trials.reverse();
            prop_assert_eq!(one.setting, advise(&trials).unwrap().setting);
        }
    }
}
