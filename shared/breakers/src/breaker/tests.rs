use proptest::prelude::*;

use super::*;

const USUAL: Thresholds = Thresholds {
    window: Duration::from_secs(300),
    least_requests: 20,
    failed_share: 0.5,
    recovery: Duration::from_secs(300),
    probes: 10,
    successes_to_close: 5,
};

fn at(seconds: i64) -> Timestamp {
    Timestamp(1_700_000_000_000 + seconds * 1_000)
}

fn after(reports: impl IntoIterator<Item = (i64, bool)>) -> Breaker {
    let mut breaker = Breaker::default();
    for (seconds, succeeded) in reports {
        breaker.report(&USUAL, succeeded, at(seconds));
    }
    breaker
}

fn opened() -> Breaker {
    after((0..20).map(|n| (n, false)))
}

#[test]
fn it_opens_when_half_of_twenty_requests_failed() {
    assert_eq!(after((0..19).map(|n| (n, false))).phase(), Phase::Closed, "19 requests are too few to tell");
    assert_eq!(after((0..20).map(|n| (n, n >= 9))).phase(), Phase::Closed, "9 of 20");
    assert_eq!(after((0..20).map(|n| (n, n < 10))).phase(), Phase::Open { since: at(19) }, "10 of 20");
}

#[test]
fn what_left_the_window_counts_no_more() {
    let old = (0..19).map(|n| (n, false));
    assert_eq!(after(old.chain([(400, false)])).phase(), Phase::Closed);
}

#[test]
fn it_holds_everything_until_it_has_recovered_and_then_sends_ten_probes() {
    let mut breaker = opened();
    assert_eq!(breaker.admit(&USUAL, at(19 + 299)), Admission::Held);
    for _ in 0..10 {
        assert_eq!(breaker.admit(&USUAL, at(19 + 300)), Admission::Probe);
    }
    assert_eq!(breaker.admit(&USUAL, at(19 + 300)), Admission::Held);
}

#[test]
fn five_good_probes_close_it_and_one_bad_one_opens_it_again() {
    let mut breaker = opened();
    breaker.admit(&USUAL, at(400));
    for _ in 0..4 {
        breaker.report(&USUAL, true, at(401));
    }
    let mut other = breaker.clone();
    breaker.report(&USUAL, true, at(402));
    other.report(&USUAL, false, at(402));
    assert_eq!((breaker.phase(), other.phase()), (Phase::Closed, Phase::Open { since: at(402) }));
}

#[test]
fn probes_that_were_never_heard_of_again_do_not_keep_it_half_open_for_ever() {
    let mut breaker = opened();
    for _ in 0..10 {
        breaker.admit(&USUAL, at(400));
    }
    assert_eq!((breaker.admit(&USUAL, at(699)), breaker.admit(&USUAL, at(700))), (Admission::Held, Admission::Probe));
}

proptest! {
    #[test]
    fn it_is_open_only_for_failures_and_never_for_longer_than_it_recovers(reports in prop::collection::vec((0i64..2_000, any::<bool>()), 0..200)) {
        let mut reports = reports;
        reports.sort_unstable();
        let mut breaker = after(reports.iter().copied());
        let failures = reports.iter().filter(|(_, succeeded)| !succeeded).count();
        prop_assert!(failures >= 10 || breaker.phase() == Phase::Closed);
        prop_assert_ne!(breaker.admit(&USUAL, at(2_000 + 300)), Admission::Held);
    }
}

#[test]
fn whoever_runs_the_platform_opens_a_breaker_and_closes_it() {
    let mut breaker = after((0..7).map(|n| (n, n < 4)));
    assert_eq!(breaker.counts(&USUAL, at(8)), (4, 3));
    assert_eq!(breaker.counts(&USUAL, at(400)), (0, 0));
    breaker.open(at(8));
    assert_eq!((breaker.admit(&USUAL, at(9)), breaker.counts(&USUAL, at(9))), (Admission::Held, (0, 0)));
    assert_eq!(breaker.admit(&USUAL, at(308)), Admission::Probe);
    breaker.reset();
    assert_eq!((breaker.phase(), breaker.admit(&USUAL, at(309))), (Phase::Closed, Admission::Sent));
}
