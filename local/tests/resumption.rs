//! `genesis serve` killed at any moment, or told to stop, and started again on the same data folder.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod served;

use std::{
    collections::BTreeSet,
    io::{Read, Write},
    net::TcpStream,
    process::Stdio,
    thread,
};

use serde_json::{Value, json};
use tempfile::TempDir;

use served::{Served, genesis};

const OLYMPICS: &str = r#"{"query":"What is the population of the capital city of the country where the 2024 Summer Olympics were held?"}"#;
const BURJ: &str = r#"{"query":"How tall is the Burj Khalifa?"}"#;
const START: &str = "/api/v1/orchestration/start";
const STATS: &str = "/api/v1/orchestration/stats";
/// All turns of the first question.
const TURNS: u64 = 12;

fn serve(folder: &TempDir) -> Served {
    Served::start(folder, &["--data-dir", "kept"])
}

/// No signal handler sees this one.
fn kill(served: Served) {
    drop(served);
}

fn call(served: &Served, method: &str, path: &str, body: &str) -> (u16, Value) {
    let (status, body) = served.request(method, path, body);
    (status.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(&body).unwrap_or_default())
}

fn start(served: &Served, question: &str) -> String {
    let (status, started) = call(served, "POST", START, question);
    assert_eq!(status, 201, "{started}");
    started["run_id"].as_str().unwrap().to_owned()
}

fn status(served: &Served, run: &str) -> Value {
    let (status, run) = call(served, "GET", &format!("/api/v1/orchestration/status/{run}"), "");
    assert_eq!(status, 200, "{run}");
    run
}

fn turns(run: &Value) -> u64 {
    run["agent_executions"].as_u64().unwrap()
}

/// Looks until so many turns are finished, and gives how many there are.
fn reach(served: &Served, run: &str, wanted: u64) -> u64 {
    loop {
        let seen = turns(&status(served, run));
        if seen >= wanted {
            return seen;
        }
    }
}

fn ended(served: &Served, run: &str) -> Value {
    loop {
        let (_, run) = call(served, "GET", &format!("/api/v1/orchestration/status/{run}?wait_seconds=20"), "");
        if run["completed_at"].is_string() {
            return run;
        }
    }
}

fn artifact(served: &Served, run: &str, name: &str) -> String {
    let (status, content) = served.request("GET", &format!("/api/v1/orchestration/{run}/artifacts/{name}"), "");
    assert!(status.contains(" 200 "), "{name}: {status} {content}");
    content
}

/// Checks that the run is answered with each turn once, and gives its plan's signature.
fn answered_once(served: &Served, run: &str) -> String {
    let ended = ended(served, run);
    assert_eq!((&ended["status"], &ended["answer"]), (&json!("completed"), &json!("2,102,650")), "{ended}");
    let trace = artifact(served, run, "execution_trace.ndjson");
    let trace: Vec<Value> = trace.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let steps: BTreeSet<&str> = trace.iter().map(|turn| turn["step"].as_str().unwrap()).collect();
    assert_eq!((steps.len(), trace.len() as u64, turns(&ended)), (trace.len(), TURNS, TURNS), "{steps:?}");
    let tokens: u64 = trace.iter().map(|turn| turn["tokens"].as_u64().unwrap()).sum();
    assert_eq!(ended["total_tokens"], tokens, "the run's counter is the sum of its turns");
    let memory: Value = serde_json::from_str(&artifact(served, run, "memory_post.json")).unwrap();
    let ids: Vec<&str> = memory.as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    let plan: Value = serde_json::from_str(&artifact(served, run, "preflight_plan.json")).unwrap();
    plan["plan_signature"].as_str().unwrap().to_owned()
}

/// Checks that the statistics are the sum of these runs.
fn summed(served: &Served, runs: &[String]) {
    let tokens: u64 = runs.iter().map(|run| status(served, run)["total_tokens"].as_u64().unwrap()).sum();
    let sums = &call(served, "GET", STATS, "").1["statistics"];
    let counted = ["total_runs", "successful_runs", "running_runs", "total_tokens"].map(|name| sums[name].as_u64().unwrap());
    assert_eq!(counted, [runs.len() as u64, runs.len() as u64, 0, tokens], "{sums}");
}

fn killed_after(finished: u64) -> String {
    let folder = tempfile::tempdir().unwrap();
    let served = serve(&folder);
    let run = start(&served, OLYMPICS);
    reach(&served, &run, finished);
    kill(served);
    let again = serve(&folder);
    let plan = answered_once(&again, &run);
    summed(&again, &[run]);
    plan
}

