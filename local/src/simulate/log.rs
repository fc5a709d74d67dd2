use std::{
    io::{self, Write},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tracing_subscriber::{EnvFilter, util::SubscriberInitExt};

/// What is logged on one thread, kept in memory.
#[derive(Clone, Default)]
pub(super) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Listens until the guard is dropped, to more than a deployment logs.
    pub fn listen(&self) -> impl Drop + use<> {
        let log = self.clone();
        let filter = EnvFilter::new("info,genesis=debug,fn=debug");
        tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(move || log.clone()).finish().set_default()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.lock()).into_owned()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lock().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
