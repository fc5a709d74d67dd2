//! Listings that are read part by part: all of them in the same way, whichever the declarations add.

mod archive;
mod listing;

use std::collections::BTreeSet;

use genesis_http::{Cursor, Cursors};
use http::StatusCode;
use serde_json::{Value, json};

use self::{
    archive::{Archive, ENTRIES},
    listing::{Listing, entries},
};
use crate::house::text;

#[tokio::test]
async fn the_parts_of_a_listing_are_the_whole_and_a_size_beyond_its_bounds_is_refused() {
    let archive = Archive::open().await;
    let listings = archive.listings(&archive.tenants[0]);
    assert!(listings.len() >= 6, "{}", listings.len());
    for listing in &listings {
        let (name, house) = (listing.declaration.name, &archive.house);
        let whole = listing.whole(house).await;
        let distinct: BTreeSet<String> = whole.iter().map(Value::to_string).collect();
        assert!(whole.len() >= ENTRIES && distinct.len() == whole.len(), "{name}: {whole:?}");
        if listing.has("cursor") {
            assert_eq!(listing.by_cursor(house).await, whole, "{name}");
        }
        if listing.has("offset") || listing.has("page") {
            assert_eq!(listing.by_number(house).await, whole, "{name}");
        }
        let (field, schema) = (text(&listing.limit()["name"]), &listing.limit()["schema"]);
        for limit in [schema["minimum"].as_u64().unwrap() - 1, schema["maximum"].as_u64().unwrap() + 1] {
            assert_eq!(listing.refusal(house, &listing.sized(limit, "")).await, format!("422 invalid_page {field}"), "{name}");
        }
    }
}

#[tokio::test]
async fn a_cursor_leads_on_in_its_own_listing_of_its_own_tenant_alone() {
    let archive = Archive::open().await;
    let house = &archive.house;
    let with_cursors = |tenant| archive.listings(tenant).into_iter().filter(|listing| listing.has("cursor")).collect();
    let [listings, of_other]: [Vec<Listing>; 2] = archive.tenants.each_ref().map(with_cursors);
    for listing in &listings {
        let cursor = listing.cursor(house).await;
        let mut refused = vec!["x".to_owned(), String::new(), "%C3%A9".to_owned(), format!("{cursor}AAAA"), cursor[4..].to_owned()];
        for other in listings.iter().chain(&of_other) {
            if (other.declaration.name, other.tenant) != (listing.declaration.name, listing.tenant) {
                refused.push(other.cursor(house).await);
            }
        }
        for cursor in refused {
            let path = listing.sized(2, &format!("&cursor={cursor}"));
            assert_eq!(listing.refusal(house, &path).await, "422 invalid_cursor cursor", "{path}");
        }
    }
}

#[tokio::test]
async fn who_knows_how_cursors_are_made_sees_nothing_of_others() {
    let archive = Archive::open().await;
    let house = &archive.house;
    let [own, others] = archive.tenants.each_ref().map(|tenant| archive.listings(tenant));
    for (listing, other) in own.iter().zip(&others).filter(|(listing, _)| listing.has("cursor")) {
        let cursor: Cursor = serde_json::from_value(json!(other.cursor(house).await)).unwrap();
        let place: Option<String> = Cursors::of(other.declaration, other.tenant).place(Some(&cursor)).unwrap();
        let forged = json!(Cursors::of(listing.declaration, listing.tenant).next(place));
        let (status, answer) = house.get(&listing.key, &listing.sized(2, &format!("&cursor={}", text(&forged)))).await;
        let whole = listing.whole(house).await;
        let is_own = |answer: &Value| entries(answer).iter().all(|entry| whole.contains(entry));
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY || (status == StatusCode::OK && is_own(&answer)), "{status} {answer}");
    }
}
