//! Budgets, and how well they are spent.

use cucumber::{gherkin::Step, then};
use genesis_rcr::{Outcome, Role};
use http::StatusCode;

use super::desk::role;
use crate::world::{Place, World};

#[then("the budgets are")]
fn budgets(world: &mut World, step: &Step) {
    let rows = &step.table.as_ref().expect("a table of budgets").rows;
    assert_eq!((rows[0].len(), world.desk.given.len()), (Role::ALL.len(), Role::ALL.len()));
    for (name, budget) in rows[0].iter().zip(&rows[1]) {
        let (_, routed) = world.desk.given.iter().find(|(given, _)| *given == role(name)).expect("each role was given context");
        assert_eq!(routed.budget.to_string(), *budget, "{name}");
    }
}

#[then("the platform publishes the same budgets")]
async fn published(world: &mut World) {
    let Place { house, tenant } = world.place().await;
    let (status, listed) = house.get(&tenant.key, "/api/v1/agents/capabilities").await;
    assert_eq!(status, StatusCode::OK, "{listed}");
    for (role, routed) in &world.desk.given {
        assert_eq!(listed["agents"][role.as_str()]["token_budget"], routed.budget, "{role:?}");
    }
}

#[then("no role reads more than its budget")]
fn within_budget(world: &mut World) {
    for (role, routed) in &world.desk.given {
        let read: u32 = routed.selected.iter().map(|selected| selected.tokens).sum();
        assert_eq!(read, routed.selected_tokens, "{role:?}");
        assert!(read <= role.budget() && routed.budget == role.budget(), "{role:?} reads {read}");
    }
}

#[then(expr = "the budget of {int} tokens is kept")]
fn budget_is_kept(world: &mut World, budget: u32) {
    let routed = world.desk.last();
    assert!(routed.budget == budget && (1..=budget).contains(&routed.selected_tokens), "{} tokens", routed.selected_tokens);
}

#[then(expr = "the {word} had to leave notes out, none of which would still have fitted")]
fn left_out(world: &mut World, name: String) {
    world.desk.given.retain(|(given, _)| *given == role(&name));
    let room = world.desk.last().budget - world.desk.last().selected_tokens;
    let left: Vec<u32> = world.desk.with_outcome(Outcome::OverBudget).map(|scored| world.desk.candidate(&scored.id).tokens).collect();
    assert!(!left.is_empty() && left.iter().all(|tokens| *tokens > room), "{room} tokens are left beside {left:?}");
}

#[then(expr = "at least {int} percent of the budget of {int} tokens is used")]
fn budget_is_used(world: &mut World, percent: u32, budget: u32) {
    let read = world.desk.last().selected_tokens;
    assert!(read <= budget && read * 100 >= percent * budget, "{read} tokens");
}

#[then(expr = "at least {int} percent of the importance that fits the budget is read")]
fn importance_is_read(world: &mut World, percent: u64) {
    let desk = &world.desk;
    let worth = |outcome| desk.with_outcome(outcome).map(|scored| (desk.candidate(&scored.id).tokens, millionths(scored.importance)));
    let (read, left): (Vec<_>, Vec<_>) = (worth(Outcome::Selected).collect(), worth(Outcome::OverBudget).collect());
    assert!(!left.is_empty(), "everything fits: nothing had to be chosen");
    let attained: u64 = read.iter().map(|(_, importance)| importance).sum();
    let optimum = attainable(read.iter().chain(&left), desk.last().budget);
    assert!(attained * 100 >= percent * optimum, "{attained} of {optimum}");
}

fn millionths(importance: f64) -> u64 {
    (importance * 1_000_000.0).round() as u64
}

/// The greatest sum of importance within the budget, over every choice.
fn attainable<'a>(items: impl Iterator<Item = &'a (u32, u64)>, budget: u32) -> u64 {
    let mut best = vec![0; budget as usize + 1];
    for (tokens, importance) in items {
        for room in (*tokens as usize..best.len()).rev() {
            best[room] = best[room].max(best[room - *tokens as usize] + importance);
        }
    }
    best[budget as usize]
}

#[then(expr = "{string} is named as oversized and not read")]
fn oversized(world: &mut World, id: String) {
    let routed = world.desk.last();
    assert_eq!(routed.oversized, [id.as_str()]);
    assert!(world.desk.candidate(&id).tokens > routed.budget && routed.selected.iter().all(|selected| selected.id != id));
}

#[then(expr = "at least {int} percent of what is read speaks of {string}")]
fn useful(world: &mut World, percent: usize, word: String) {
    let read = &world.desk.last().selected;
    let useful = read.iter().filter(|selected| world.desk.candidate(&selected.id).text.contains(&word)).count();
    assert!(!read.is_empty() && useful * 100 >= percent * read.len(), "{useful} of {}", read.len());
}
