//! Each algorithm against a plain model of what it promises, which remembers every request.

use genesis_core::Timestamp;
use proptest::{collection::vec, prelude::*};

use super::{Algorithm, REQUEST};
use crate::{Cost, Decision, Level, Limit, Priority, Rate};

/// A meter under one limit, with what it admitted: when, and for how many thousandths.
struct Tried {
    limit: Limit,
    level: Option<Level>,
    admitted: Vec<(i64, u64)>,
}

impl Tried {
    fn new(algorithm: Algorithm, rate: Rate) -> Self {
        Self { limit: Limit::new(algorithm, rate), level: None, admitted: Vec::new() }
    }

    fn ask(&mut self, cost: Cost, now: i64) -> bool {
        let Decision::Admitted { step } = self.limit.decide(self.level.as_ref(), cost, Timestamp(now)) else { return false };
        self.level = Some(step.written(self.level.as_ref()).expect("decided on what is stored"));
        self.admitted.push((now, cost.times(1)));
        true
    }

    fn ask_all(&mut self, requests: impl Iterator<Item = (i64, Cost)>) {
        for (now, cost) in requests {
            self.ask(cost, now);
        }
    }

    fn within(&self, from: i64, to: i64) -> u64 {
        self.admitted.iter().filter(|(at, _)| (from..to).contains(at)).map(|(_, cost)| cost).sum()
    }

    /// The most in any span of so many milliseconds.
    fn most_within(&self, span: i64) -> u64 {
        self.admitted.iter().map(|(from, _)| self.within(*from, from + span)).max().unwrap_or(0)
    }
}

/// Tokens in parts of a request so small that every millisecond brings a whole number of them.
struct Tokens {
    rate: Rate,
    tokens: u64,
    at: i64,
}

impl Tokens {
    const WHOLE: u64 = 60_000;

    fn admits(&mut self, now: i64) -> bool {
        let most = u64::from(self.rate.burst) * Self::WHOLE;
        self.tokens = (self.tokens + (now - self.at).unsigned_abs() * u64::from(self.rate.per_minute)).min(most);
        self.at = now;
        let admits = self.tokens >= Self::WHOLE;
        self.tokens -= if admits { Self::WHOLE } else { 0 };
        admits
    }
}

/// When requests come, in an order, some at once and some after longer than a window.
fn moments() -> impl Strategy<Value = Vec<i64>> {
    let pause = prop_oneof![4 => Just(0), 4 => 1_i64..50, 4 => 50_i64..5_000, 1 => 5_000_i64..150_000];
    (1_000_000_000_000_i64..1_000_000_200_000, vec(pause, 1..120)).prop_map(|(from, pauses)| {
        let sum = |at: &mut i64, pause: i64| {
            *at += pause;
            Some(*at)
        };
        pauses.into_iter().scan(from, sum).collect()
    })
}

/// Rates at which a request takes a whole number of microseconds.
fn round_rate() -> impl Strategy<Value = Rate> {
    (prop::sample::select(vec![1, 2, 5, 30, 100, 200, 300, 500, 2_000, 10_000]), 1_u32..60)
        .prop_map(|(minute, burst)| Rate::new(minute, burst))
}

fn any_rate() -> impl Strategy<Value = Rate> {
    (1_u32..3_000, 1_u32..300).prop_map(|(minute, burst)| Rate::new(minute, burst))
}

fn any_cost() -> impl Strategy<Value = Cost> {
    let priority = prop::sample::select(vec![Priority::Critical, Priority::High, Priority::Medium, Priority::Low]);
    (priority, 0_u32..12).prop_map(|(priority, boost)| Cost::of(priority, boost))
}

