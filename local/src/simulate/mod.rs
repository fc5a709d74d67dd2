//! Whole runs while things go wrong around them, in time that does not really pass.
//!
//! A seed decides what goes wrong and when. Each has a platform of its own on a thread of its own; what the runs are to leave is known from the same
//! runs with nothing wrong.

mod command;
mod log;
mod runs;
mod scene;
mod verdict;

use std::{
    ops::Range,
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use genesis_embedded_cloud::Faults;
use tokio::runtime::Builder;

pub(crate) use self::command::{SimulateArgs, simulate};
pub use self::verdict::Verdict;
use self::{
    scene::{Scene, all_questions, questions_of},
    verdict::Expected,
};

/// Plays the seeds on so many threads, and gives the verdicts in the order of the seeds.
pub fn play(seeds: Range<u64>, threads: usize, heard: impl Fn(&Verdict) + Sync) -> Vec<Verdict> {
    let next = AtomicU64::new(seeds.start);
    let verdicts = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if !seeds.contains(&seed) {
                        return;
                    }
                    let verdict = play_one(seed);
                    heard(&verdict);
                    verdicts.lock().unwrap_or_else(PoisonError::into_inner).push(verdict);
                }
            });
        }
    });
    let mut verdicts = verdicts.into_inner().unwrap_or_else(PoisonError::into_inner);
    verdicts.sort_by_key(|verdict| verdict.seed);
    verdicts
}

fn play_one(seed: u64) -> Verdict {
    let played = in_paused_time(seed, Scene { seed, faults: Faults::seeded(seed), questions: questions_of(seed) }.play());
    Verdict::on(seed, &played, undisturbed())
}

/// What each question leaves where nothing goes wrong.
fn undisturbed() -> &'static Expected {
    static UNDISTURBED: OnceLock<Expected> = OnceLock::new();
    UNDISTURBED
        .get_or_init(|| Expected::of(&in_paused_time(0, Scene { seed: 0, faults: Faults::none(), questions: all_questions() }.play())))
}

/// One thread, so that one order of events follows from another, and a clock that jumps to the next event when nothing is left to do.
fn in_paused_time<T>(seed: u64, work: impl Future<Output = T>) -> T {
    let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().expect("a runtime takes a few file handles");
    // The SDK draws the pauses between its tries from here.
    fastrand::seed(seed);
    runtime.block_on(work)
}
