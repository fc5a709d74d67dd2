use std::{
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use futures::future::BoxFuture;
use genesis_models::{ChatError, Chats, Secrets, Unreachable};
use genesis_providers::{EnvironmentSecrets, Keyring, Providers};
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use crate::{
    model_server::{ModelServer, openai},
    scene::{KEY, keyring, model, models, request},
};

const NAME: &str = "openai:played";

/// Gives another key each time it is asked: `key-1`, `key-2`, ...
#[derive(Default)]
struct Rotating(AtomicUsize);

impl Secrets for Rotating {
    fn secret<'a>(&'a self, name: &'a str) -> BoxFuture<'a, Result<Option<String>, Unreachable>> {
        let time = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        Box::pin(async move { Ok((name == "genesis/openai").then(|| format!("key-{time}\n"))) })
    }
}

fn asking(server: &ModelServer, secret: &str, vault: &Arc<Rotating>) -> Providers {
    let provider = json!({ "protocol": "openai", "base_url": server.url(), "key_secret": secret });
    let document = json!({ "providers": { "openai": provider } });
    Providers::new(Arc::new(serde_json::from_value(document).unwrap()), &Keyring { vault: vault.clone(), ..keyring() }).unwrap()
}

#[tokio::test]
async fn a_key_is_looked_up_once_and_again_after_it_was_refused() {
    let wrong = || openai::error(401, "invalid_api_key", "wrong");
    let server = ModelServer::playing([openai::says("a"), openai::says("b"), wrong(), openai::says("c")]);
    let vault = Arc::new(Rotating::default());
    let models = asking(&server, "genesis/openai", &vault);
    for _ in 0..4 {
        drop(models.find(&NAME.parse().unwrap()).unwrap().complete(&request(NAME)).await);
    }
    let sent: Vec<_> = server.asked().iter().map(|asked| asked.header("authorization").unwrap().to_owned()).collect();
    assert_eq!(sent, ["Bearer key-1", "Bearer key-1", "Bearer key-1", "Bearer key-2"]);
}

#[tokio::test]
async fn without_its_key_nothing_is_asked() {
    let server = ModelServer::playing([openai::says("a")]);
    let models = asking(&server, "genesis/other", &Arc::default());
    let error = models.find(&NAME.parse().unwrap()).unwrap().complete(&request(NAME)).await;
    assert_eq!((error, server.asked().len()), (Err(ChatError::Unauthorized), 0));
}

#[tokio::test]
async fn a_server_without_a_key_is_sent_none() {
    let server = ModelServer::playing([openai::says("a")]);
    let document = json!({ "providers": { "openai": { "protocol": "openai", "base_url": server.url() } } });
    let models = Providers::new(Arc::new(serde_json::from_value(document).unwrap()), &keyring()).unwrap();
    models.find(&NAME.parse().unwrap()).unwrap().complete(&request(NAME)).await.unwrap();
    assert_eq!(server.asked()[0].header("authorization"), None);
}

#[tokio::test]
async fn a_variable_that_is_not_set_is_no_key() {
    assert!(EnvironmentSecrets.secret("PATH").await.unwrap().is_some_and(|path| !path.is_empty()));
    assert_eq!(EnvironmentSecrets.secret("GENESIS_NEVER_SET").await, Ok(None));
}

/// All that is logged on this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Log;

    fn make_writer(&'a self) -> Log {
        self.clone()
    }
}

#[tokio::test]
async fn a_key_is_never_shown_nor_what_is_said_to_those_who_only_want_to_be_informed() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::TRACE).with_ansi(false);
    let listening = tracing::subscriber::set_default(subscriber.with_writer(log.clone()).finish());
    let echo = openai::error(401, KEY, &format!("{KEY} does not open this"));
    let server = ModelServer::playing([echo, openai::says("Paris")]);
    let models = models(&server, NAME, &json!({}));
    let error = models.find(&NAME.parse().unwrap()).unwrap().complete(&request(NAME)).await.unwrap_err();
    model(&server, NAME, &json!({})).complete(&request(NAME)).await.unwrap();
    drop(listening);
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("a provider refuses a request") && logged.contains("*** does not open this"), "{logged}");
    assert!(!format!("{logged} {models:?} {error} {error:?} {:?}", keyring()).contains(KEY));
    let informed = logged.lines().filter(|line| !line.contains("DEBUG") && !line.contains("TRACE"));
    assert_eq!(informed.filter(|line| line.contains("Paris") || line.contains("Who, I said.")).count(), 0);
}