proptest! {
    #[test]
    fn a_token_bucket_admits_what_tokens_in_a_bucket_admit(rate in round_rate(), moments in moments()) {
        let mut tried = Tried::new(Algorithm::TokenBucket, rate);
        let mut tokens = Tokens { rate, tokens: u64::from(rate.burst) * Tokens::WHOLE, at: moments[0] };
        for now in moments {
            prop_assert_eq!(tried.ask(Cost::WHOLE, now), tokens.admits(now), "at {}", now);
        }
    }

    #[test]
    fn no_span_gets_more_of_a_bucket_than_its_burst_and_what_came_in_meanwhile(
        rate in any_rate(), asked in moments().prop_flat_map(|moments| { let n = moments.len(); (Just(moments), vec(any_cost(), n)) })
    ) {
        for algorithm in [Algorithm::TokenBucket, Algorithm::LeakyBucket] {
            let mut tried = Tried::new(algorithm, rate);
            tried.ask_all(asked.0.iter().copied().zip(asked.1.iter().copied()));
            for span in [1_i64, 1_000, 60_000, 200_000] {
                let came_in = u64::from(rate.per_minute) * span.unsigned_abs() * REQUEST / 60_000;
                prop_assert!(tried.most_within(span) <= u64::from(rate.burst) * REQUEST + came_in + REQUEST, "{:?} {} ms", algorithm, span);
            }
        }
    }

    #[test]
    fn a_leaky_bucket_lets_requests_through_no_faster_than_its_rate(rate in any_rate(), moments in moments()) {
        let limit = Limit::new(Algorithm::LeakyBucket, rate);
        let (mut level, mut last): (Option<Level>, Option<i64>) = (None, None);
        for now in moments {
            let turn_in = limit.reading(level.as_ref(), Timestamp(now)).reset_in;
            let Decision::Admitted { step } = limit.decide(level.as_ref(), Cost::WHOLE, Timestamp(now)) else { continue };
            let leaves = now * 1_000 + i64::try_from(turn_in.as_micros()).unwrap();
            let between = 60_000_000 / i64::from(rate.per_minute);
            prop_assert!(last.is_none_or(|last| leaves - last >= between), "{} after {:?}", leaves, last);
            prop_assert!(leaves - now * 1_000 <= (between + 1) * i64::from(rate.burst));
            last = Some(leaves);
            level = step.written(level.as_ref());
        }
    }

    #[test]
    fn a_fixed_window_admits_as_many_in_each_minute_of_the_clock_and_no_more(rate in any_rate(), moments in moments()) {
        let mut tried = Tried::new(Algorithm::FixedWindow, rate);
        for now in moments {
            let minute = now - now.rem_euclid(60_000);
            let has_room = tried.within(minute, minute + 60_000) < u64::from(rate.per_minute) * REQUEST;
            prop_assert_eq!(tried.ask(Cost::WHOLE, now), has_room);
        }
    }

    #[test]
    fn a_sliding_window_admits_what_a_log_in_parts_of_ten_seconds_admits(rate in any_rate(), moments in moments()) {
        let mut tried = Tried::new(Algorithm::SlidingWindow, rate);
        for now in moments {
            let part = now - now.rem_euclid(10_000);
            let in_window = tried.within(part - 60_000, part + 10_000) < u64::from(rate.per_minute) * REQUEST;
            let in_burst = tried.within(part, part + 10_000) < u64::from(rate.burst) * REQUEST;
            prop_assert_eq!(tried.ask(Cost::WHOLE, now), in_window && in_burst, "at {}", now);
        }
    }

    #[test]
    fn no_minute_gets_more_of_a_sliding_window_whatever_requests_cost(
        rate in any_rate(), asked in moments().prop_flat_map(|moments| { let n = moments.len(); (Just(moments), vec(any_cost(), n)) })
    ) {
        let mut tried = Tried::new(Algorithm::SlidingWindow, rate);
        tried.ask_all(asked.0.iter().copied().zip(asked.1.iter().copied()));
        prop_assert!(tried.most_within(60_000) <= u64::from(rate.per_minute) * REQUEST);
    }

    #[test]
    fn whoever_waits_as_long_as_told_is_admitted_and_not_much_sooner(
        algorithm in prop::sample::select(vec![Algorithm::TokenBucket, Algorithm::LeakyBucket, Algorithm::FixedWindow, Algorithm::SlidingWindow]),
        rate in any_rate(), moments in moments()
    ) {
        let mut tried = Tried::new(algorithm, rate);
        tried.ask_all(moments.iter().map(|now| (*now, Cost::WHOLE)));
        let now = *moments.last().unwrap();
        if let Decision::Refused { retry_after } = tried.limit.decide(tried.level.as_ref(), Cost::WHOLE, Timestamp(now)) {
            let wait = i64::try_from(retry_after.as_micros().div_ceil(1_000)).unwrap();
            let sooner = tried.limit.decide(tried.level.as_ref(), Cost::WHOLE, Timestamp(now + wait - 1));
            let is_too_soon = matches!(sooner, Decision::Refused { .. });
            prop_assert!(is_too_soon);
            prop_assert!(tried.ask(Cost::WHOLE, now + wait));
        }
    }

    #[test]
    fn what_remains_is_what_is_admitted_next_at_once_and_an_idle_meter_gives_all(
        algorithm in prop::sample::select(vec![Algorithm::TokenBucket, Algorithm::LeakyBucket, Algorithm::FixedWindow, Algorithm::SlidingWindow]),
        rate in (1_u32..500, 1_u32..300).prop_map(|(minute, burst)| Rate::new(minute, burst)), moments in moments()
    ) {
        let mut tried = Tried::new(algorithm, rate);
        tried.ask_all(moments.iter().map(|now| (*now, Cost::WHOLE)));
        let now = *moments.last().unwrap();
        let reading = tried.limit.reading(tried.level.as_ref(), Timestamp(now));
        let reset = now + i64::try_from(reading.reset_in.as_micros().div_ceil(1_000)).unwrap();
        prop_assert!(tried.limit.reading(tried.level.as_ref(), Timestamp(reset)).reset_in.is_zero());
        let admitted = (0..600).take_while(|_| tried.ask(Cost::WHOLE, now)).count();
        prop_assert_eq!(admitted, usize::try_from(reading.remaining).unwrap());
    }

    /// A request stays at the moment at which it came: whoever wrote before it has moved the meter on for good, so it is added to.
    #[test]
    fn a_request_that_others_were_faster_than_is_written_at_its_second_try(
        algorithm in prop::sample::select(vec![Algorithm::TokenBucket, Algorithm::LeakyBucket, Algorithm::FixedWindow]),
        between in 0_i64..20, others in vec(any::<prop::sample::Index>(), 200)
    ) {
        let limit = Limit::new(algorithm, Rate::new(750_000, 150_000));
        let mut stored: Option<Level> = None;
        let mut waiting = Vec::new();
        for (came, other) in (1_000_000_000_000..).step_by(1 + between.unsigned_abs() as usize).zip(others) {
            waiting.push((came, stored.clone(), 1));
            let (came, sight, tries) = waiting.swap_remove(other.index(waiting.len()));
            let Decision::Admitted { step } = limit.decide(sight.as_ref(), Cost::WHOLE, Timestamp(came)) else { panic!("there is room") };
            match step.written(stored.as_ref()) {
                Some(written) => stored = Some(written),
                None => {
                    prop_assert!(tries < 2);
                    waiting.push((came, stored.clone(), tries + 1));
                }
            }
        }
    }

    /// Of writes that were decided on the same sight of a meter, each is refused or keeps the promise.
    #[test]
    fn a_step_decided_on_an_old_sight_never_admits_too_much(
        algorithm in prop::sample::select(vec![Algorithm::TokenBucket, Algorithm::FixedWindow, Algorithm::SlidingWindow]),
        rate in (1_u32..40, 1_u32..10).prop_map(|(minute, burst)| Rate::new(minute, burst)),
        moments in moments(), every in 1_usize..8
    ) {
        let mut tried = Tried::new(algorithm, rate);
        let mut sight = None;
        for (n, now) in moments.into_iter().enumerate() {
            if n % every == 0 {
                sight = tried.level.clone();
            }
            if let Decision::Admitted { step } = tried.limit.decide(sight.as_ref(), Cost::WHOLE, Timestamp(now))
                && let Some(level) = step.written(tried.level.as_ref())
            {
                tried.level = Some(level);
                tried.admitted.push((now, REQUEST));
            }
        }
        let burst = if algorithm == Algorithm::TokenBucket { rate.burst } else { 0 };
        let minutes = if algorithm == Algorithm::FixedWindow { 2 } else { 1 };
        prop_assert!(tried.most_within(60_000) <= u64::from(rate.per_minute * minutes + burst) * REQUEST);
    }
}

