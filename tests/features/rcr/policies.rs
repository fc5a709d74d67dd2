//! The three policies side by side.

use cucumber::{gherkin::Step, then, when};
use genesis_rcr::Policy;
use serde_json::json;

use crate::{asked::Asked, world::World};

/// A question under one policy.
pub struct Tried {
    pub policy: Policy,
    expected: String,
    pub asked: Asked,
}

#[when("I ask each of these under every policy")]
async fn ask_under_each(world: &mut World, step: &Step) {
    for row in &step.table.as_ref().expect("a table of questions").rows[1..] {
        for policy in Policy::ALL {
            world.ask(json!({ "query": row[0], "policy": policy })).await;
            let asked = world.asked.pop().expect("asked above");
            world.tried.push(Tried { policy, expected: row[1].clone(), asked });
        }
    }
}

impl World {
    fn tokens(&self, policy: Policy) -> u64 {
        let tokens = |tried: &Tried| tried.asked.ended["routed_tokens"].as_u64().expect("tokens that were routed");
        self.tried.iter().filter(|tried| tried.policy == policy).map(tokens).sum()
    }

    fn right(&self, policy: Policy) -> usize {
        let is_right = |tried: &&Tried| tried.asked.answer().is_some_and(|answer| answer.contains(&tried.expected));
        self.tried.iter().filter(|tried| tried.policy == policy).filter(is_right).count()
    }

    /// What went wrong with each question that has no answer.
    fn wrong(&self) -> Vec<(&str, &str)> {
        let unanswered = self.tried.iter().filter(|tried| tried.asked.answer().is_none());
        unanswered.map(|tried| (tried.policy.as_str(), tried.asked.detail())).collect()
    }
}

#[then("routing reads fewer tokens than full context and fewer than routing by role alone")]
fn fewest_tokens(world: &mut World) {
    let [full, by_role, rcr] = Policy::ALL.map(|policy| world.tokens(policy));
    assert!(0 < rcr && rcr < by_role && rcr < full, "{rcr} of {by_role} and {full} tokens");
}

#[then("routing answers at least as many questions right as either")]
fn as_many_right(world: &mut World) {
    let [full, by_role, rcr] = Policy::ALL.map(|policy| world.right(policy));
    assert!(rcr > 0 && rcr >= full && rcr >= by_role, "{rcr} right beside {full} and {by_role}: {:?}", world.wrong());
}

#[then(expr = "routing answers right at most {int} percent fewer than full context does")]
fn nearly_as_many_right(world: &mut World, percent: usize) {
    let [full, _, rcr] = Policy::ALL.map(|policy| world.right(policy));
    assert!(rcr > 0 && rcr * 100 >= full * (100 - percent), "{rcr} right beside {full}: {:?}", world.wrong());
}

#[then(expr = "the words of its answers are right to within {int} points of those of full context")]
fn words_nearly_as_right(world: &mut World, points: u32) {
    let mean = |policy: Policy| {
        let tried: Vec<&Tried> = world.tried.iter().filter(|tried| tried.policy == policy).collect();
        tried.iter().map(|tried| tried.asked.answer().map_or(0.0, |answer| f1(answer, &tried.expected))).sum::<f64>() / tried.len() as f64
    };
    let (full, rcr) = (mean(Policy::Full), mean(Policy::Rcr));
    assert!(rcr > 0.0 && (full - rcr) * 100.0 <= f64::from(points), "F1 {rcr} beside {full}");
}

/// The harmonic mean of how many of the answer's words were expected and how many of the expected words it has.
fn f1(answer: &str, expected: &str) -> f64 {
    let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    let (answer, expected) = (words(answer), words(expected));
    let shared = expected.iter().filter(|word| answer.contains(word)).count() as f64;
    2.0 * shared / (answer.len() + expected.len()) as f64
}

#[then("every run records what each policy would have cost")]
fn costs_are_recorded(world: &mut World) {
    for Tried { policy, asked, .. } in &world.tried {
        let metrics = asked.json("router_metrics.json");
        let costs = metrics["tokens_by_policy"].as_object().expect("a cost for each policy");
        assert_eq!(costs.len(), Policy::ALL.len(), "{metrics}");
        assert_eq!(costs[policy.as_str()], asked.ended["routed_tokens"], "{metrics}");
        assert_eq!(costs[Policy::Full.as_str()], asked.ended["full_tokens"], "{metrics}");
        assert_eq!(asked.ended["policy"], policy.as_str());
    }
}
