//! Questions split and in one go.

use cucumber::{gherkin::Step, then, when};
use serde_json::{Value, json};

use crate::{asked::Asked, house::items, world::World};

/// A question answered both ways.
pub struct Pair {
    expected: String,
    split: Asked,
    in_one_go: Asked,
}

/// In one go, the question is its own only sub-question.
#[when("I ask each of these split, and in one go")]
async fn ask_both_ways(world: &mut World, step: &Step) {
    for row in &step.table.as_ref().expect("a table of questions").rows[1..] {
        let (question, expected) = (&row[0], row[1].clone());
        world.ask(json!({ "query": question })).await;
        world.ask(json!({ "query": question, "plan": { "steps": [{ "q": question }] } })).await;
        let mut asked = world.asked.drain(..);
        let (split, in_one_go) = (asked.next().expect("asked above"), asked.next().expect("asked above"));
        drop(asked);
        world.pairs.push(Pair { expected, split, in_one_go });
    }
}

impl Pair {
    fn is_right(&self, asked: &Asked) -> bool {
        asked.answer().is_some_and(|answer| answer.contains(&self.expected))
    }
}

#[then(expr = "more of the {int} are right when they are split")]
fn more_are_right(world: &mut World, all: usize) {
    let pairs = &world.pairs;
    let split = pairs.iter().filter(|pair| pair.is_right(&pair.split)).count();
    let in_one_go = pairs.iter().filter(|pair| pair.is_right(&pair.in_one_go)).count();
    let wrong: Vec<_> = pairs.iter().filter(|pair| !pair.is_right(&pair.split)).map(|pair| &pair.split.ended["query"]).collect();
    assert!(pairs.len() == all && split > in_one_go, "{split} beside {in_one_go}: {wrong:?}");
}

fn right(world: &World) -> Vec<&Pair> {
    world.pairs.iter().filter(|pair| pair.is_right(&pair.split)).collect()
}

#[then("the right ones cite more passages and show more steps than in one go")]
fn more_is_shown(world: &mut World) {
    let passages = |asked: &Asked| items(&asked.ended["citations"]).len();
    for Pair { split, in_one_go, .. } in right(world) {
        assert!(split.turns("solver").len() > in_one_go.turns("solver").len(), "{}", split.ended);
        assert!(passages(split) >= passages(in_one_go).max(1), "{}", split.ended);
    }
    let sum = |of: fn(&Pair) -> &Asked| right(world).into_iter().map(|pair| passages(of(pair))).sum::<usize>();
    assert!(sum(|pair| &pair.split) > sum(|pair| &pair.in_one_go));
}

/// How sure the solver was, over all it solved.
fn sureness<'a>(asked: impl Iterator<Item = &'a Asked>) -> f64 {
    let solved: Vec<f64> = asked
        .flat_map(|asked| asked.turns("solver"))
        .filter_map(|turn| turn.pointer("/outcome/solved/confidence").and_then(Value::as_f64))
        .collect();
    solved.iter().sum::<f64>() / solved.len() as f64
}

#[then("the solver is surer of the right ones than of those in one go")]
fn surer(world: &mut World) {
    let right = right(world);
    let (split, in_one_go) = (sureness(right.iter().map(|pair| &pair.split)), sureness(right.iter().map(|pair| &pair.in_one_go)));
    assert!(split > in_one_go, "{split} beside {in_one_go}");
}