#[test]
fn a_run_killed_at_any_of_ten_moments_is_answered_with_every_turn_once() {
    let plans: BTreeSet<String> = thread::scope(|scope| {
        let killed: Vec<_> = (0..10).map(|finished| scope.spawn(move || killed_after(finished))).collect();
        killed.into_iter().map(|killed| killed.join().unwrap()).collect()
    });
    assert_eq!(plans.len(), 1, "the same plan whenever it was killed");
}

#[test]
fn a_run_killed_again_and_again_goes_on_from_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let served = serve(&folder);
    let run = start(&served, OLYMPICS);
    let first = reach(&served, &run, 2);
    kill(served);
    // Killed as soon as it listens: while it takes the run up again.
    kill(serve(&folder));
    let served = serve(&folder);
    let second = reach(&served, &run, first + 2);
    kill(served);
    let served = serve(&folder);
    assert!(turns(&status(&served, &run)) >= second, "a finished turn is lost");
    answered_once(&served, &run);
    summed(&served, &[run]);
}

#[test]
fn thirty_runs_under_way_survive_two_kills() {
    let folder = tempfile::tempdir().unwrap();
    let served = serve(&folder);
    let runs: Vec<String> = (0..30).map(|_| start(&served, BURJ)).collect();
    reach(&served, &runs[0], 2);
    kill(served);
    let served = serve(&folder);
    reach(&served, &runs[1], 2);
    kill(served);
    let served = serve(&folder);
    for run in &runs {
        let ended = ended(&served, run);
        assert_eq!((&ended["status"], turns(&ended)), (&json!("completed"), 6), "{ended}");
    }
    summed(&served, &runs);
}

const CAPITAL: &str = "What is the capital of France?";

/// The work of the agent `reader`, once there is some.
fn work(served: &Served) -> String {
    loop {
        let (_, listed) = call(served, "GET", "/api/v1/agents/work?agent_id=reader&wait_seconds=20", "");
        if let Some(work) = listed["work"][0]["execution_id"].as_str() {
            return work.to_owned();
        }
    }
}

#[test]
fn a_run_that_waits_for_its_callers_own_agent_goes_on_after_a_kill_and_is_taken_again() {
    let folder = tempfile::tempdir().unwrap();
    let served = serve(&folder);
    let agents = json!({ "solver": { "agent_id": "reader" }, "planner": { "agent_id": "reader" } });
    let run = start(&served, &json!({ "query": CAPITAL, "agents": agents }).to_string());
    let complete = |served: &Served, work: &str, claim: &Value, output: Value| {
        let outcome = json!({ "output_context": output, "claim": claim }).to_string();
        let (status, completed) = call(served, "POST", &format!("/api/v1/agents/complete/{work}"), &outcome);
        assert_eq!(status, 200, "{completed}");
    };
    let planning = work(&served);
    kill(served);
    let served = serve(&folder);
    complete(&served, &planning, &Value::Null, json!({ "plan": { "steps": [{ "q": CAPITAL }] } }));
    let solving = work(&served);
    kill(served);
    let served = serve(&folder);
    assert_eq!(work(&served), solving, "nobody has claimed it");
    let (_, claimed) = call(&served, "POST", &format!("/api/v1/agents/work/{solving}/claim"), "{}");
    let sentence = "The capital of France is Paris, which is also the largest city of France.";
    let mut context = claimed["input_context"]["context"].as_array().unwrap().iter();
    let passage = context.find(|item| item["text"].as_str().unwrap().contains(sentence)).unwrap_or_else(|| panic!("{claimed}"));
    let citation = json!({ "passage": passage["id"], "quote": sentence });
    complete(&served, &solving, &claimed["claim"], json!({ "text": "Paris", "confidence": 1, "citations": [citation] }));
    let ended = ended(&served, &run);
    assert_eq!((&ended["answer"], turns(&ended)), (&json!("Paris"), 6), "{ended}");
    let replayed = genesis(folder.path(), &["replay", "--data-dir", "kept", &run]).output().unwrap();
    let printed = String::from_utf8_lossy(&replayed.stdout);
    assert_eq!(replayed.status.code(), Some(0), "{printed}{}", String::from_utf8_lossy(&replayed.stderr));
    assert!(printed.contains("The same"), "{printed}");
}

