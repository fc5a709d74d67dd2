//! Language models at the command line, played by a server on loopback.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

#[path = "../../tests/it/model_server/mod.rs"]
#[expect(dead_code, reason = "other packages' tests take what is not used here")]
mod model_server;
#[path = "../../tests/it/models/played.rs"]
#[expect(dead_code, reason = "other packages' tests take what is not used here")]
mod played;
#[expect(dead_code, reason = "no server is started here")]
mod served;

use std::{fs, process::Output};

use serde_json::{Value, json};
use tempfile::TempDir;

use self::{
    model_server::{ModelServer, Reply, openai},
    played::{ANSWER, QUESTION},
};

const KEY: &str = "sk-not-to-be-shown-to-anybody";

/// A folder with what has to be known.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("notes")).unwrap();
    for document in played::documents() {
        let name = format!("notes/{}.md", document["id"].as_str().unwrap());
        fs::write(folder.path().join(name), document["text"].as_str().unwrap()).unwrap();
    }
    folder
}

/// What asking the question with these options comes to, with a key in the environment.
fn ask(folder: &TempDir, options: &[&str]) -> Output {
    let arguments = [&["ask", "--json", "--knowledge", "notes"], options, &[QUESTION]].concat();
    let mut command = served::genesis(folder.path(), &arguments);
    command.env("OPENAI_API_KEY", KEY).env("RUST_LOG", "info,aws_config=off");
    command.env("AWS_ACCESS_KEY_ID", "AKIDPLAYED").env("AWS_SECRET_ACCESS_KEY", KEY).env("AWS_EC2_METADATA_DISABLED", "true");
    command.env_remove("AWS_REGION").env_remove("AWS_PROFILE").output().unwrap()
}

#[track_caller]
fn answered(output: &Output) -> Value {
    let log = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{log}");
    let printed: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(printed["answer"], json!(ANSWER), "{printed}");
    for said in [KEY, "Varnland", "Lume", "You are the Planner"] {
        assert!(!log.contains(said), "{said} is in the log:\n{log}");
    }
    printed
}

