//! The file of a record.

use std::{
    collections::{BTreeMap, HashMap},
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, SeekFrom, Write},
    path::Path,
};

use super::{
    UnreadableCassette,
    line::{Asked, Line, Outcome, VERSION},
};

/// What a file holds.
pub(super) struct Recorded {
    /// By the request's hash, and by how often it was asked before.
    pub exchanges: HashMap<String, BTreeMap<u32, Outcome>>,
    /// The bytes of whole lines. What follows them was being written when its process died.
    whole: usize,
}

pub(super) fn read(bytes: &[u8]) -> Result<Recorded, UnreadableCassette> {
    let mut recorded = Recorded { exchanges: HashMap::new(), whole: 0 };
    for (place, text) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        match recorded.add(place + 1, text) {
            Ok(()) => recorded.whole += text.len(),
            Err(_) if is_torn(text) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(recorded)
}

/// Whether this is the beginning of a line of ours, and no more: another file is left as it is.
fn is_torn(text: &[u8]) -> bool {
    const BEGINNING: &[u8] = b"{\"cassette\":";
    !text.ends_with(b"\n") && (text.starts_with(BEGINNING) || BEGINNING.starts_with(text))
}

impl Recorded {
    fn add(&mut self, line: usize, text: &[u8]) -> Result<(), UnreadableCassette> {
        let exchange: Line = serde_json::from_slice(text).map_err(|source| UnreadableCassette::Line { line, source })?;
        let Line { cassette: version, request, after, asked, outcome } = exchange;
        if version != VERSION {
            return Err(UnreadableCassette::Version { line, version });
        }
        if asked.hash() != request {
            return Err(UnreadableCassette::Changed { line });
        }
        if !asked.fits(&outcome) {
            return Err(UnreadableCassette::Outcome { line });
        }
        match self.exchanges.entry(request).or_default().insert(after, outcome) {
            None => Ok(()),
            Some(_) => Err(UnreadableCassette::Repeated { line }),
        }
    }
}

/// A record that is being written, by this process alone; each line is in the file as soon as it is known.
#[derive(Debug)]
pub(super) struct Tape {
    file: File,
    /// How often each request is in it.
    counts: HashMap<String, u32>,
    is_torn: bool,
}

impl Tape {
    /// Goes on where an earlier process ended.
    pub fn open(path: &Path) -> Result<Self, UnreadableCassette> {
        let mut file = OpenOptions::new().create(true).read(true).append(true).open(path)?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => UnreadableCassette::InUse,
            TryLockError::Error(error) => error.into(),
        })?;
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(0))?;
        file.read_to_end(&mut bytes)?;
        let recorded = read(&bytes)?;
        file.set_len(recorded.whole as u64)?;
        if bytes[..recorded.whole].last().is_some_and(|last| *last != b'\n') {
            file.write_all(b"\n")?;
        }
        let counts =
            recorded.exchanges.into_iter().map(|(request, outcomes)| (request, outcomes.into_keys().max().map_or(0, |last| last + 1)));
        Ok(Self { file, counts: counts.collect(), is_torn: false })
    }

    /// What cannot be written ends the record, so that what is in it stays readable.
    pub fn add(&mut self, asked: Asked, outcome: Outcome) {
        if self.is_torn {
            return;
        }
        let request = asked.hash();
        let count = self.counts.entry(request.clone()).or_insert(0);
        let line = Line { cassette: VERSION, request, after: *count, asked, outcome };
        let mut text = serde_json::to_vec(&line).expect("an exchange is text and numbers");
        text.push(b'\n');
        *count += 1;
        if let Err(error) = self.file.write_all(&text) {
            tracing::error!(%error, "the record of models cannot be written, and ends here");
            self.is_torn = true;
        }
    }
}
