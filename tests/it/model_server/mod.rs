//! A server on loopback that plays providers of models: by their protocols, and on their bad days. Made of the standard library alone,
//! so that every package's tests can take it by its path.

pub mod bedrock;
pub mod openai;
mod reply;

use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

pub use reply::Reply;
use serde_json::Value;

/// Ends with the test that started it.
pub struct ModelServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Asked {
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Value,
}

struct Shared {
    replying: Box<dyn Fn(&Asked) -> Reply + Send + Sync>,
    asked: Mutex<Vec<Asked>>,
    is_over: AtomicBool,
}

impl ModelServer {
    /// Replies by whatever is asked.
    pub fn start(replying: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared { replying: Box::new(replying), asked: Mutex::default(), is_over: AtomicBool::new(false) });
        let serving = shared.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if serving.is_over.load(Ordering::SeqCst) {
                    break;
                }
                let serving = serving.clone();
                thread::spawn(move || serving.converse(stream));
            }
        });
        Self { address, shared }
    }

    /// Replies with these in their order, and with the last of them from then on.
    pub fn playing(replies: impl IntoIterator<Item = Reply>) -> Self {
        let mut replies: Vec<_> = replies.into_iter().collect();
        replies.reverse();
        let replies = Mutex::new(replies);
        Self::start(move |_| {
            let mut left = replies.lock().unwrap();
            if left.len() > 1 { left.pop().unwrap() } else { left[0].clone() }
        })
    }

    /// What stands before every path, like `http://127.0.0.1:4711`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().unwrap().clone()
    }
}

impl Drop for ModelServer {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        // Whoever waits for the next caller has one.
        drop(TcpStream::connect(self.address));
    }
}

impl Shared {
    fn converse(&self, mut stream: TcpStream) {
        stream.set_nodelay(true).unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        if !reader.fill_buf().is_ok_and(|begun| begun.first().is_some_and(u8::is_ascii_uppercase)) {
            drop(stream.write_all(b"HTTP/1.1 400 Speak HTTP\r\n\r\n"));
            return;
        }
        while let Some(asked) = Asked::read(&mut reader) {
            let reply = (self.replying)(&asked);
            self.asked.lock().unwrap().push(asked);
            if !reply.send(&stream) {
                break;
            }
        }
    }
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// None where the connection is over.
    fn read(reader: &mut impl BufRead) -> Option<Self> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let path = lines.first()?.split(' ').nth(1)?.to_owned();
        let fields = lines[1..].iter().filter_map(|line| line.split_once(':'));
        let headers: Vec<_> = fields.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
        let length = headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, value)| value.parse().unwrap());
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        Some(Self { path, headers, body: serde_json::from_slice(&body).unwrap_or(Value::Null) })
    }
}
