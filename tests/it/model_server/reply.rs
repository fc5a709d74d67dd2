use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
};

use serde_json::Value;

const JSON: (&str, &str) = ("content-type", "application/json");

/// What the server does with a request.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    manner: Manner,
}

#[derive(Debug, Clone, Copy)]
enum Manner {
    Whole,
    /// Closes the connection in the middle of the body.
    Cut,
    /// Does not say how long the body is before it ends.
    Chunked,
    /// Never says a word.
    Silent,
    /// Closes the connection without one.
    Closing,
}

impl Reply {
    pub fn json(status: u16, body: &Value) -> Self {
        Self::text(status, &body.to_string()).header(JSON.0, JSON.1)
    }

    /// Without a content type.
    pub fn text(status: u16, body: &str) -> Self {
        Self { status, headers: Vec::new(), body: body.as_bytes().to_vec(), manner: Manner::Whole }
    }

    pub fn silence() -> Self {
        Self { manner: Manner::Silent, ..Self::text(200, "") }
    }

    pub fn closing() -> Self {
        Self { manner: Manner::Closing, ..Self::text(200, "") }
    }

    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    #[must_use]
    pub fn cut(self) -> Self {
        Self { manner: Manner::Cut, ..self }
    }

    #[must_use]
    pub fn chunked(self) -> Self {
        Self { manner: Manner::Chunked, ..self }
    }

    /// The first half of the body, as if that were all.
    #[must_use]
    pub fn truncated(mut self) -> Self {
        self.body.truncate(self.body.len() / 2);
        self
    }

    /// Whether the connection goes on. A caller who hangs up early is no failure.
    pub(super) fn send(&self, mut stream: &TcpStream) -> bool {
        let sent = match self.manner {
            Manner::Whole => self.head(stream, "content-length", self.body.len()).and_then(|()| stream.write_all(&self.body)),
            Manner::Chunked => self.head(stream, "transfer-encoding", "chunked").and_then(|()| self.chunks(stream)),
            Manner::Cut => {
                let head = self.head(stream, "content-length", self.body.len());
                drop(head.and_then(|()| stream.write_all(&self.body[..self.body.len() / 2])));
                return end(stream);
            }
            Manner::Silent => {
                drop(stream.read(&mut [0; 64]));
                return end(stream);
            }
            Manner::Closing => return end(stream),
        };
        sent.is_ok()
    }

    fn head(&self, mut stream: &TcpStream, framing: &str, value: impl std::fmt::Display) -> std::io::Result<()> {
        let headers: String = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        stream.write_all(format!("HTTP/1.1 {} Played\r\n{headers}{framing}: {value}\r\n\r\n", self.status).as_bytes())
    }

    fn chunks(&self, mut stream: &TcpStream) -> std::io::Result<()> {
        for chunk in self.body.chunks(64 * 1024) {
            stream.write_all(format!("{:x}\r\n", chunk.len()).as_bytes())?;
            stream.write_all(chunk)?;
            stream.write_all(b"\r\n")?;
        }
        stream.write_all(b"0\r\n\r\n")
    }
}

fn end(stream: &TcpStream) -> bool {
    drop(stream.shutdown(Shutdown::Both));
    false
}