#[test]
fn documents_that_were_accepted_become_searchable_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let served = serve(&folder);
    for n in 0..4 {
        let text = format!("The Vell Tower number{n} is {n}17 metres tall.");
        let (status, accepted) = call(
            &served,
            "POST",
            "/api/v1/memory/documents",
            &json!({ "documents": [{ "title": "Vell Tower", "text": text }] }).to_string(),
        );
        assert_eq!(status, 202, "{accepted}");
    }
    kill(served);
    let served = serve(&folder);
    for n in 0..4 {
        let passages = || call(&served, "GET", &format!("/api/v1/memory/search?query=number{n}"), "").1;
        while !passages()["passages"].as_array().unwrap().iter().any(|passage| passage.to_string().contains(&format!("number{n}"))) {}
    }
}

#[test]
fn a_start_whose_answer_was_lost_is_the_same_run_when_it_is_repeated() {
    // A server that has answered more beforehand has come further with the request when it is killed.
    for further in [0, 1, 3] {
        let folder = tempfile::tempdir().unwrap();
        let served = serve(&folder);
        let mut lost = send(&served, &keyed_start(&served));
        for _ in 0..further {
            call(&served, "GET", "/health/live", "");
        }
        kill(served);
        // What could be read of an answer is nobody's.
        drop(lost.read_to_end(&mut Vec::new()));
        let served = serve(&folder);
        let [first, second] = [(); 2].map(|()| answer(send(&served, &keyed_start(&served))));
        assert!(first.0 == 201 && second.0 == 201, "{first:?} {second:?}");
        assert_eq!(first.1["run_id"], second.1["run_id"]);
        let run = first.1["run_id"].as_str().unwrap().to_owned();
        ended(&served, &run);
        summed(&served, &[run]);
    }
}

fn keyed_start(served: &Served) -> String {
    let Served { address, key, .. } = served;
    format!(
        "POST {START} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\nx-api-key: {key}\r\nidempotency-key: order-1\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{BURJ}",
        BURJ.len()
    )
}

fn send(served: &Served, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(&served.address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

fn answer(stream: TcpStream) -> (u16, Value) {
    answer_if_read(stream).expect("an answer")
}

/// None where the connection was closed, or reset, before anybody had read the request.
fn answer_if_read(mut stream: TcpStream) -> Option<(u16, Value)> {
    let mut answer = String::new();
    let read = stream.read_to_string(&mut answer);
    if answer.is_empty() {
        return None;
    }
    read.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("cut off: {answer:?}"));
    Some((head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(body).unwrap()))
}

/// A request that is answered when the run has changed, or after 20 seconds.
fn wait_for(Served { address, key, .. }: &Served, run: &str) -> String {
    let target = format!("/api/v1/orchestration/status/{run}?wait_seconds=20");
    format!("GET {target} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\nx-api-key: {key}\r\n\r\n")
}

#[test]
fn a_first_start_that_is_killed_is_made_again() {
    for file in [".lock", "format", "dynamodb.sqlite", "s3", "secrets.json", "demo-key"] {
        let folder = tempfile::tempdir().unwrap();
        let kept = folder.path().join("kept");
        let mut first = genesis(folder.path(), &["serve", "--port", "0", "--data-dir", "kept"]).stdout(Stdio::null()).spawn().unwrap();
        while !kept.join(file).exists() {}
        first.kill().unwrap();
        first.wait().unwrap();
        let served = serve(&folder);
        let ended = ended(&served, &start(&served, BURJ));
        assert_eq!(ended["status"], json!("completed"), "killed when there was {file}: {ended}");
    }
}

#[test]
fn told_to_stop_it_answers_who_waits_and_the_runs_go_on_at_the_next_start() {
    for signal in ["-INT", "-TERM"] {
        let folder = tempfile::tempdir().unwrap();
        let served = serve(&folder);
        let runs: Vec<String> = (0..6).map(|_| start(&served, OLYMPICS)).collect();
        reach(&served, &runs[0], 1);
        let waiting: Vec<TcpStream> = runs[2..].iter().map(|run| send(&served, &wait_for(&served, run))).collect();
        // Answered after most of the requests that wait have been taken up; one that nobody has read may be closed.
        call(&served, "GET", "/health/live", "");
        let stopping = served.told(signal);
        let answers: Vec<(u16, Value)> = waiting.into_iter().filter_map(answer_if_read).collect();
        assert!(!answers.is_empty() && answers.iter().all(|(status, _)| matches!(status, 200 | 503)), "{answers:?}");
        stopping.ended();
        let again = serve(&folder);
        for run in &runs {
            answered_once(&again, run);
        }
        summed(&again, &runs);
    }
}
