use std::{fs, path::PathBuf, sync::Arc};

use futures::future::join_all;
use genesis_models::{Chat, ChatError, ChatRequest, Chats};
use genesis_providers::{Cassette, Recorder};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    model_server::{ModelServer, Reply, openai},
    scene::{models, request, schema},
};

const NAME: &str = "openai:played";

fn asking(text: &str) -> ChatRequest {
    ChatRequest { system: text.to_owned(), schema: Some(schema()), ..request(NAME) }
}

struct Taping {
    folder: TempDir,
    server: ModelServer,
}

impl Taping {
    fn of(server: ModelServer) -> Self {
        Self { folder: TempDir::new().unwrap(), server }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("models.jsonl")
    }

    fn recorder(&self) -> Recorder {
        Recorder::open(&self.path(), Arc::new(models(&self.server, NAME, &json!({})))).unwrap()
    }

    fn recorded(&self) -> Arc<dyn Chat> {
        self.recorder().find(&NAME.parse().unwrap()).unwrap()
    }

    fn played(&self) -> Arc<dyn Chat> {
        Cassette::open(&self.path()).unwrap().find(&NAME.parse().unwrap()).unwrap()
    }

    fn lines(&self) -> Vec<String> {
        fs::read_to_string(self.path()).unwrap().lines().map(str::to_owned).collect()
    }

    fn refusal(&self, lines: &[String]) -> String {
        fs::write(self.path(), lines.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
        Cassette::open(&self.path()).unwrap_err().to_string()
    }
}

/// Says what it was told, or fails as it was told.
fn echo() -> ModelServer {
    ModelServer::start(|asked| match asked.body["messages"][0]["content"].as_str() {
        Some("fail") => openai::error(400, "bad", "no"),
        Some("break") => Reply::text(500, ""),
        Some(text) => openai::says(text),
        None => openai::vectors(&[(0, &[0.1, -3.0e-7]), (1, &[1.5, 2.0])]),
    })
}

#[tokio::test]
async fn what_is_recorded_is_played_back_exactly_whatever_the_order_of_the_lines() {
    let taping = Taping::of(echo());
    let model = taping.recorded();
    let texts = ["a".to_owned(), "b".to_owned()];
    let requests: Vec<_> = ["one", "fail", "two\nlines", "break"].map(asking).into();
    let live = join_all(requests.iter().map(|request| model.complete(request))).await;
    let vectors = model.embed(&texts).await;
    let mut lines = taping.lines();
    assert_eq!(lines.len(), 4, "an error that may pass is not recorded");
    lines.reverse();
    fs::write(taping.path(), lines.join("\n")).unwrap();
    let played = taping.played();
    assert_eq!(played.embed(&texts).await, vectors);
    for (request, live) in requests[..3].iter().zip(&live) {
        assert_eq!(&played.complete(request).await, live);
    }
    let missing = ChatError::NotRecorded { request: requests[3].hash() };
    assert_eq!(played.complete(&requests[3]).await, Err(missing));
    assert!(matches!(played.embed(&texts[..1]).await, Err(ChatError::NotRecorded { .. })));
}

#[tokio::test]
async fn what_was_asked_several_times_is_played_back_in_its_order_and_the_last_from_then_on() {
    let taping = Taping::of(ModelServer::playing(["a", "b", "c"].map(openai::says)));
    for _ in 0..2 {
        taping.recorded().complete(&asking("same")).await.unwrap();
    }
    // A later process goes on in the same file.
    taping.recorded().complete(&asking("same")).await.unwrap();
    let played = taping.played();
    let mut texts = Vec::new();
    for _ in 0..5 {
        texts.push(played.complete(&asking("same")).await.unwrap().text);
    }
    assert_eq!(texts, ["a", "b", "c", "c", "c"]);
}

#[tokio::test]
async fn calls_at_the_same_time_leave_whole_lines() {
    let taping = Taping::of(echo());
    let model = taping.recorded();
    let requests: Vec<_> = (0..64).map(|number| asking(&format!("{number} {}", "x".repeat(5_000)))).collect();
    join_all(requests.iter().map(|request| model.complete(request))).await;
    let played = taping.played();
    for request in &requests {
        assert_eq!(played.complete(request).await.unwrap().text, request.system);
    }
}

#[tokio::test]
async fn a_line_that_was_being_written_when_its_process_died_is_not_there() {
    let taping = Taping::of(echo());
    for text in ["one", "two"] {
        taping.recorded().complete(&asking(text)).await.unwrap();
    }
    let whole = fs::read(taping.path()).unwrap();
    fs::write(taping.path(), &whole[..whole.len() - 40]).unwrap();
    assert!(matches!(taping.played().complete(&asking("two")).await, Err(ChatError::NotRecorded { .. })));
    taping.recorded().complete(&asking("two")).await.unwrap();
    assert_eq!(fs::read(taping.path()).unwrap(), whole);
}

#[tokio::test]
async fn a_file_that_is_no_record_is_refused_by_its_line() {
    let taping = Taping::of(echo());
    taping.recorded().complete(&asking("one")).await.unwrap();
    taping.recorded().complete(&asking("fail")).await.unwrap_err();
    let good = taping.lines();
    let changed = |of: &dyn Fn(&mut Value)| {
        let mut line = serde_json::from_str(&good[1]).unwrap();
        of(&mut line);
        vec![good[0].clone(), line.to_string()]
    };
    for (lines, said) in [
        (vec![good[0].clone(), "{}".to_owned()], "line 2 is no exchange"),
        (vec!["# Notes".to_owned()], "line 1 is no exchange"),
        (changed(&|line| line["cassette"] = 2.into()), "line 2 is of version 2"),
        (changed(&|line| line["asked"]["chat"]["system"] = "other".into()), "line 2 was changed"),
        (changed(&|line| line["outcome"] = json!({ "error": "model_timed_out" })), "line 2 is no exchange"),
        (changed(&|line| line["outcome"] = json!({ "vectors": { "vectors": [], "usage": null } })), "line 2 holds what cannot"),
        (vec![good[0].clone(), good[0].clone()], "line 2 tells again"),
    ] {
        let error = taping.refusal(&lines);
        assert!(error.starts_with(said), "{error}");
    }
}

#[tokio::test]
async fn a_record_is_written_by_one_at_a_time() {
    let taping = Taping::of(echo());
    let writing = taping.recorder();
    let second = Recorder::open(&taping.path(), Arc::new(models(&taping.server, NAME, &json!({}))));
    assert_eq!(second.err().map(|error| error.to_string()).as_deref(), Some("the record is being written by another process"));
    drop(writing);
}
