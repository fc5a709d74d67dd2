//! What the program's tasks run on.

use std::{
    cell::Cell,
    io,
    time::{Duration, Instant},
};

use tokio::runtime::{Builder, Runtime};

/// How often a thread that falls idle gives memory back at most: it costs about a millisecond.
const GIVING_BACK_EVERY: Duration = Duration::from_secs(5);

/// A runtime on all cores, whose threads give memory back when they fall idle. The allocator keeps freed pages for the thread that used them, and
/// looks through them only when that thread asks for more: without this, the most that was ever in use would stay with the process.
pub fn runtime() -> io::Result<Runtime> {
    Builder::new_multi_thread().enable_all().on_thread_park(give_back).build()
}

fn give_back() {
    thread_local!(static LAST: Cell<Option<Instant>> = const { Cell::new(None) });
    let now = Instant::now();
    if LAST.get().is_none_or(|last| now.duration_since(last) >= GIVING_BACK_EVERY) {
        LAST.set(Some(now));
        mi_collect(false);
    }
}

#[expect(unsafe_code, reason = "mimalloc has no safe function for it; it may be called on any thread at any time")]
unsafe extern "C" {
    safe fn mi_collect(force: bool);
}
