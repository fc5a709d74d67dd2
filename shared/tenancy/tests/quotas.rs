//! What may be had of a quota, whatever came before.

use std::time::Duration;

use genesis_core::{Fault, Timestamp};
use genesis_tenancy::{Claim, Limit, Meter, Quota, QuotaExceeded, Resource, Tier, Wish};
use proptest::prelude::*;

const NOW: Timestamp = Timestamp(1_700_000_000_000);

fn with(limit: u64, used: u64, reserved: u64) -> Quota {
    let meter = Meter { used, reserved, ..Meter::of(Limit::AtMost(limit)) };
    Quota { runs: meter, tokens: meter, storage: meter, users: meter, ..Quota::opened(Tier::Free, NOW) }
}

fn refused(quota: &Quota, wish: Wish) -> Option<Resource> {
    quota.admit(&wish, NOW).err().map(|QuotaExceeded { resource, .. }| resource)
}

#[test]
fn a_new_tenant_has_what_its_tier_gives() {
    for tier in Tier::ALL {
        let quota = Quota::opened(tier, NOW);
        assert_eq!((quota.limits(), quota.runs.taken(), quota.users.taken()), (tier.limits(), 0, 0), "{tier}");
        assert_eq!(quota.resets_at.to_string(), "2023-12-14T22:13:20.000Z");
    }
}

#[test]
fn the_last_run_is_admitted_and_the_next_is_not() {
    let run = Wish { runs: 1, ..Wish::default() };
    assert_eq!(refused(&with(100, 60, 39), run), None);
    assert_eq!(refused(&with(100, 60, 40), run), Some(Resource::Runs));
    assert_eq!(refused(&with(100, 160, 0), run), Some(Resource::Runs));
    assert_eq!(refused(&Quota::opened(Tier::Enterprise, NOW), run), None);
}

#[test]
fn a_run_gets_what_is_left_of_the_tokens_where_that_is_as_much_as_its_request_takes() {
    for (left, max_tokens, bytes, granted) in [
        (20_000, 20_000, 400, Some(20_000)),
        (19_999, 20_000, 400, Some(19_999)),
        (100, 20_000, 400, Some(100)),
        (99, 20_000, 400, None),
        (1, 20_000, 3, Some(1)),
        (0, 20_000, 3, None),
        (9_999, 20_000, 1_000_000, None),
        (10_000, 20_000, 1_000_000, Some(10_000)),
        (50, 50, 400, Some(50)),
    ] {
        let mut quota = with(100_000, 0, 0);
        quota.tokens.used = 100_000 - left;
        let admitted = quota.admit(&Wish::run(max_tokens, bytes), NOW).ok().map(|admission| admission.claim.tokens);
        assert_eq!(admitted, granted, "{left} left, {max_tokens} wanted for {bytes} bytes");
    }
}

#[test]
fn a_period_that_is_over_gives_way_to_one_that_holds_what_is_reserved() {
    let quota = with(100, 90, 10);
    assert_eq!(refused(&quota, Wish::run(10, 4)), Some(Resource::Runs));
    let admission = quota.admit(&Wish::run(10, 4), quota.resets_at).unwrap();
    let Quota { runs, tokens, storage, resets_at, .. } = admission.after;
    assert_eq!((runs.used, runs.reserved, tokens.used, tokens.reserved), (0, 11, 0, 20));
    assert_eq!(storage, quota.storage, "storage is not given back by time");
    assert_eq!(resets_at.to_string(), "2024-01-14T22:13:20.000Z");
}

#[test]
fn a_refusal_says_how_much_is_used_and_when_it_begins_anew() {
    let exceeded = with(100, 60, 40).admit(&Wish::run(10, 4), NOW).unwrap_err();
    let told = "the tenant's runs of this month do not suffice: 60 of 100 runs are used, and 40 are held by what is under way; it begins \
                anew at 2023-12-14T22:13:20.000Z";
    assert_eq!((exceeded.to_string(), exceeded.code()), (told.to_owned(), "quota_exceeded"));
    let full = with(100, 100, 0).admit(&Wish::storage(1), NOW).unwrap_err();
    assert_eq!((full.resource, full.resets_at()), (Resource::Storage, None));
}