/// Everything a run has left.
fn artifacts(folder: &TempDir, printed: &Value) -> String {
    let left = fs::read_dir(folder.path().join(printed["artifacts"].as_str().unwrap())).unwrap();
    left.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

#[test]
fn a_model_of_any_server_answers_and_neither_key_nor_words_are_in_the_log() {
    let (folder, server) = (folder(), ModelServer::start(played::plays));
    let output = ask(&folder, &["--model", "openai:m", "--base-url", &format!("{}/v1", server.url()), "--temperature", "0.7"]);
    let printed = answered(&output);
    assert!(!artifacts(&folder, &printed).contains(KEY) && !String::from_utf8_lossy(&output.stdout).contains(KEY));
    for asked in server.asked() {
        assert_eq!((asked.path.as_str(), asked.header("authorization")), ("/v1/chat/completions", Some(format!("Bearer {KEY}").as_str())));
        assert_eq!(asked.body["temperature"], json!(0.7));
    }
    let log = String::from_utf8_lossy(&output.stderr);
    let calls = log.lines().filter(|line| line.contains("a model was asked"));
    assert_eq!(
        calls.filter(|line| line.contains("gen_ai.usage.input_tokens") && line.contains("gen_ai.request.model")).count(),
        9,
        "{log}"
    );
}

#[test]
fn one_role_may_be_played_by_another_model_than_the_rest() {
    let (folder, server) = (folder(), ModelServer::start(played::plays));
    let url = format!("{}/v1", server.url());
    answered(&ask(&folder, &["--model", "openai:m", "--role-model", "planner=openai:n,extractive", "--base-url", &url]));
    let models: Vec<String> = server.asked().iter().map(|asked| asked.body["model"].as_str().unwrap().to_owned()).collect();
    assert_eq!((models[0].as_str(), models[1..].iter().all(|model| model == "m")), ("n", true), "{models:?}");
}

#[test]
fn a_model_of_bedrock_answers_at_the_price_of_the_list() {
    const HAIKU: &str = "bedrock:us.anthropic.claude-3-5-haiku-20241022-v1:0";
    let (folder, server) = (folder(), ModelServer::start(played::plays));
    let file = format!("default = {HAIKU:?}\n[providers.bedrock]\nprotocol = \"bedrock\"\nendpoint_url = {:?}\n", server.url());
    fs::write(folder.path().join("models.toml"), file).unwrap();
    let printed = answered(&ask(&folder, &["--models", "models.toml"]));
    assert_eq!((server.asked().len(), &printed["totals"]["tokens"]), (9, &json!(9 * 110)));
    assert!(server.asked().iter().all(|asked| asked.path.ends_with("/converse")));
    let trace = artifacts(&folder, &printed);
    let call = trace.lines().find_map(|line| serde_json::from_str::<Value>(line).ok()?.pointer("/calls/0").cloned()).unwrap();
    assert_eq!(call["usage"], json!({ "input_tokens": 100, "output_tokens": 10, "cached_input_tokens": 40 }));
    // 0.80 and 4.00 dollars per million tokens, 0.08 of what the cache had; rounded up.
    assert_eq!((&call["model"], &call["cost"]), (&json!(HAIKU), &json!(92)), "{call}");
}

#[test]
fn a_record_is_played_without_a_server_and_its_run_is_the_same_when_taken_again() {
    let (folder, server) = (folder(), ModelServer::start(played::plays));
    let options = |url: &str, option: &str| ["--model", "openai:m", "--base-url", url, option, "run.ndjson"].map(ToOwned::to_owned);
    let url = format!("{}/v1", server.url());
    let ask = |option: &str| {
        let options = options(&url, option);
        ask(&folder, &options.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let recorded = answered(&ask("--record"));
    drop(server);
    let played = answered(&ask("--replay"));
    assert_eq!((&played["citations"], &played["totals"]["tokens"]), (&recorded["citations"], &recorded["totals"]["tokens"]));
    for printed in [recorded, played] {
        let output = served::genesis(folder.path(), &["replay", printed["artifacts"].as_str().unwrap()]).output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.code() == Some(0) && told.starts_with("The same  9 turns"), "{told}");
    }
    let text = fs::read_to_string(folder.path().join("run.ndjson")).unwrap();
    assert!(!text.contains(KEY), "a record may be passed on");
    fs::write(folder.path().join("run.ndjson"), text.lines().next().unwrap()).unwrap();
    complains(&ask("--replay"), 1, &["the record holds no reply to request"]);
}

#[test]
fn a_question_whose_model_gives_nothing_of_use_counts_as_not_answered_and_the_next_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let paragraphs: Vec<Value> =
        played::documents().iter().map(|document| json!({ "title": document["title"], "text": document["text"] })).collect();
    let row = |id: &str, question: &str| json!({ "id": id, "question": question, "answer": "Osk", "paragraphs": paragraphs, "supporting": ["Varnland"] });
    let rows = [row("a", "What is the capital of Ostrand?"), row("b", "What is the capital of Varnland?")];
    fs::write(folder.path().join("rows.jsonl"), rows.map(|row| row.to_string()).join("\n")).unwrap();
    let server = ModelServer::start(|asked| {
        let heard = played::Heard::of(asked);
        if heard.told.contains("Ostrand") {
            return openai::says("I would rather talk about the weather.");
        }
        match heard.role.as_str() {
            "rewriter" => heard.replied(&json!({ "answer": "Osk", "explanation": "The capital of Varnland is Osk." })),
            _ => heard.played(),
        }
    });
    let url = format!("{}/v1", server.url());
    let eval = |further: &[&str]| {
        let arguments =
            [&["eval", "--data", "rows.jsonl", "--decomposition", "none", "--model", "openai:m", "--base-url", &url], further].concat();
        served::genesis(folder.path(), &arguments).env_remove("RUST_LOG").env_remove("OPENAI_API_KEY").output().unwrap()
    };
    let output = eval(&["--json"]);
    let printed: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    assert_eq!(printed["summary"]["failures"], json!({ "model_reply_invalid": 1 }), "{printed}");
    assert_eq!((&printed["summary"]["questions"], &printed["summary"]["answered"]), (&json!(2), &json!(1)), "{printed}");
    let told: Vec<Value> = printed["rows"].as_array().unwrap().iter().map(|row| json!([row["failure"], row["marks"]["em"]])).collect();
    assert_eq!(told[0][0], json!("model_reply_invalid"));
    assert_eq!(told[1][0], Value::Null);
    let told = String::from_utf8(eval(&[]).stdout).unwrap();
    assert!(told.contains("1 questions count as not answered") && told.contains("1 model_reply_invalid"), "{told}");
}

#[test]
fn a_run_with_an_address_in_its_question_goes_as_it_went_though_its_trace_is_masked() {
    let (folder, server) = (folder(), ModelServer::start(played::plays));
    let url = format!("{}/v1", server.url());
    let question = "Which river flows through the capital of Varnland, asks jane.doe@example.com?";
    let arguments = ["ask", "--json", "--knowledge", "notes", "--model", "openai:m", "--base-url", &url, question];
    let printed = answered(&served::genesis(folder.path(), &arguments).env_remove("OPENAI_API_KEY").output().unwrap());
    let place = printed["artifacts"].as_str().unwrap();
    let trace = fs::read_to_string(folder.path().join(place).join("execution_trace.ndjson")).unwrap();
    assert!(trace.contains("****@***.com") && !trace.contains("jane.doe"), "{trace}");
    let output = served::genesis(folder.path(), &["replay", place]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

/// One line that says what is wrong, and never a key.
#[track_caller]
fn complains(output: &Output, status: i32, names: &[&str]) {
    let told = String::from_utf8_lossy(&output.stderr);
    let complaint: Vec<&str> = told.lines().filter(|line| line.starts_with("genesis: ") || line.starts_with("error: ")).collect();
    assert_eq!((output.status.code(), complaint.len(), output.stdout.as_slice()), (Some(status), 1, &b""[..]), "{told}");
    assert!(names.iter().all(|name| complaint[0].contains(name)), "{names:?}: {}", complaint[0]);
    assert!(!told.contains(KEY) && !told.contains("sk-123") && !told.contains("panicked"), "{told}");
}

#[test]
fn a_provider_that_gives_no_reply_is_told_in_one_line() {
    let folder = folder();
    let refusing = |reply: Reply| ModelServer::playing([reply]);
    let wrong_key = refusing(openai::error(401, "invalid_api_key", &format!("Incorrect API key provided: {KEY}")));
    let unknown = refusing(openai::error(404, "model_not_found", "The model `m` does not exist"));
    let plain = ModelServer::start(played::plays);
    let gone = ModelServer::start(played::plays).url();
    for (url, told) in [
        (wrong_key.url(), "does not accept the credentials"),
        (unknown.url(), "has no such model"),
        (plain.url().replace("http:", "https:"), "no secure connection"),
        (gone, "cannot be reached"),
    ] {
        complains(&ask(&folder, &["--model", "openai:m", "--base-url", &url]), 1, &["the run failed", told]);
    }
}

#[test]
fn models_that_cannot_be_meant_are_a_usage_error() {
    let folder = folder();
    for (file, names) in [
        ("defualt = \"extractive\"\n", &["models.toml", "line 1", "defualt"][..]),
        ("default = \"openai:m\"\n", &["models.toml", "line 1", "no provider `openai`"]),
        ("[providers.own]\nprotocol = \"openai\"\nkey = \"sk-123\"\n", &["models.toml", "line 3", "key"]),
        ("[providers.own]\nprotocol = \"openai\"\nbase_url = \"http://a/v1\"\nkey_env = \"sk-123\"\n", &["line 4", "not the key itself"]),
        ("[providers.own]\nprotocol = \"openai\"\nbase_url = \"http://sk-123@a/v1\"\n", &["line 3", "without user"]),
        ("temperature = 3\n", &["line 1", "temperature", "from 0 to 2"]),
        ("default = [", &["line 1"]),
    ] {
        fs::write(folder.path().join("models.toml"), file).unwrap();
        complains(&ask(&folder, &["--models", "models.toml"]), 2, names);
    }
    for (options, names) in [
        (&["--models", "absent.toml"][..], &["absent.toml"][..]),
        (&["--model", "own:m"], &["own", "--base-url"]),
        (&["--model", "gpt"], &["--model", "gpt"]),
        (&["--role-model", "singer=openai:m"], &["--role-model", "planner"]),
        (&["--temperature", "3"], &["--temperature", "from 0 to 2"]),
        (&["--base-url", "ftp://a", "--model", "openai:m"], &["base_url", "address"]),
        (&["--model", "openai:m", "--replay", "absent.ndjson"], &["absent.ndjson"]),
    ] {
        complains(&ask(&folder, options), 2, names);
    }
}
