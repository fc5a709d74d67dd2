//! What the platform adds to a call of a language model: everything between a role's turn and the model's reply, without the store.

use std::{path::Path, sync::Arc};

use fn_orchestration::{Account, Asked, Team};
use futures::{FutureExt, future::BoxFuture, future::join_all};
use genesis_core::Clock;
use genesis_lag::StepKind;
use genesis_models::{
    Breakers, Budget, CallLog, Charge, Chat, ChatError, ChatReply, ChatRequest, Chats, Configuration, ContextItem, EmbeddingCache,
    Embeddings, Extractive, ItemKind, ModelName, Prompt, Reserved, Response, SubQuestion, Unreachable, Usage, Wishes,
};
use genesis_providers::{EnvironmentSecrets, Recorder, reached};
use genesis_rcr::Role;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::time::Instant;

use crate::{
    measured::Times,
    model_server::{self, ModelServer, Reply, openai},
    say,
};

const IN_PROCESS: usize = 32_000;
const OVER_HTTP: usize = 6_400;
const QUERIES: &str = r#"{"queries":["capital of France"]}"#;

pub async fn measure() {
    let folder = TempDir::new().expect("a temporary folder");
    let server = ModelServer::start(replies);
    let configuration = Arc::new(configured(&server));
    let over_http = reached(configuration.clone(), Arc::new(EnvironmentSecrets)).expect("an address of this machine");
    for (what, calls, models) in [("in process", IN_PROCESS, Arc::new(AtOnce) as Arc<dyn Chats>), ("over HTTP", OVER_HTTP, over_http)] {
        for concurrency in [1, 32] {
            time(&format!("{what} at concurrency {concurrency}"), &configuration, models.clone(), (calls, concurrency)).await;
            let recorder = recorder(&folder.path().join(format!("{what} {concurrency}")), models.clone());
            time(&format!("{what} at concurrency {concurrency}, recorded"), &configuration, recorder, (calls, concurrency)).await;
        }
    }
}

/// Any server of the protocol, in place of the models that come along.
pub fn configured(server: &ModelServer) -> Configuration {
    let provider = json!({ "protocol": "openai", "base_url": format!("{}/v1", server.url()) });
    serde_json::from_value(json!({ "default": "stub:model", "providers": { "stub": provider } })).expect("a configuration")
}

/// What each role says of the question that is measured, at once.
pub fn replies(asked: &model_server::Asked) -> Reply {
    let step = |question: &str, asked: bool| json!({ "question": question, "kind": "lookup", "asked": asked });
    let steps = [
        step("In which country were the 2024 Summer Olympics held?", false),
        step("What is the capital city of #1?", false),
        step("What is the population of #2?", true),
    ];
    let cited = json!([{ "passage": "p1", "quote": "Paris" }]);
    let said = match asked.body["response_format"]["json_schema"]["name"].as_str() {
        Some("planner") => json!({ "verdict": "steps", "steps": steps, "reason": Value::Null }),
        Some("solver") => json!({ "answer": "Paris", "confidence": 0.9, "citations": cited }),
        Some("critic") => json!({ "flag": Value::Null, "reason": "The passage says so.", "support": 0.9 }),
        Some("rewriter") => json!({ "answer": "Paris", "explanation": "The passages say so." }),
        Some("verifier") => json!({ "passed": true, "issues": [] }),
        _ => return openai::says(QUERIES),
    };
    openai::says(&said.to_string())
}

fn recorder(path: &Path, models: Arc<dyn Chats>) -> Arc<dyn Chats> {
    Arc::new(Recorder::open(path, models).expect("a new file"))
}

