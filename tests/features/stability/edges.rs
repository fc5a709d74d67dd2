//! Questions that nobody expects.

use cucumber::{then, when};
use genesis_stability::{Report, similarity};
use http::StatusCode;
use serde_json::{Value, json};

use crate::{
    asked::Asked,
    house::{START, text},
    world::{Place, World},
};

/// How an odd question ended: refused at the door, or run to its end.
pub struct Ended {
    status: StatusCode,
    told: Value,
    run: Option<Asked>,
}

#[when(regex = "^I ask twice (.+)$")]
async fn ask_twice(world: &mut World, what: String) {
    let query = match what.as_str() {
        "nothing at all" => String::new(),
        "a question of 5001 characters" => long(5_001),
        "a question of 5000 characters" => long(5_000),
        "a question of emoji and right-to-left marks" => "Who is 👩‍👩‍👧 \u{202e}\u{200f}of Zembla\u{301}?".to_owned(),
        "a question full of quotes, brackets and percent signs" => r#"What is {"a": [1, "%s"]} <b>'; -- \ 100% of ((Paris))?"#.to_owned(),
        other => panic!("{other} is no odd question"),
    };
    let Place { house, tenant } = world.place().await;
    let mut odd = Vec::new();
    for _ in 0..2 {
        let (status, told) = house.post(&tenant.key, START, &json!({ "query": query, "correlation_id": "odd" })).await;
        let run = match status {
            StatusCode::CREATED => Some(Asked::after(house, tenant, text(&told["run_id"])).await),
            _ => None,
        };
        odd.push(Ended { status, told, run });
    }
    world.odd = odd;
}

fn long(characters: usize) -> String {
    let question = "Which river flows through the capital of the country that is next to ".repeat(characters / 60 + 1);
    question.chars().take(characters - 1).chain(['?']).collect()
}

#[then(expr = "both end alike, with {int}")]
fn end_alike(world: &mut World, status: u16) {
    let [one, two] = &world.odd[..] else { panic!("it was asked twice") };
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (status, status), "{}", one.told);
    match (&one.run, &two.run) {
        (Some(one), Some(two)) => {
            let end = |asked: &Asked| ["status", "answer", "terminator", "certain", "total_tokens"].map(|part| asked.ended[part].clone());
            assert_eq!(end(one), end(two));
            assert!(one.answer().is_some() != one.reason().is_some(), "an answer or a reason: {}", one.ended);
        }
        _ => assert_eq!(one.told["errors"][0]["field"], "query", "{}", one.told),
    }
}

#[then(expr = "the two are at least {int} percent alike")]
fn are_alike(world: &mut World, percent: u32) {
    let [one, two] = &world.odd[..] else { panic!("it was asked twice") };
    let alike = match (&one.run, &two.run) {
        (Some(one), Some(two)) => Report::of(&[one.observation(), two.observation()]).expect("two runs").overall,
        _ => similarity(text(&one.told["detail"]), text(&two.told["detail"])),
    };
    assert!(alike * 100.0 >= f64::from(percent), "{alike}");
}