#[test]
fn an_hour_and_a_day_of_the_clock_have_room_for_so_many() {
    for (algorithm, span) in [(Algorithm::HourWindow, 3_600_000), (Algorithm::DayWindow, 86_400_000)] {
        let mut tried = Tried::new(algorithm, Rate::new(3, 3));
        let asked = [5, 6, span - 1, span - 1, span, span + 1].map(|now| tried.ask(Cost::WHOLE, now));
        assert_eq!(asked, [true, true, true, false, true, true], "{algorithm:?}");
        let late = tried.limit.decide(Some(&Level::of(super::fixed::number(0, 3_000))), Cost::WHOLE, Timestamp(span - 60_000));
        assert_eq!(late, Decision::Refused { retry_after: std::time::Duration::from_secs(60) });
        assert_eq!(tried.limit.quota(), (3, std::time::Duration::from_millis(span.unsigned_abs())));
    }
}

#[test]
fn a_request_of_an_instance_whose_clock_is_behind_counts_in_the_window_that_has_begun() {
    for algorithm in [Algorithm::FixedWindow, Algorithm::SlidingWindow] {
        let mut tried = Tried::new(algorithm, Rate::new(2, 2));
        assert!(tried.ask(Cost::WHOLE, 60_000) && tried.ask(Cost::WHOLE, 59_990), "{algorithm:?}");
        assert!(!tried.ask(Cost::WHOLE, 59_995) && !tried.ask(Cost::WHOLE, 60_010), "{algorithm:?}");
    }
}
