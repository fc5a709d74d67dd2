//! What routing spares over time.

use cucumber::{then, when};
use genesis_rcr::{Candidate, Cost, Request, Role, SourceKind, Stage, route};
use genesis_stability::{DEFAULT_TOLERANCE, Direction, Trend};
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

#[when(regex = "^gains of (.+) are recorded for the last run, one after the other$")]
async fn record_gains(world: &mut World, gains: String) {
    let gains: Vec<f64> = gains.replace(" and ", ", ").split(", ").map(|gain| gain.parse().unwrap()).collect();
    let run = world.last().ended["run_id"].clone();
    let Place { house, tenant } = world.place().await;
    for gain in &gains {
        let new = json!({ "run_id": run, "efficiency_gain": gain, "token_savings_percentage": gain * 100.0 });
        let (status, recorded) = house.post(&tenant.key, "/api/v1/router/metrics", &new).await;
        assert_eq!(status, StatusCode::CREATED, "{recorded}");
    }
    world.gains = gains;
}

#[then("the platform gives their mean")]
async fn mean_is_given(world: &mut World) {
    let efficiency = efficiency(world).await;
    let mean = world.gains.iter().sum::<f64>() / world.gains.len() as f64;
    let near = |value: &Value, expected: f64| value.as_f64().is_some_and(|told| (told - expected).abs() < 1e-6);
    assert!(near(&efficiency["algorithms"]["RCR"]["avg_efficiency"], mean), "{efficiency}");
    assert!(near(&efficiency["overall"]["avg_token_savings"], mean * 100.0), "{efficiency}");
}

#[then(expr = "their trend falls by more than {float} a run, and that of equal gains does not fall")]
fn trend(world: &mut World, slope: f64) {
    let falling = Trend::of(&world.gains, DEFAULT_TOLERANCE);
    assert!(falling.slope < -slope && falling.direction == Direction::Falling, "{falling:?}");
    let equal = vec![world.gains[0]; world.gains.len()];
    assert_eq!(Trend::of(&equal, DEFAULT_TOLERANCE).direction, Direction::Steady);
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
