//! What has expired is deleted, once.

use futures::future::join_all;
use serde_json::json;

use super::Shelf;

#[tokio::test]
async fn a_cleanup_deletes_what_has_expired_and_nothing_else() {
    let shelf = Shelf::open().await;
    for (key, ttl) in [("stays", None), ("short", Some(1)), ("longer", Some(2)), ("read", Some(1))] {
        shelf.store(json!({ "key": key, "value": key, "ttl": ttl })).await;
    }
    shelf.store(json!({ "key": "short", "value": "elsewhere", "namespace": "other", "ttl": 1 })).await;
    shelf.retrieve("read").await;
    shelf.millis_later(999);
    assert_eq!(shelf.clean_up().await, (0, false));
    shelf.millis_later(1_000);
    assert_eq!(shelf.clean_up().await, (3, false));
    assert_eq!(shelf.clean_up().await, (0, false));
    assert_eq!((shelf.value("stays").await, shelf.value("longer").await), (Some(json!("stays")), Some(json!("longer"))));
    shelf.millis_later(2_000);
    assert_eq!(shelf.clean_up().await, (1, false));
    shelf.millis_later(0);
    assert_eq!(shelf.value("longer").await, None, "it was deleted, and does not come back with the time");
    assert_eq!(shelf.value("stays").await, Some(json!("stays")));
}

#[tokio::test]
async fn a_cleanup_goes_by_the_last_time_to_live() {
    let shelf = Shelf::open().await;
    for (key, times) in
        [("longer", [Some(1), Some(5)]), ("shorter", [Some(5), Some(1)]), ("for good", [Some(1), None]), ("not for good", [None, Some(1)])]
    {
        for ttl in times {
            shelf.store(json!({ "key": key, "value": key, "ttl": ttl })).await;
        }
    }
    shelf.millis_later(1_000);
    assert_eq!(shelf.clean_up().await, (2, false));
    assert_eq!(shelf.value("longer").await, Some(json!("longer")));
    shelf.millis_later(5_000);
    assert_eq!(shelf.clean_up().await, (1, false));
    assert_eq!(shelf.value("for%20good").await, Some(json!("for good")));
}

#[tokio::test]
async fn a_memory_stored_again_and_again_is_listed_once() {
    let shelf = Shelf::open().await;
    for n in 0..101 {
        shelf.store(json!({ "key": "k", "value": n, "ttl": 1 })).await;
    }
    shelf.millis_later(1_000);
    assert_eq!(shelf.clean_up().await, (1, false));
}

#[tokio::test]
async fn a_cleanup_deletes_a_hundred_at_a_time_and_says_when_there_are_more() {
    let shelf = Shelf::open().await;
    for n in 0..201 {
        shelf.store(json!({ "key": format!("{n}"), "value": n, "ttl": 1 })).await;
    }
    shelf.millis_later(60_000);
    for expected in [(100, true), (100, true), (1, false), (0, false)] {
        assert_eq!(shelf.clean_up().await, expected);
    }
}

#[tokio::test]
async fn writers_of_one_key_at_the_same_time_leave_one_memory_that_is_listed_once() {
    let shelf = Shelf::open().await;
    join_all((1..=20).map(|n| shelf.store(json!({ "key": "k", "value": n, "ttl": n })))).await;
    assert!(shelf.value("k").await.is_some());
    shelf.millis_later(20_000);
    assert_eq!([shelf.clean_up().await, shelf.clean_up().await], [(1, false), (0, false)]);
    assert_eq!(shelf.value("k").await, None);
}

#[tokio::test]
async fn cleanups_at_the_same_time_count_each_memory_once() {
    let shelf = Shelf::open().await;
    for n in 0..30 {
        shelf.store(json!({ "key": format!("{n}"), "value": n, "ttl": 1 })).await;
    }
    shelf.millis_later(1_000);
    let counts = join_all((0..4).map(|_| shelf.clean_up())).await;
    assert_eq!(counts.iter().map(|(count, _)| count).sum::<u64>(), 30);
}
