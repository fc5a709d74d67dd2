//! What the program's tasks run on.

use std::{
    cell::Cell,
    io,
    time::{Duration, Instant},
};

use tokio::runtime::{Builder, Handle};

/// How often a thread gives memory back when it falls idle: it takes milliseconds.
const GIVING_BACK_EVERY: Duration = Duration::from_secs(5);

/// Runs the program on all cores, on threads that give memory back when they fall idle. The allocator keeps freed pages for the thread that
/// used them, and looks through them only when that thread asks for more: without this, the most that was ever in use would stay with the process.
pub fn run<T>(task: impl Future<Output = T>) -> io::Result<T> {
    let runtime = Builder::new_multi_thread().enable_all().on_thread_park(give_back).build()?;
    runtime.spawn(wake_all());
    Ok(runtime.block_on(task))
}

/// Wakes the threads now and then, since one that sleeps gives nothing back of what others have freed for it.
async fn wake_all() {
    let mut ticks = tokio::time::interval(GIVING_BACK_EVERY);
    loop {
        ticks.tick().await;
        (0..Handle::current().metrics().num_workers()).for_each(|_| drop(tokio::spawn(async {})));
    }
}

fn give_back() {
    thread_local!(static LAST: Cell<Option<Instant>> = const { Cell::new(None) });
    let now = Instant::now();
    if LAST.get().is_none_or(|last| now.duration_since(last) >= GIVING_BACK_EVERY) {
        LAST.set(Some(now));
        mi_collect(true);
    }
}

#[expect(unsafe_code, reason = "mimalloc has no safe function for it; it may be called on any thread at any time")]
unsafe extern "C" {
    safe fn mi_collect(force: bool);
}
