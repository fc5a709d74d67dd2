use std::{
    io::{self, ErrorKind, Write},
    process::{Command, Stdio},
    sync::Arc,
};

use bytes::Bytes;
use genesis_local::socket::{Limits, listen};
use http::{Method, Request};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::watch, task::spawn_blocking};

use super::{CAPITAL, Desk};
use crate::house::{START, root, text};

/// The worker that comes along as an example, as a process of its own behind a socket.
#[tokio::test(flavor = "multi_thread")]
async fn a_worker_of_sixty_lines_of_python_plays_the_solver() {
    let script = root().join("tests/data/agent_worker.py");
    assert!(std::fs::read_to_string(&script).unwrap().lines().count() < 60);
    let Desk { house, tenant } = Desk::open().await;
    let platform = Arc::new(house.platform);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (url, (stop, told)) = (format!("http://{}", listener.local_addr().unwrap()), watch::channel(false));
    let served = platform.clone();
    tokio::spawn(listen(listener, Limits::default(), told, move |request: Request<Bytes>| {
        let served = served.clone();
        async move { served.answer(request).await }
    }));
    let call = async |method, path: &str, body: &Value| platform.call(method, path, &tenant.key, body).await;
    let mut worker = Command::new("python3");
    worker.arg(&script).args(["reader", "1"]).env("GENESIS_URL", &url).env("GENESIS_KEY", &tenant.key);
    let mut worker = match worker.stdout(Stdio::piped()).spawn() {
        Ok(worker) => worker,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return drop(writeln!(io::stdout(), "not run: there is no python3 here"));
        }
        Err(error) => panic!("python3 does not start: {error}"),
    };
    let new = json!({ "query": CAPITAL, "plan": { "steps": [{ "q": CAPITAL }] }, "agents": { "solver": { "agent_id": "reader" } } });
    let run = text(&call(Method::POST, START, &new).await.1["run_id"]).to_owned();
    let ended = spawn_blocking(move || worker.wait()).await.unwrap().unwrap();
    assert!(ended.success());
    let status = format!("/api/v1/orchestration/status/{run}?wait_seconds=20");
    let answered = call(Method::GET, &status, &Value::Null).await.1;
    assert_eq!((&answered["status"], &answered["answer"]), (&json!("completed"), &json!("Paris")), "{answered}");
    stop.send_replace(true);
}
