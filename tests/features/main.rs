//! The features in `features/`: each step speaks to the platform's door or to an engine that is pure.
//!
//! Words after `--` choose the scenarios whose name contains one of them or that have it for a tag: `cargo test -p genesis-tests --test features -- LAG-3`.

#![expect(clippy::needless_pass_by_value, reason = "the harness hands a step what it takes, by value")]
#![expect(clippy::unwrap_used, reason = "a step that cannot go on panics")]

mod asked;
mod asking;
#[path = "../it/house/mod.rs"]
#[expect(dead_code, reason = "the integration tests' house has rooms that no feature enters")]
mod house;
mod lag;
#[path = "../it/model_server/mod.rs"]
#[expect(dead_code, reason = "one protocol and its good days are enough here")]
mod model_server;
mod rcr;
mod security;
mod stability;
#[path = "../it/stand_in.rs"]
mod stand_in;
mod told;
mod world;

use cucumber::{
    World as _,
    gherkin::{Feature, Scenario},
};

use self::{told::Told, world::World};

const FEATURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../features");

/// Scenarios under way at a time.
const AT_ONCE: usize = 4;

#[tokio::main]
async fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let is_chosen = move |feature: &Feature, scenario: &Scenario| {
        let tags = || feature.tags.iter().chain(&scenario.tags);
        words.is_empty() || words.iter().any(|word| scenario.name.contains(word) || tags().any(|tag| tag == word))
    };
    let features = World::cucumber().with_writer(Told::default()).with_default_cli().max_concurrent_scenarios(AT_ONCE);
    let told = features.filter_run(FEATURES, move |feature, _, scenario| is_chosen(feature, scenario)).await;
    if told.sum_up() > 0 {
        std::process::exit(1);
    }
}
