use std::{collections::BTreeMap, time::Duration};

use genesis_aws::{Totals, deployment::dead_letters};
use genesis_core::{Clock, Ids, Queue, Timestamp};
use genesis_embedded_cloud::Faults;
use genesis_orchestration::{RunState, Tally};
use genesis_tenancy::Quota;
use tokio::time::{Instant, sleep};

use super::{log::Log, runs::Asked};
use crate::{Demo, Options, Platform, documents::NewDocument};

/// Later than any machine's clock, so that what expires here is never swept by real time.
const BEGINNING: Timestamp = Timestamp(4_000_000_000_000);
/// In the platform's time: after this long, what has not ended is stuck.
const STUCK: Duration = Duration::from_secs(12 * 3_600);
const LOOK_EVERY: Duration = Duration::from_secs(20);

const LIBRARY: [(&str, &str); 4] = [
    ("Burj Khalifa", "The Burj Khalifa is 828 metres tall. It stands in Dubai."),
    ("Eiffel Tower", "The Eiffel Tower is 330 metres tall. It stands in Paris."),
    ("Kenya", "The capital of Kenya is Nairobi."),
    ("Nairobi", "Nairobi had a population of 4,397,073 in 2019."),
];

/// Chains of two and branches that run side by side; single questions; some that nothing answers; some that are not clear. One seed asks the first
/// of the list, the next one the second.
const LONG: [&str; 2] = ["What is the population of the capital of Kenya?", "Which is taller, the Burj Khalifa or the Eiffel Tower?"];
const SHORT: [&str; 2] = ["How tall is the Burj Khalifa?", "What is the capital of Kenya?"];
const SILENT: [&str; 2] = ["What is the capital of Atlantis?", "What is the capital of Mordor?"];
const UNCLEAR: [&str; 2] = ["How tall is it?", "Who is he?"];

/// How many of a seed's ten questions are of each kind: most runs take many turns, since there is little to break in one that stops at once.
const MIX: [(&str, [&str; 2], usize); 4] =
    [("of several steps", LONG, 6), ("of one", SHORT, 2), ("that nothing answers", SILENT, 1), ("not clear", UNCLEAR, 1)];

/// The ten questions of a seed.
pub(super) fn questions_of(seed: u64) -> Vec<&'static str> {
    let turn = usize::from(!seed.is_multiple_of(2));
    MIX.iter().flat_map(|(_, kind, count)| (0..*count).map(move |n| kind[(turn + n) % kind.len()])).collect()
}

/// For a reader.
pub(super) fn mix() -> String {
    MIX.map(|(kind, _, count)| format!("{count} {kind}")).join(", ")
}

/// Each question once.
pub(super) fn all_questions() -> Vec<&'static str> {
    [LONG, SHORT, SILENT, UNCLEAR].concat()
}

/// Runs at the same time on a platform of their own.
pub(super) struct Scene {
    pub seed: u64,
    pub faults: Faults,
    pub questions: Vec<&'static str>,
}

/// What became of a scene.
pub(super) struct Played {
    pub runs: Vec<Run>,
    pub counted: Counted,
    /// The messages that stayed, by queue.
    pub messages: Vec<(String, u64)>,
    pub log: String,
    /// What a log may not hold.
    pub key: String,
    /// How long it took in the platform's time.
    pub took: Duration,
}

pub(super) struct Counted {
    pub totals: Totals,
    pub agents: BTreeMap<String, Tally>,
    pub open: usize,
    pub quota: Quota,
}

pub(super) struct Run {
    pub question: &'static str,
    /// None where the start was never accepted.
    pub state: Option<RunState>,
}

impl Scene {
    pub async fn play(self) -> Played {
        let log = Log::default();
        let _listening = log.listen();
        let options = Options { clock: clock(), ids: Ids::seeded(self.seed), faults: self.faults.clone(), ..Options::ephemeral() };
        let platform = Platform::start(options).await.expect("nothing goes wrong yet");
        let demo = Demo::create(platform.operator()).await.expect("nothing goes wrong yet");
        platform.load(&demo, library()).await.expect("nothing goes wrong yet");
        let beginning = Instant::now();
        self.faults.begin();
        let asked = Asked::all(&platform, &demo, &self.questions).await;
        asked.ended(STUCK, LOOK_EVERY).await;
        self.faults.end();
        let took = beginning.elapsed();
        let messages = messages_left(&platform).await;
        let (runs, counted) = (asked.states().await, asked.counted().await);
        platform.shutdown().await;
        Played { runs, counted, messages, log: log.text(), key: demo.key, took }
    }
}

/// The platform's time: it passes as the runtime's does.
fn clock() -> Clock {
    let beginning = Instant::now();
    Clock::new(move || BEGINNING.plus(beginning.elapsed()))
}

fn library() -> Vec<NewDocument> {
    let document =
        |(title, text): &(&str, &str)| NewDocument { id: (*title).to_owned(), title: (*title).to_owned(), text: (*text).to_owned() };
    LIBRARY.iter().map(document).collect()
}

/// The messages in each queue that keeps some, after what comes back has been given time to come back and go.
async fn messages_left(platform: &Platform) -> Vec<(String, u64)> {
    let deadline = Instant::now() + STUCK;
    loop {
        let mut left = Vec::new();
        for queue in Queue::ALL.iter().flat_map(|queue| [queue.as_str().to_owned(), dead_letters(*queue)]) {
            let messages = platform.embedded().messages(&queue).await.expect("the queue was made at the start");
            left.extend((messages > 0).then_some((queue, messages)));
        }
        let some_may_go = left.iter().any(|(queue, _)| Queue::ALL.iter().any(|known| known.as_str() == queue));
        if !some_may_go || Instant::now() > deadline {
            return left;
        }
        sleep(LOOK_EVERY).await;
    }
}
