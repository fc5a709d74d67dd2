//! A server of its own process, and requests to it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

pub fn genesis(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_genesis"));
    command.args(arguments).current_dir(folder).env_remove("RUST_LOG").env_remove("RUST_BACKTRACE");
    command
}

/// A server that has said where it is. It ends with the test.
pub struct Served {
    process: Child,
    pub address: String,
    pub key: String,
}

impl Served {
    pub fn start(folder: &TempDir, arguments: &[&str]) -> Self {
        Self::of(&mut genesis(folder.path(), &[&["serve", "--port", "0"], arguments].concat()))
    }

    /// Any command that ends in one that serves.
    pub fn of(command: &mut Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
        let after = |line: &str, mark: &str, end: char| Some(line.split_once(mark)?.1.split(end).next()?.to_owned());
        let address = lines.find_map(|line| after(&line, "http://", ' ')).expect("a greeting with an address");
        let key = lines.find_map(|line| after(&line, "x-api-key: ", '\'')).expect("a greeting with a key");
        Self { process, address: address.trim_end_matches('.').to_owned(), key }
    }

    /// Sends it `-TERM` or `-INT`.
    pub fn told(self, signal: &str) -> Self {
        assert!(Command::new("kill").args([signal, &self.process.id().to_string()]).status().unwrap().success());
        self
    }

    /// Sees it end well: what was logged ahead is then in the database's one file.
    pub fn ended(mut self) {
        assert!(self.process.wait().unwrap().success());
    }

    /// The status line and the body.
    pub fn request(&self, method: &str, path: &str, body: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let Self { address, key, .. } = self;
        let length = body.len();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\nx-api-key: {key}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
        );
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.lines().next().unwrap().to_owned(), body.to_owned())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
