//! A model that cannot be reached, or not at once, on a platform in whose time nothing has to be waited for.

use std::{
    future::ready,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

use cucumber::{then, when};
use futures::FutureExt;
use genesis_core::{Clock, Timestamp};
use genesis_local::Options;
use genesis_models::{ChatError, Extractive, Model, ModelError};
use serde_json::{Value, json};
use tokio::{runtime::Builder, time::Instant};

use crate::{
    asked::{Asked, FILES},
    house::{House, library, text},
    stand_in::StandIn,
    world::World,
};

/// How often a model was asked to plan a run.
pub type Tries = u32;

/// There from one try on; until then nobody answers.
fn there_from(first: Tries, tries: Arc<AtomicU32>) -> StandIn {
    let mut model = StandIn::named("there-at");
    model.plan = Box::new(move |question| match tries.fetch_add(1, Ordering::SeqCst) + 1 < first {
        true => ready(Err(ModelError::Unavailable(ChatError::OutOfOrder))).boxed(),
        false => Extractive.plan(question),
    });
    model
}

/// Later than any machine's clock, so that what expires here is never swept by real time.
const BEGINNING: Timestamp = Timestamp(4_000_000_000_000);

async fn ask(question: String, first: Tries) -> (Asked, Tries) {
    let (tries, beginning) = (Arc::<AtomicU32>::default(), Instant::now());
    let clock = Clock::new(move || BEGINNING.plus(beginning.elapsed()));
    let model = Arc::new(there_from(first, tries.clone()));
    let house = House::of(Options { model, clock, ..Options::ephemeral() }).await;
    let tenant = house.tenant().await;
    house.teach(&tenant, &library()).await;
    let asked = Asked::of(&house, &tenant, &json!({ "query": question })).await;
    house.platform.shutdown().await;
    (asked, tries.load(Ordering::SeqCst))
}

impl World {
    async fn ask_model(&mut self, question: String, times: usize, first: Tries) {
        for _ in 0..times {
            let question = question.clone();
            let in_paused_time = move || {
                let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
                runtime.block_on(ask(question, first))
            };
            let ended = tokio::task::spawn_blocking(|| thread::spawn(in_paused_time).join());
            let (asked, tries) = ended.await.unwrap().unwrap();
            self.asked.push(asked);
            self.tries.push(tries);
        }
    }
}

#[when(expr = "{string} is asked {int} times of a model that is never there")]
async fn never_there(world: &mut World, question: String, times: usize) {
    world.asked.clear();
    world.ask_model(question, times, Tries::MAX).await;
}

#[when(expr = "{string} is asked {int} times of a model that is there at try {int}")]
async fn there_at(world: &mut World, question: String, times: usize, first: Tries) {
    world.asked.clear();
    world.tries.clear();
    world.ask_model(question, times, first).await;
}

#[then(expr = "each time the planner is tried {int} times, and then the run fails")]
fn tried_in_vain(world: &mut World, expected: Tries) {
    assert!(world.tries.len() > 1 && world.tries.iter().all(|tries| *tries == expected), "{:?}", world.tries);
    assert!(world.asked.iter().all(|asked| asked.ended["status"] == "failed" && asked.answer().is_none()));
}

#[then("each time it fails with the same error in the same words, and leaves the same files")]
fn fails_the_same(world: &mut World) {
    let error = |asked: &Asked| text(&asked.ended["error"]).to_owned();
    let first = error(&world.asked[0]);
    assert!(first.contains("the model's provider is out of order") && world.asked.iter().all(|asked| error(asked) == first), "{first}");
    let left = |asked: &Asked| -> Vec<Value> {
        let names = FILES.iter().filter(|name| !["execution_trace.ndjson", "router_metrics.json"].contains(name));
        names.map(|name| asked.json(name)).collect()
    };
    assert!(world.asked.iter().all(|asked| left(asked) == left(&world.asked[0]) && asked.trace().len() == world.asked[0].trace().len()));
}

#[then(expr = "each time the planner is tried {int} times, and then the answer is {string}")]
fn tried_with_success(world: &mut World, expected: Tries, answer: String) {
    assert!(world.tries.len() > 1 && world.tries.iter().all(|tries| *tries == expected), "{:?}", world.tries);
    assert!(world.asked.iter().all(|asked| asked.answer() == Some(answer.as_str())), "{}", world.last().ended);
}
