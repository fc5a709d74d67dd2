//! What a client may do to the socket, and that the next client is served all the same.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::{net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use genesis_local::{
    Demo, Options, Platform,
    socket::{Limits, listen},
};
use http::Request;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    time::timeout,
};

/// Nothing waits so long unless it is stuck.
const STUCK: Duration = Duration::from_secs(120);

/// A platform behind a socket, as `genesis serve` puts it there.
struct Served {
    address: SocketAddr,
    key: String,
    stop: watch::Sender<bool>,
}

impl Served {
    async fn start() -> Self {
        let platform = Arc::new(Platform::start(Options::ephemeral()).await.unwrap());
        let key = Demo::create(platform.operator()).await.unwrap().key;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, (stop, told)) = (listener.local_addr().unwrap(), watch::channel(false));
        tokio::spawn(listen(listener, Limits::default(), told, move |request: Request<Bytes>| {
            let platform = platform.clone();
            async move { platform.answer(request).await }
        }));
        Self { address, key, stop }
    }

    /// What comes back until the server closes; bytes that it no longer takes are left unsent.
    async fn exchange(&self, request: impl AsRef<[u8]>) -> String {
        let (mut from, mut to) = TcpStream::connect(self.address).await.unwrap().into_split();
        let (mut answer, request) = (Vec::new(), request.as_ref().to_vec());
        let sending = tokio::spawn(async move {
            drop(to.write_all(&request).await);
            to
        });
        let read = timeout(STUCK, from.read_to_end(&mut answer)).await.expect("the server closes");
        drop((read, sending.await.unwrap()));
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The status of a GET with these lines of headers, and the whole answer.
    async fn get(&self, target: &str, headers: &str) -> (u16, String) {
        self.request("GET", target, &format!("host: here\r\n{headers}")).await
    }

    async fn request(&self, method: &str, target: &str, headers: &str) -> (u16, String) {
        let answer = self.exchange(format!("{method} {target} HTTP/1.1\r\n{headers}connection: close\r\n\r\n")).await;
        (status(&answer), answer)
    }

    async fn is_well(&self, after: &str) {
        assert_eq!(self.get("/health/live", "").await.0, 200, "after {after}");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// The status of the first answer; 0 where there is none.
fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}

const START: &str = "POST /api/v1/orchestration/start HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\nconnection: close\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_body_of_20_mib_is_too_large_however_it_comes() {
    let served = Served::start().await;
    let (mib, key) = (vec![b'x'; 1024 * 1024], format!("x-api-key: {}\r\n", served.key));
    let announced = [format!("{START}{key}content-length: {}\r\n\r\n", 20 * mib.len()).into_bytes(), mib.repeat(20)].concat();
    let chunk = [b"100000\r\n", &mib[..], b"\r\n"].concat();
    let chunked = [format!("{START}{key}transfer-encoding: chunked\r\n\r\n").as_bytes(), &chunk.repeat(20), b"0\r\n\r\n"].concat();
    let expected = format!("{START}{key}expect: 100-continue\r\ncontent-length: {}\r\n\r\n", 20 * mib.len()).into_bytes();
    for request in [announced, chunked, expected] {
        let answer = served.exchange(request).await;
        assert!(status(&answer) == 413 && answer.contains(r#""code":"body_too_large""#), "{answer}");
    }
    served.is_well("20 MiB").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_is_too_long_is_told_so() {
    let served = Served::start().await;
    let header = |bytes: usize| format!("x-long: {}\r\n", "x".repeat(bytes));
    for (name, (status, answer), code) in [
        ("a header of 12 KB", served.get("/health/live", &header(12_000)).await, "head_too_large"),
        ("a header of 200 KB", served.get("/health/live", &header(200_000)).await, ""),
        ("50 headers of 1 KB", served.get("/health/live", &header(1_000).repeat(50)).await, "head_too_large"),
        ("1,000 headers", served.get("/health/live", &"a: b\r\n".repeat(1_000)).await, ""),
        ("an address of 1 MB", served.get(&format!("/{}", "x".repeat(1_000_000)), "").await, ""),
    ] {
        assert!(status == 431 && answer.contains(code), "{name}: {answer}");
    }
    for (bytes, code) in [(12_000, "address_too_long"), (60_000, "address_too_long"), (100_000, "")] {
        let (status, answer) = served.get(&format!("/health/live?x={}", "x".repeat(bytes)), "").await;
        assert!(status == 414 && answer.contains(code), "an address of {bytes} bytes: {answer}");
    }
    assert_eq!(served.get("/health/live", &header(9_000)).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_http_is_refused() {
    let served = Served::start().await;
    for request in [
        &b"GARBAGE\r\n\r\n"[..],
        b"\0\0\0\0\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /health/live HTTP/9.9\r\n\r\n",
        b"GET /health/live HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET /health/live HTTP/1.1\r\nhost: here\r\nna me: x\r\n\r\n",
        b"GET /health/live HTTP/1.1\r\nhost: here\r\nx: a\0b\r\n\r\n",
        b"GET /health/live HTTP/1.1\r\nhost: here\r\nx: a\rset-cookie: b\r\n\r\n",
        b"GET /health/ live HTTP/1.1\r\nhost: here\r\n\r\n",
        b"POST /api/v1/orchestration/start HTTP/1.1\r\nhost: here\r\ncontent-length: -1\r\n\r\n",
        b"POST /api/v1/orchestration/start HTTP/1.1\r\nhost: here\r\ncontent-length: 99999999999999999999999\r\n\r\n",
        b"POST /api/v1/orchestration/start HTTP/1.1\r\nhost: here\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}",
        b"POST /api/v1/orchestration/start HTTP/1.1\r\nhost: here\r\ntransfer-encoding: gzip\r\n\r\n{}",
        b"POST /api/v1/orchestration/start HTTP/1.1\r\nhost: here\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\nzz\r\n{}\r\n",
    ] {
        let answer = served.exchange(request).await;
        let name = String::from_utf8_lossy(request);
        assert!(matches!(status(&answer), 0 | 400), "{name}: {answer}");
        served.is_well(&name).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_one_host() {
    let served = Served::start().await;
    for headers in
        ["host: \r\n", "host: [\r\n", "host: a b\r\n", "host: 999.999.999.999\r\n", "host: a:99999\r\n", "host: a\r\nhost: b\r\n"]
    {
        let (status, answer) = served.request("GET", "/health/live", headers).await;
        assert!(status == 400 && answer.contains(r#""field":"host""#), "{headers}: {answer}");
    }
    for headers in ["host: here\r\nx-forwarded-proto: a b\r\n", "host: [::1]:9000\r\nx-forwarded-host: [\r\n", ""] {
        assert_eq!(served.request("GET", "/health/live", headers).await.0, 200, "{headers}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_a_path_does_not_take_is_405() {
    let served = Served::start().await;
    for method in ["HEAD", "OPTIONS", "TRACE", "PATCH", "BREW", "get", "DELETE"] {
        let (status, answer) = served.request(method, "/health/live", "host: here\r\n").await;
        assert!(status == 405 && answer.contains("allow: GET\r\n"), "{method}: {answer}");
    }
    for (method, target) in [("OPTIONS", "*"), ("BREW", "/coffee"), ("CONNECT", "here:443")] {
        assert_eq!(served.request(method, target, "host: here\r\n").await.0, 404, "{method} {target}");
    }
    let (status, head) = served.request("HEAD", "/health/live", "host: here\r\n").await;
    assert!(status == 405 && head.ends_with("\r\n\r\n"), "an answer to HEAD has no body: {head}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_leads_nowhere_but_to_its_endpoint() {
    let served = Served::start().await;
    for target in [
        "/../../etc/passwd",
        "/health/../../etc/passwd",
        "/health/%2e%2e/health/live",
        "/health/live/../live",
        "//health/live",
        "/health//live",
        "/health/live/",
        "/health/live%00",
        "/%zz",
        "/%",
        "/health/live%0d%0aset-cookie:%20a=b",
        "/\u{e9}",
    ] {
        let (status, answer) = served.get(target, "").await;
        assert!(matches!(status, 400 | 404) && !answer.contains("set-cookie") && !answer.contains("root:"), "{target}: {answer}");
    }
    for target in ["/health/li%76e", "/health/live?x=%zz&%ff", "/health/live?", "/health/live?..%2f..", "http://elsewhere/health/live"] {
        assert_eq!(served.get(target, "").await.0, 200, "{target}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_that_comes_twice_is_not_taken_for_one() {
    let served = Served::start().await;
    let key = format!("x-api-key: {}\r\n", served.key);
    let body = "\r\ncontent-length: 16\r\n\r\n{\"query\":\"Who?\"}";
    for (headers, expected) in [
        (format!("content-type: application/json\r\n{key}{key}"), 401),
        (format!("content-type: application/json\r\ncontent-type: text/plain\r\n{key}"), 415),
        (format!("content-type: application/json\r\ncontent-encoding: gzip\r\n{key}"), 415),
        (format!("content-type: application/json\r\n{key}"), 201),
    ] {
        let headers = headers.trim_end();
        let answer =
            served.exchange(format!("POST /api/v1/orchestration/start HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{headers}{body}")).await;
        assert_eq!(status(&answer), expected, "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_may_ask_before_it_sends_and_send_before_it_is_answered() {
    let served = Served::start().await;
    let key = &served.key;
    let asking =
        served.exchange(format!("{START}x-api-key: {key}\r\nexpect: 100-continue\r\ncontent-length: 16\r\n\r\n{{\"query\":\"Who?\"}}"));
    let asking = asking.await;
    assert!(asking.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 "), "{asking}");
    let line = |target: &str, more: &str| format!("GET {target} HTTP/1.1\r\nhost: here\r\n{more}\r\n");
    let pipelined = [line("/health/live", ""), line("/nothing", ""), line("/health/ready", "connection: close\r\n")].concat();
    let answers = served.exchange(pipelined).await;
    let statuses: Vec<u16> = answers.split("HTTP/1.1 ").skip(1).map(|answer| answer[..3].parse().unwrap()).collect();
    assert_eq!(statuses, [200, 404, 200], "{answers}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_has_said_everything_is_still_answered() {
    let served = Served::start().await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    stream.write_all(b"GET /health/ready HTTP/1.1\r\nhost: here\r\n\r\n").await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = String::new();
    timeout(STUCK, stream.read_to_string(&mut answer)).await.unwrap().unwrap();
    assert_eq!(status(&answer), 200, "{answer}");
}
