//! A server of its own process: how soon it is ready, what memory it takes, and status calls over HTTP.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use futures::future::join_all;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::Instant,
};

use crate::{
    measured::{Times, resident_mb},
    say,
};

const CALLS: usize = 20_000;

pub async fn measure() {
    let folder = TempDir::new().expect("a temporary folder");
    for start in ["first", "second"] {
        let from = Instant::now();
        let mut server = Server::start(&folder).await;
        say(&format!("ready {} ms after the {start} start, {} MB", from.elapsed().as_millis(), server.resident_mb()));
        if start == "second" {
            time_status_calls(&server).await;
            say(&format!("{} MB afterwards", server.resident_mb()));
        }
        server.stop();
    }
}

struct Server {
    process: Child,
    address: String,
    key: String,
}

impl Server {
    /// Ready: the first time `/health/ready` says so.
    async fn start(folder: &TempDir) -> Self {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command.args(["genesis", "serve", "--port", "0", "--data-dir"]).arg(folder.path());
        let mut process = command.stdout(Stdio::piped()).spawn().expect("a server");
        let lines = BufReader::new(process.stdout.take().expect("its output")).lines().map_while(Result::ok);
        let (mut address, mut key) = (String::new(), String::new());
        for line in lines {
            let after = |mark: &str| Some(line.split_once(mark)?.1.split(['/', '\'', ' ']).next()?.trim_end_matches('.').to_owned());
            address = after("http://").unwrap_or(address);
            if let Some(found) = after("x-api-key: ") {
                key = found;
                break;
            }
        }
        let server = Self { process, address, key };
        while Client::open(&server.address).await.get("/health/ready", "").await.0 != 200 {}
        server
    }

    fn resident_mb(&self) -> u64 {
        resident_mb(Some(self.process.id()))
    }

    fn stop(&mut self) {
        self.process.kill().expect("it runs");
        self.process.wait().expect("it was started here");
    }
}

async fn time_status_calls(server: &Server) {
    let body = r#"{"query":"What is the capital of France?"}"#;
    let (_, started) = Client::open(&server.address).await.send("POST", "/api/v1/orchestration/start", &server.key, body).await;
    let run = started.split_once("\"run_id\":\"").and_then(|(_, rest)| rest.split('"').next()).expect("a run's id");
    let path = format!("/api/v1/orchestration/status/{run}");
    for concurrency in [1, 4, 32] {
        let from = Instant::now();
        let each = join_all((0..concurrency).map(|_| call(&server.address, &path, &server.key, CALLS / concurrency))).await;
        let times = Times::of(each.concat(), from.elapsed());
        say(&format!("GET status over HTTP at concurrency {concurrency}: {times}"));
    }
}

async fn call(address: &str, path: &str, key: &str, calls: usize) -> Vec<Duration> {
    let mut client = Client::open(address).await;
    let mut each = Vec::with_capacity(calls);
    for _ in 0..calls {
        let from = Instant::now();
        let (status, body) = client.get(path, key).await;
        each.push(from.elapsed());
        assert_eq!(status, 200, "{body}");
    }
    each
}

/// One connection that is kept.
struct Client {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Client {
    async fn open(address: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server listens");
        stream.set_nodelay(true).expect("an option of every socket");
        Self { stream, read: Vec::new() }
    }

    async fn get(&mut self, path: &str, key: &str) -> (u16, String) {
        self.send("GET", path, key, "").await
    }

    async fn send(&mut self, method: &str, path: &str, key: &str, body: &str) -> (u16, String) {
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nx-api-key: {key}\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\n\r\n{body}"
        );
        self.stream.write_all(request.as_bytes()).await.expect("the server reads");
        self.read.clear();
        loop {
            if let Some(answer) = whole(&self.read) {
                return answer;
            }
            assert!(self.stream.read_buf(&mut self.read).await.expect("the server answers") > 0, "the server hung up");
        }
    }
}

/// The status and the body, once all of it is there.
fn whole(read: &[u8]) -> Option<(u16, String)> {
    let (head, body) = std::str::from_utf8(read).ok()?.split_once("\r\n\r\n")?;
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok())?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    (body.len() >= length).then(|| (status, body.to_owned()))
}
