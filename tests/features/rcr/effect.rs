//! What routing spares over time.

use cucumber::{gherkin::Step, then, when};
use genesis_rcr::{Candidate, Cost, Request, Role, SourceKind, Stage, route};
use http::StatusCode;
use serde_json::{Value, json};

use crate::world::{Place, World};

async fn efficiency(world: &mut World) -> Value {
    let Place { house, tenant } = world.place().await;
    let (status, efficiency) = house.get(&tenant.key, "/api/v1/router/efficiency").await;
    assert_eq!(status, StatusCode::OK, "{efficiency}");
    efficiency
}

#[then(expr = "the platform's own figures are those of its {int} runs")]
async fn own_figures(world: &mut World, runs: usize) {
    let measured = efficiency(world).await["measured"]["rcr"].clone();
    let sum = |name: &str| world.asked.iter().map(|asked| asked.ended[name].as_f64().expect("tokens")).sum::<f64>();
    let saved = (sum("full_tokens") - sum("routed_tokens")) / sum("full_tokens") * 100.0;
    assert_eq!((&measured["total_runs"], world.asked.len()), (&json!(runs), runs), "{measured}");
    assert!(measured["token_savings"].as_f64().is_some_and(|told| (told - saved).abs() < 1e-6), "{measured}, not {saved}");
}

/// A row of gains and a row of qualities.
#[when("these are recorded for the last run, one after the other")]
async fn record(world: &mut World, step: &Step) {
    let rows = &step.table.as_ref().expect("a table of figures").rows;
    let figures = |row: usize| rows[row][1..].iter().map(|figure| figure.parse::<f64>().expect("a figure"));
    let run = world.last().ended["run_id"].clone();
    for (gain, quality) in figures(0).zip(figures(1)) {
        let new = json!({ "run_id": run, "efficiency_gain": gain, "token_savings_percentage": gain * 100.0, "quality_score": quality });
        let Place { house, tenant } = world.place().await;
        let (status, recorded) = house.post(&tenant.key, "/api/v1/router/metrics", &new).await;
        assert_eq!(status, StatusCode::CREATED, "{recorded}");
        world.effects.push((gain, quality));
    }
}

fn near(value: &Value, expected: f64) -> bool {
    value.as_f64().is_some_and(|told| (told - expected).abs() < 1e-6)
}

async fn trends(world: &mut World) -> Value {
    efficiency(world).await["algorithms"]["RCR"]["trends"].clone()
}

#[then("the platform gives their means")]
async fn means_are_given(world: &mut World) {
    let efficiency = efficiency(world).await;
    let mean = |figure: fn(&(f64, f64)) -> f64| world.effects.iter().map(figure).sum::<f64>() / world.effects.len() as f64;
    let rcr = &efficiency["algorithms"]["RCR"];
    assert!(near(&rcr["avg_efficiency"], mean(|effect| effect.0)) && near(&rcr["avg_quality"], mean(|effect| effect.1)), "{efficiency}");
    assert!(near(&efficiency["overall"]["avg_token_savings"], mean(|effect| effect.0) * 100.0), "{efficiency}");
}

/// About, since what was recorded within one millisecond has no order.
#[then(expr = "by its figures the gain is {word} and the quality is {word}, by about {float} a run")]
async fn trends_go(world: &mut World, gain: String, quality: String, slope: f64) {
    let trends = trends(world).await;
    let direction = |of: &str| trends[of]["direction"].as_str().unwrap_or_default().to_owned();
    assert_eq!((direction("efficiency"), direction("quality")), (gain, quality), "{trends}");
    assert!(trends["quality"]["slope"].as_f64().is_some_and(|told| (told - slope).abs() < 0.005), "{trends}");
}

#[then("no adjustment is asked for")]
async fn no_adjustment(world: &mut World) {
    let trends = trends(world).await;
    assert_eq!(trends["needs_adjustment"], false, "{trends}");
}

#[then(expr = "the quality falls by more than {float} a run, and an adjustment is asked for")]
async fn adjustment(world: &mut World, slope: f64) {
    let trends = trends(world).await;
    assert!(trends["quality"]["slope"].as_f64().is_some_and(|told| told < -slope), "{trends}");
    assert_eq!(trends["needs_adjustment"], true, "{trends}");
}

#[then(expr = "gain and quality are correlated by {float}, which is within {float} and {float}")]
async fn correlated(world: &mut World, expected: f64, least: f64, most: f64) {
    let trends = trends(world).await;
    let found = trends["quality_correlation"].as_f64().expect("a correlation");
    assert!((least..=most).contains(&found) && (found - expected).abs() < 1e-6, "{trends}");
}

#[then(expr = "gain and quality are correlated by less than {float}, but by more than {float}")]
async fn partly_correlated(world: &mut World, less: f64, more: f64) {
    let trends = trends(world).await;
    assert!(trends["quality_correlation"].as_f64().is_some_and(|found| more < found && found < less), "{trends}");
}

/// What speaks for a candidate in every way is worth the sum of all weights.
#[then(expr = "the weights of the importance sum up to 1 within {float}")]
fn weights(_: &mut World, tolerance: f64) {
    let text = "The plan: decompose the question into steps, in the order of their goals.";
    let best = Candidate::passage("best", "", text, Cost { tokens: 20, ..Cost::default() });
    let best = Candidate { kind: SourceKind::Plan, stage: Stage::Planning, wave: 1, ..best };
    let routed = route(&Request::new(Role::Planner, "Which steps decompose the question?", &[best]));
    assert!((routed.scores[0].importance - 1.0).abs() <= tolerance, "{:?}", routed.scores);
}
