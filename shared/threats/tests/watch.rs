//! What is made of those who call, one request after the other.

use std::net::{IpAddr, Ipv4Addr};

use genesis_core::Timestamp;
use genesis_threats::{Assessment, Headers, Level, Seen, Shape, Threat, Watch};

const BROWSER: Headers = Headers { accept: true, accept_language: true, accept_encoding: true };

fn request(address: IpAddr, millis: i64) -> Seen<'static> {
    Seen {
        address,
        at: Timestamp(millis),
        path: "/api/v1/orchestration/status/1",
        agent: "Mozilla/5.0",
        headers: BROWSER,
        has_referer: true,
        shape: Shape([30.0, 8.0, 0.0, 0.0, 12.0, 1.0]),
    }
}

fn somebody() -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(203, 0, 113, 9))
}

/// So many requests of one address, evenly over a time.
fn flood(watch: &mut Watch, requests: i64, over_millis: i64) -> Vec<Assessment> {
    (0..requests).map(|at| watch.see(&request(somebody(), at * over_millis / requests))).collect()
}

#[test]
fn a_flood_is_blocked_at_its_bound_and_the_block_runs_out() {
    let mut watch = Watch::default();
    let assessed = flood(&mut watch, 801, 50_000);
    assert_eq!((assessed[599].threats.get(&Threat::Flood), assessed[600].threats[&Threat::Flood]), (None, Level::Medium));
    assert!(assessed[..800].iter().all(|assessed| assessed.blocked_until.is_none()));
    let until = assessed[800].blocked_until.unwrap();
    assert_eq!(until.0, 800 * 50_000 / 801 + 900_000);
    assert_eq!(watch.see(&request(somebody(), until.0 - 1)).blocked_until, Some(until));
    assert_eq!(watch.see(&request(somebody(), until.0)).blocked_until, None);
    assert_eq!(watch.see(&request("203.0.113.10".parse().unwrap(), until.0 - 1)).blocked_until, None, "nobody else is");
}

#[test]
fn a_flood_that_goes_on_is_blocked_for_longer_and_told_of_once() {
    let assessed = flood(&mut Watch::default(), 2_000, 50_000);
    let told = assessed.iter().enumerate().filter(|(_, assessed)| !assessed.threats.is_empty() && assessed.blocked_until.is_some());
    let told: Vec<_> = told.map(|(at, assessed)| (at, assessed.level, assessed.blocked_until.unwrap().0)).collect();
    assert_eq!(told, [(800, Level::High, 20_000 + 900_000), (1_000, Level::Critical, 25_000 + 3_600_000)]);
    assert_eq!(assessed[1_999].blocked_until.unwrap().0, 25_000 + 3_600_000);
}

#[test]
fn as_many_requests_over_longer_are_no_flood() {
    let assessed = flood(&mut Watch::default(), 2_000, 400_000);
    assert!(assessed.iter().all(|assessed| !assessed.threats.contains_key(&Threat::Flood)));
}

#[test]
fn a_flood_from_everywhere_blocks_nobody() {
    let mut watch = Watch::default();
    let from = |at: u32| IpAddr::V4(Ipv4Addr::from(0xcb00_7100 + at));
    let assessed: Vec<_> = (0..5_001).map(|at| watch.see(&request(from(at), i64::from(at)))).collect();
    assert_eq!(assessed[5_000].threats[&Threat::DistributedFlood], Level::High);
    assert!(!assessed[3_999].threats.contains_key(&Threat::DistributedFlood));
    assert!(assessed.iter().all(|assessed| assessed.blocked_until.is_none()));
}

