//! A model that draws its words, at one temperature after the other.

use std::hash::{DefaultHasher, Hash, Hasher};

use cucumber::{gherkin::Step, given, then, when};
use genesis_local::Options;
use genesis_models::Configuration;
use genesis_stability::{Observation, Report};
use serde_json::{Value, json};

use crate::{
    asked::Asked,
    house::{House, library},
    model_server::{self, ModelServer, Reply, openai},
    world::World,
};

const RUNS: u64 = 8;
/// At a temperature of 1, the share of the words before which the model puts another.
const DRAWN: f64 = 0.05;
const BESIDES: [&str; 3] = ["so", "now", "too"];

/// A server whose model says what is to be said, and draws by seed and temperature what it says besides.
pub struct Sampled {
    server: ModelServer,
    question: String,
    /// By temperature: how alike the runs' texts are to be, and the runs.
    tried: Vec<(f64, f64, Vec<Observation>)>,
}

#[given(expr = "a Rewriter that draws its words when it is asked {string}")]
async fn sampled_model(world: &mut World, question: String) {
    world.ask(json!({ "query": question })).await;
    let told = world.asked.pop().expect("asked above").ended;
    let server = ModelServer::start(move |asked| rewritten(&told, asked));
    let provider = json!({ "protocol": "openai", "base_url": format!("{}/v1", server.url()) });
    let models: Configuration = serde_json::from_value(json!({ "providers": { "drawing": provider } })).unwrap();
    let house = House::of(Options { models, ..Options::ephemeral() }).await;
    let tenant = house.tenant().await;
    house.teach(&tenant, &library()).await;
    world.move_to(house, tenant);
    world.sampled = Some(Sampled { server, question, tried: Vec::new() });
}

fn rewritten(told: &Value, asked: &model_server::Asked) -> Reply {
    let temperature = asked.body["temperature"].as_f64().expect("a temperature is sent");
    let mut words = Vec::new();
    for (place, word) in told["explanation"].as_str().unwrap_or_default().split(' ').enumerate() {
        let drawn = drawn(&asked.body["seed"], place);
        if place > 0 && (drawn % 1_000) as f64 / 1_000.0 < temperature * DRAWN {
            words.push(BESIDES[(drawn / 1_000) as usize % BESIDES.len()]);
        }
        words.push(word);
    }
    openai::says(&json!({ "answer": told["answer"], "explanation": words.join(" ") }).to_string())
}

fn drawn(seed: &Value, place: usize) -> u64 {
    let mut hasher = DefaultHasher::new();
    (seed.as_u64().expect("a seed is sent"), place).hash(&mut hasher);
    hasher.finish()
}

impl World {
    async fn ask_at(&mut self, temperature: f64, seed: u64) -> Observation {
        let query = self.sampled.as_ref().expect("a model that draws").question.clone();
        let new = json!({
            "query": query, "model": { "rewriter": "drawing:words" }, "temperature": temperature, "seed": seed, "correlation_id": "drawn",
        });
        self.ask(new).await;
        self.asked.last().map(Asked::observation).expect("asked above")
    }

    fn tried(&self) -> impl Iterator<Item = (f64, f64, Report)> {
        let tried = &self.sampled.as_ref().expect("a model that draws").tried;
        tried.iter().map(|(temperature, alike, runs)| (*temperature, *alike, Report::of(runs).expect("several runs")))
    }
}

#[when("it is asked at each temperature, with another seed each time")]
async fn ask_at_each(world: &mut World, step: &Step) {
    for row in &step.table.as_ref().expect("a table of temperatures").rows[1..] {
        let (temperature, percent): (f64, f64) = (row[0].parse().unwrap(), row[1].parse().unwrap());
        let mut runs = Vec::new();
        for seed in 0..RUNS {
            runs.push(world.ask_at(temperature, seed).await);
        }
        assert!(runs.iter().all(|run| run.is_answered), "{}", world.last().ended);
        world.sampled.as_mut().expect("a model that draws").tried.push((temperature, percent / 100.0, runs));
    }
}

#[then("plans and the answers themselves are the same at every temperature")]
fn ours_are_the_same(world: &mut World) {
    for (temperature, _, report) in world.tried() {
        assert_eq!((report.plan_equivalence, report.parsed_answer.exact_rate), (1.0, 1.0), "{temperature}: {:?}", report.variations);
    }
}

/// What each role read, and of the one that reads the drawn words themselves from where they come.
fn read(run: &Observation, reader: &str) -> Value {
    let mut routes = json!(run.routes);
    let documents = routes[reader]["documents"].take();
    assert!(documents.is_array() && routes.as_object().is_some_and(|roles| roles.len() > 4), "{routes}");
    routes[reader] = documents;
    routes
}

#[then(expr = "routes are the same but for the length of what the {word} reads, which is those words")]
fn routes_are_the_same(world: &mut World, reader: String) {
    let tried = &world.sampled.as_ref().expect("a model that draws").tried;
    let all: Vec<Value> = tried.iter().flat_map(|(.., runs)| runs).map(|run| read(run, &reader.to_lowercase())).collect();
    assert!(all.iter().all(|routes| *routes == all[0]), "{all:?}");
}

#[then(expr = "the texts are the same to the byte at {float}")]
fn same_to_the_byte(world: &mut World, at: f64) {
    let exact: Vec<f64> = world.tried().filter(|tried| tried.0 == at).map(|(.., report)| report.raw_text.exact_rate).collect();
    assert_eq!(exact, [1.0]);
}

#[then("at each temperature the texts are as alike as it wants, and less so than at the one before")]
fn less_and_less_alike(world: &mut World) {
    let alike: Vec<(f64, f64)> = world.tried().map(|(_, wanted, report)| (wanted, 1.0 - report.raw_text.mean_distance)).collect();
    assert!(alike.iter().all(|(wanted, alike)| alike >= wanted), "{alike:?}");
    assert!(alike.is_sorted_by(|one, two| one.1 > two.1), "{alike:?}");
}

#[then(expr = "with one seed for all runs the files are the same even at {float}")]
async fn one_seed(world: &mut World, temperature: f64) {
    let runs = [world.ask_at(temperature, 3).await, world.ask_at(temperature, 3).await];
    let report = Report::of(&runs).expect("two runs");
    assert_eq!((report.artifact_consistency, report.raw_text.exact_rate), (1.0, 1.0), "{:?}", report.variations);
    let asked = world.sampled.as_ref().expect("a model that draws").server.asked().len();
    assert_eq!(asked, world.asked.len(), "the model was asked once in each run, and no other took its place");
}
