//! How long a client may take, on a clock that is moved by hand, and how many clients there may be.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use genesis_local::socket::{Limits, attend, listen};
use http::{Request, Response};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, mpsc, watch},
    task::JoinHandle,
    time::{Instant, advance},
};

const LIMITS: Limits =
    Limits { connections: 2, head: Duration::from_secs(20), body: Duration::from_secs(30), connection: Duration::from_secs(600) };

/// A client's end of a connection, and when the server has done with it.
struct Connection {
    client: DuplexStream,
    attended: JoinHandle<()>,
    /// Not told: the server goes on.
    _stop: watch::Sender<bool>,
}

impl Connection {
    /// To a server that answers with so many bytes.
    fn open(bytes: usize) -> Self {
        let (client, server) = duplex(1024);
        let (stop, told) = watch::channel(false);
        let answer = move |_| async move { Response::new(Bytes::from(vec![b'x'; bytes])) };
        Self { client, attended: tokio::spawn(attend(server, LIMITS, told, answer)), _stop: stop }
    }

    /// Sends `head`, then a byte a second for as long as the server takes them; gives the seconds and what was answered.
    async fn drip(mut self, head: &str) -> (u64, String) {
        self.client.write_all(head.as_bytes()).await.unwrap();
        let start = Instant::now();
        while !self.attended.is_finished() && start.elapsed() < Duration::from_secs(3_600) {
            advance(Duration::from_secs(1)).await;
            drop(self.client.write_all(b"x").await);
            tokio::task::yield_now().await;
        }
        let (seconds, mut answer) = (start.elapsed().as_secs(), String::new());
        self.client.read_to_string(&mut answer).await.unwrap();
        (seconds, answer)
    }
}

#[tokio::test(start_paused = true)]
async fn a_head_that_comes_byte_by_byte_is_not_waited_for() {
    for head in ["G", "GET /health/live HTTP/1.1\r\nhost: here\r\nx: "] {
        let (seconds, answer) = Connection::open(1).drip(head).await;
        assert!(seconds <= 25 && (answer.is_empty() || answer.starts_with("HTTP/1.1 408 ")), "{head}: {seconds} s, {answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_comes_byte_by_byte_is_408() {
    let head = "POST / HTTP/1.1\r\nhost: here\r\n";
    for head in [format!("{head}content-length: 100000\r\n\r\n"), format!("{head}transfer-encoding: chunked\r\n\r\nfffff\r\n")] {
        let (seconds, answer) = Connection::open(1).drip(&head).await;
        assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("body_too_slow"), "{answer}");
        assert!(seconds <= 60, "{seconds} s");
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_without_requests_is_closed() {
    let mut connection = Connection::open(1);
    connection.client.write_all(b"GET / HTTP/1.1\r\nhost: here\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    connection.client.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_its_answer_is_left() {
    let mut connection = Connection::open(1_000_000);
    connection.client.write_all(b"GET / HTTP/1.1\r\nhost: here\r\n\r\n").await.unwrap();
    // Were it waited for, this would wait as well.
    connection.attended.await.unwrap();
}

#[tokio::test]
async fn no_more_connections_are_open_than_there_are_places() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, (_stop, told)) = (listener.local_addr().unwrap(), watch::channel(false));
    let (entered, mut entries) = mpsc::unbounded_channel();
    let (inside, gate) = (Arc::new(AtomicUsize::new(0)), Arc::new(Semaphore::new(0)));
    let waiting = gate.clone();
    tokio::spawn(listen(listener, LIMITS, told, move |_: Request<Bytes>| {
        let (entered, inside, gate) = (entered.clone(), inside.clone(), waiting.clone());
        async move {
            entered.send(inside.fetch_add(1, Ordering::SeqCst) + 1).unwrap();
            gate.acquire().await.unwrap().forget();
            inside.fetch_sub(1, Ordering::SeqCst);
            Response::new(Bytes::new())
        }
    }));
    let clients: Vec<_> = (0..5).map(|_| tokio::spawn(call(address))).collect();
    for n in 1..=5 {
        let inside = entries.recv().await.unwrap();
        assert!(inside <= LIMITS.connections, "{inside} at once");
        if n >= LIMITS.connections {
            gate.add_permits(1);
        }
    }
    gate.add_permits(1);
    for client in clients {
        assert!(client.await.unwrap().starts_with("HTTP/1.1 200 "));
    }
}

async fn call(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}
