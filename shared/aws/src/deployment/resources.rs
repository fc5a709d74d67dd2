use genesis_core::Queue;
use serde::Serialize;

/// A DynamoDB table with the keys `pk` and `sk`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Table {
    pub name: &'static str,
    /// The index of what the platform itself must find, with the keys `listed_in` and `listed_at`.
    pub index: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Bucket {
    pub name: &'static str,
    /// Whether nobody may delete what is in it before its time.
    pub locked: bool,
}

/// How an SQS queue delivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageQueue {
    pub queue: Queue,
    /// Longer than its function's time and that one's lease, so that a message is not taken twice while it is worked on.
    pub visibility_seconds: u32,
    /// A message that failed so often goes to the dead letters.
    pub max_receives: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Secret {
    pub name: &'static str,
    pub content: Content,
}

/// What a secret holds when it is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// So many random characters that nobody chose.
    Generated { characters: u32 },
    /// This, until an operator puts in what is secret.
    Initial(&'static str),
}

/// One table a domain.
pub const TABLES: [Table; 8] = [
    listing("orchestration"),
    listing("memory"),
    listing("tenants"),
    listing("security"),
    plain("access"),
    plain("idempotency"),
    plain("learning"),
    plain("usage"),
];

pub const BUCKETS: [Bucket; 3] =
    [Bucket { name: "artifacts", locked: false }, Bucket { name: "knowledge", locked: false }, Bucket { name: "audit", locked: true }];

pub const QUEUES: [MessageQueue; 4] = [
    MessageQueue { queue: Queue::AgentSteps, visibility_seconds: 930, max_receives: 3 },
    MessageQueue { queue: Queue::DocumentBatches, visibility_seconds: 90, max_receives: 3 },
    MessageQueue { queue: Queue::AuditSeals, visibility_seconds: 90, max_receives: 3 },
    MessageQueue { queue: Queue::InboundWebhooks, visibility_seconds: 90, max_receives: 3 },
];

pub const SECRETS: [Secret; 8] = [
    // The key of all API-key hashes: another one makes every key invalid.
    Secret { name: "api-key-pepper", content: Content::Generated { characters: 96 } },
    // What second factors are sealed with: under another one every user enrols anew.
    Secret { name: "second-factor-key", content: Content::Generated { characters: 96 } },
    // What makes an administrator of whoever knows it.
    Secret { name: "platform-bootstrap", content: Content::Generated { characters: 64 } },
    Secret { name: "model-keys", content: Content::Initial("{}") },
    // Without a key in it nobody outside is asked about an address.
    Secret { name: "reputation-keys", content: Content::Initial("{}") },
    // What webhook sources' secrets are sealed with: under another one every source needs its secret anew.
    Secret { name: "webhook-sealing-key", content: Content::Generated { characters: 96 } },
    // What tenants' single sign-on is to know is sealed with it: under another one every tenant gives it anew.
    Secret { name: "sso-sealing-key", content: Content::Generated { characters: 96 } },
    // What the key is made of that audit seals are signed with: under another one no earlier seal proves anything.
    Secret { name: "audit-signing-key", content: Content::Generated { characters: 96 } },
];

/// The state machine that takes a run from its question to its answer.
pub const WORKFLOW: &str = "run";

/// Where a queue's messages go when nobody can handle them.
pub fn dead_letters(queue: Queue) -> String {
    format!("{}-dead-letters", queue.as_str())
}

const fn plain(name: &'static str) -> Table {
    Table { name, index: None }
}

const fn listing(name: &'static str) -> Table {
    Table { name, index: Some("listed") }
}