async fn time(what: &str, configuration: &Arc<Configuration>, models: Arc<dyn Chats>, (calls, concurrency): (usize, usize)) {
    let team = Arc::new(team(configuration, models));
    let context = Arc::new(context());
    let from = Instant::now();
    let workers = (0..concurrency).map(|worker| {
        let (team, context) = (team.clone(), context.clone());
        tokio::spawn(async move {
            let mut each = Vec::with_capacity(calls / concurrency);
            for n in 0..calls / concurrency {
                let question = lookup(worker * calls + n);
                let from = Instant::now();
                let player = team.player(Role::Retriever);
                let queries = player.model().queries(&question, &context).await.expect("a reply that can be used");
                each.push(from.elapsed());
                assert_eq!((queries.len(), player.take_calls().len()), (1, 1));
            }
            each
        })
    });
    let each = join_all(workers).await.into_iter().flat_map(|each| each.expect("a worker that ends")).collect();
    say(&format!("{calls} calls {what}: {}", Times::of(each, from.elapsed())));
}

fn team(configuration: &Arc<Configuration>, chats: Arc<dyn Chats>) -> Team<'static> {
    let account = Account {
        chats,
        prices: Arc::new(configuration.prices()),
        budget: Arc::new(Plenty),
        breakers: Arc::new(Plenty),
        clock: Clock::system(),
        log: CallLog::default(),
    };
    Team::asking(
        &Extractive,
        Asked {
            casting: configuration.cast(&Wishes::default(), &Wishes::default(), None),
            seed: 42,
            configuration: configuration.clone(),
            prompts: Role::ALL.into_iter().map(|role| (role, Arc::new(Prompt::built_in(role)))).collect(),
            account,
            embeddings: EmbeddingCache::default(),
        },
    )
}

fn lookup(number: usize) -> SubQuestion {
    let text = format!("What is the capital of the country where the {number}th games were held?");
    SubQuestion { id: "s1".parse().expect("a step's name"), kind: StepKind::Lookup, text, premises: Vec::new() }
}

/// About a thousand tokens, a Retriever's budget.
fn context() -> Vec<ContextItem> {
    let passage = |n: usize| ContextItem {
        id: format!("passage-{n}"),
        kind: ItemKind::Passage,
        title: format!("Paris {n}"),
        text: "Paris, the capital of France, held the 2024 Summer Olympics in its stadiums and on the river Seine. ".repeat(6),
    };
    (0..8).map(passage).collect()
}

/// A model in this process.
struct AtOnce;

impl Chats for AtOnce {
    fn find(&self, _: &ModelName) -> Option<Arc<dyn Chat>> {
        Some(Arc::new(Self))
    }
}

impl Chat for AtOnce {
    fn complete<'a>(&'a self, _: &'a ChatRequest) -> BoxFuture<'a, Result<ChatReply, ChatError>> {
        let usage = Some(Usage { input_tokens: 1_000, output_tokens: 10, cached_input_tokens: 0 });
        async move { Ok(ChatReply { text: QUERIES.to_owned(), model: "stub".to_owned(), is_cut_off: false, usage }) }.boxed()
    }

    fn embed<'a>(&'a self, _: &'a [String]) -> BoxFuture<'a, Result<Embeddings, ChatError>> {
        async { Err(ChatError::NotConfigured) }.boxed()
    }
}

/// In place of the store.
struct Plenty;

impl Budget for Plenty {
    fn reserve(&self, _: Charge) -> BoxFuture<'_, Result<Reserved, Unreachable>> {
        async { Ok(Reserved::SetAside) }.boxed()
    }

    fn settle(&self, _: Charge, _: Charge) -> BoxFuture<'_, Result<(), Unreachable>> {
        async { Ok(()) }.boxed()
    }

    fn spent_share(&self) -> BoxFuture<'_, Result<f64, Unreachable>> {
        async { Ok(0.0) }.boxed()
    }
}

impl Breakers for Plenty {
    fn admits<'a>(&'a self, _: &'a ModelName) -> BoxFuture<'a, Result<bool, Unreachable>> {
        async { Ok(true) }.boxed()
    }

    fn report<'a>(&'a self, _: &'a ModelName, _: Response) -> BoxFuture<'a, Result<(), Unreachable>> {
        async { Ok(()) }.boxed()
    }
}