#[test]
fn a_warning_comes_at_nine_tenths_and_once_an_hour() {
    let user = Wish::user();
    assert!(with(100, 88, 0).admit(&user, NOW).unwrap().warnings.is_empty());
    let warned = with(100, 89, 0).admit(&user, NOW).unwrap();
    assert_eq!(warned.warnings, [Resource::Users]);
    let hour = Duration::from_secs(3_600);
    let soon = warned.after.admit(&user, Timestamp(NOW.plus(hour).0 - 1)).unwrap();
    assert!(soon.warnings.is_empty());
    assert!(soon.after.nearly_exhausted().any(|resource| resource == Resource::Users), "it stays near all the while");
    assert_eq!(soon.after.admit(&user, NOW.plus(hour)).unwrap().warnings, [Resource::Users]);
}

/// Five runs of a free tenant hold all its tokens, of which most come back.
#[test]
fn tokens_that_are_held_are_no_cause_for_a_warning() {
    let quota = with(100_000, 0, 80_000);
    let admission = quota.admit(&Wish { most_tokens: 20_000, least_tokens: 1, ..Wish::default() }, NOW).unwrap();
    assert_eq!((admission.claim.tokens, admission.warnings), (20_000, vec![]));
}

fn quotas() -> impl Strategy<Value = Quota> {
    let limit = prop_oneof![Just(Limit::Unlimited), (0..2_000_u64).prop_map(Limit::AtMost)];
    let meter = (limit, 0..2_500_u64, 0..2_500_u64).prop_map(|(limit, used, reserved)| Meter { used, reserved, ..Meter::of(limit) });
    (meter.clone(), meter.clone(), meter.clone(), meter).prop_map(|(runs, tokens, storage, users)| Quota {
        runs,
        tokens,
        storage,
        users,
        ..Quota::opened(Tier::Free, NOW)
    })
}

fn wishes() -> impl Strategy<Value = Wish> {
    (0..3_u64, 0..3_000_u64, 0..3_000_u64, 0..3_000_u64, 0..2_u64).prop_map(|(runs, most, least, storage_bytes, users)| Wish {
        runs,
        most_tokens: most,
        least_tokens: least.min(most),
        storage_bytes,
        users,
    })
}

proptest! {
    #[test]
    fn nothing_is_admitted_beyond_a_limit(quota in quotas(), wish in wishes(), after in 0..4_000_000_000_i64) {
        let now = Timestamp(NOW.0 + after);
        if let Ok(admission) = quota.admit(&wish, now) {
            for resource in Resource::ALL {
                let meter = admission.after.meter(resource);
                let taken = admission.claim.of(resource);
                prop_assert!(taken == 0 || meter.limit.covers(meter.taken()), "{resource:?}");
                prop_assert_eq!(meter.taken(), quota.at(now).meter(resource).taken() + taken);
            }
            prop_assert!((wish.least_tokens..=wish.most_tokens).contains(&admission.claim.tokens));
        }
    }

    #[test]
    fn a_refusal_has_its_reason(quota in quotas(), wish in wishes()) {
        if let Err(exceeded) = quota.admit(&wish, NOW) {
            let least = Claim { runs: wish.runs, tokens: wish.least_tokens, storage_bytes: wish.storage_bytes, users: wish.users };
            prop_assert!(!exceeded.meter().limit.covers(exceeded.meter().taken() + least.of(exceeded.resource)));
            prop_assert_eq!(exceeded.meter(), quota.meter(exceeded.resource));
        }
    }

    /// Who wants nothing of a resource is not refused for it, however much of it is used.
    #[test]
    fn nobody_is_refused_for_what_they_do_not_want(quota in quotas()) {
        prop_assert!(quota.admit(&Wish::default(), NOW).is_ok());
    }
}