#[test]
fn who_guesses_is_blocked_however_the_address_is_written() {
    let mapped: IpAddr = "::ffff:203.0.113.9".parse().unwrap();
    let guess = |watch: &mut Watch, at: i64, pause: i64| {
        let address = if at % 2 == 0 { somebody() } else { mapped };
        let assessed = watch.see(&request(address, at * pause));
        watch.see_refused(address, Timestamp(at * pause));
        assessed
    };
    let mut watch = Watch::default();
    let levels: Vec<_> = (0..12).map(|at| guess(&mut watch, at, 7_000)).collect();
    assert_eq!((levels[5].threats.get(&Threat::BruteForce), levels[6].threats[&Threat::BruteForce]), (None, Level::Medium));
    assert_eq!((levels[10].blocked_until, levels[11].blocked_until), (None, Some(Timestamp(77_000 + 900_000))));
    // Attempts of more than five minutes ago are forgotten.
    let mut patient = Watch::default();
    assert!((0..40).all(|at| guess(&mut patient, at, 61_000).blocked_until.is_none()));
}

#[test]
fn who_guesses_from_one_address_of_a_network_after_the_other_is_one() {
    for (one, other, is_one) in [
        ("2001:db8:1:2::", "2001:db8:1:2::1", true),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true),
        // Networks side by side may be two people's, and so may addresses of IPv4.
        ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
        ("::ffff:203.0.113.9", "::ffff:203.0.113.10", false),
    ] {
        let (mut watch, addresses) = (Watch::default(), [one, other].map(|address| address.parse::<IpAddr>().unwrap()));
        for (at, address) in (0..12).zip(addresses.into_iter().cycle()) {
            watch.see(&request(address, at));
            watch.see_refused(address, Timestamp(at));
        }
        assert_eq!(watch.see(&request(addresses[1], 12)).blocked_until.is_some(), is_one, "{one} and {other}");
    }
}

#[test]
fn a_bot_is_known_and_let_in() {
    let assessed = Watch::default().see(&Seen { agent: "Examplebot/1.0", ..request(somebody(), 0) });
    assert_eq!((assessed.level, assessed.threats[&Threat::Bot], assessed.blocked_until), (Level::High, Level::High, None));
}

#[test]
fn what_calls_itself_a_program_or_takes_all_there_is_to_read_is_slowed_and_nobody_for_a_pace_alone() {
    let slowed = |agent: &'static str, paths: i64| {
        let mut watch = Watch::default();
        let paths: Vec<_> = (0..30).map(|at| format!("/runs/{}", at % paths)).collect();
        let seen =
            paths.iter().zip(0..).map(|(path, at)| watch.see(&Seen { agent, path, ..request(somebody(), at * 1_000) }).as_bot.is_some());
        seen.take_while(|slowed| !slowed).count()
    };
    for (agent, paths, unslowed) in [
        ("Mozilla/5.0", 1, 30),
        ("", 1, 30),
        ("curl/8.5.0", 1, 0),
        ("Examplebot/1.0", 1, 0),
        // Its name alone is not enough, with its pace from the fifth request on it is.
        ("python-requests/2.32", 1, 4),
        ("Mozilla/5.0", 30, 9),
    ] {
        assert_eq!(slowed(agent, paths), unslowed, "{agent} {paths}");
    }
}

#[test]
fn what_a_program_asks_within_a_minute_is_counted_and_what_others_at_its_address_ask_is_not() {
    let mut watch = Watch::default();
    let mut see = |agent, second: i64| watch.see(&Seen { agent, ..request(somebody(), second * 1_000) }).as_bot;
    let asked: Vec<_> = (0..120).map(|second| (see("curl/8.5.0", second), see("Mozilla/5.0", second))).collect();
    assert_eq!([0, 9, 59, 60, 119].map(|at: usize| asked[at]), [1, 10, 60, 60, 60].map(|count| (Some(count), None)));
}

#[test]
fn ones_own_network_is_not_watched() {
    for address in ["127.0.0.1", "::1", "10.1.2.3", "::ffff:192.168.0.1", "fd00::1"] {
        let mut watch = Watch::default();
        let address = address.parse().unwrap();
        assert!((0..2_000).all(|at| watch.see(&request(address, at)).level == Level::None));
    }
}

#[test]
fn what_is_remembered_is_bounded() {
    let mut watch = Watch::default();
    for at in 0..10_100u32 {
        watch.see(&request(IpAddr::V4(Ipv4Addr::from(0x0800_0000 + at)), i64::from(at) * 1_000));
    }
    assert!(format!("{watch:?}").matches("Visitor").count() <= 10_000);
}
