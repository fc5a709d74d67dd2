use std::{
    fmt,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Text that is not an id of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a {0}")]
pub struct UnreadableId(pub(crate) &'static str);

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        /// Only the 36-character lower-case form is read, so that an id has one spelling.
        impl FromStr for $name {
            type Err = UnreadableId;

            fn from_str(text: &str) -> Result<Self, UnreadableId> {
                let id = Uuid::parse_str(text).map_err(|_| UnreadableId($what))?;
                if id.hyphenated().to_string() == text { Ok(Self(id)) } else { Err(UnreadableId($what)) }
            }
        }
    };
}

uuid_id!(
    /// A customer's organisation: what no request may look beyond.
    TenantId,
    "tenant id"
);
uuid_id!(
    /// Somebody who belongs to a tenant.
    UserId,
    "user id"
);
uuid_id!(
    /// One signing-in of a user. It is not the token that proves it.
    SessionId,
    "session id"
);
uuid_id!(
    /// One question being answered.
    RunId,
    "run id"
);
uuid_id!(
    /// One accepted call of documents to be indexed.
    BatchId,
    "batch id"
);
uuid_id!(
    /// What all ids of one creating request are derived from, however often it runs. Known to the platform alone.
    IdSeed,
    "id seed"
);
uuid_id!(
    /// What a client keeps under one key of one namespace.
    MemoryId,
    "memory id"
);
uuid_id!(
    /// What an agent does for a run at a caller's request.
    ExecutionId,
    "execution id"
);
uuid_id!(
    /// One output of a stability test.
    TrackingId,
    "tracking id"
);
uuid_id!(
    /// What a router was measured to do for one run.
    RouterMetricsId,
    "router metrics id"
);
uuid_id!(
    /// One attempt to write something that may be written again.
    WritingId,
    "writing id"
);
uuid_id!(
    /// One account of what somebody did.
    RecordId,
    "audit record id"
);
uuid_id!(
    /// What a source of the tenant's has sent, signed.
    WebhookEventId,
    "webhook event id"
);

impl TenantId {
    /// Whom nothing belongs to.
    pub const NOBODY: Self = Self(Uuid::nil());
}

impl MemoryId {
    /// The same for the same key of the same namespace, neither of which holds a NUL.
    pub fn of(tenant: TenantId, namespace: &str, key: &str) -> Self {
        Self(Uuid::new_v5(&tenant.0, format!("{namespace}\0{key}").as_bytes()))
    }
}

impl RecordId {
    /// The same for the same of a tenant.
    pub fn of(tenant: TenantId, what: impl fmt::Display) -> Self {
        Self(Uuid::new_v5(&tenant.0, format!("record of {what}").as_bytes()))
    }
}

impl WebhookEventId {
    /// The same for what a source has proven by the same.
    pub fn of(tenant: TenantId, source: &str, nonce: &str) -> Self {
        Self(Uuid::new_v5(&tenant.0, format!("webhook {source} {nonce}").as_bytes()))
    }
}

impl ExecutionId {
    /// The same for the same turn of a run.
    pub fn of_turn(run: RunId, turn: impl fmt::Display) -> Self {
        Self(Uuid::new_v5(&run.0, format!("turn {turn}").as_bytes()))
    }
}

/// The public part of an API key: 16 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(String);

impl KeyId {
    pub fn new(id: Uuid) -> Self {
        Self(format!("{:016x}", id.as_u64_pair().1))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyId {
    type Err = UnreadableId;

    fn from_str(text: &str) -> Result<Self, UnreadableId> {
        let hexadecimal = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() == 16 && text.bytes().all(hexadecimal) { Ok(Self(text.to_owned())) } else { Err(UnreadableId("key id")) }
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where new ids come from.
#[derive(Clone)]
pub struct Ids(Arc<dyn Fn() -> Uuid + Send + Sync>);

impl Ids {
    /// Unpredictable ids. The only place of the workspace that makes them.
    #[expect(clippy::disallowed_methods, reason = "the one ambient source of ids")]
    pub fn random() -> Self {
        Self(Arc::new(Uuid::new_v4))
    }

    /// The same ids in the same order for the same seed.
    pub fn seeded(seed: u64) -> Self {
        let count = AtomicU64::new(0);
        Self(Arc::new(move || {
            let name = [seed.to_be_bytes(), count.fetch_add(1, Ordering::Relaxed).to_be_bytes()].concat();
            Uuid::new_v5(&Uuid::NAMESPACE_OID, &name)
        }))
    }

    /// The same ids in the same order for the same seed; nobody who does not know it can tell them.
    pub fn derived(seed: IdSeed) -> Self {
        let count = AtomicU64::new(0);
        Self(Arc::new(move || Uuid::new_v5(&seed.0, &count.fetch_add(1, Ordering::Relaxed).to_be_bytes())))
    }

    pub fn next(&self) -> Uuid {
        (self.0)()
    }
}

impl fmt::Debug for Ids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ids")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let id = RunId::new(Ids::seeded(1).next());
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!(id.to_string().to_uppercase().parse::<RunId>().is_err());
        assert!(id.to_string().replace('-', "").parse::<RunId>().is_err());
    }

    #[test]
    fn a_key_id_is_sixteen_hexadecimal_digits() {
        assert!("0123456789abcdef".parse::<KeyId>().is_ok());
        for text in ["", "0123456789ABCDEF", "0123456789abcde", "0123456789abcdefa", "0123456789abcde_"] {
            assert!(text.parse::<KeyId>().is_err(), "{text}");
        }
    }

    #[test]
    fn seeded_ids_repeat() {
        let (one, two) = (Ids::seeded(7), Ids::seeded(7));
        assert_eq!([one.next(), one.next()], [two.next(), two.next()]);
    }

    #[test]
    fn derived_ids_repeat_for_their_seed_alone() {
        let seeds = Ids::seeded(7);
        let (seed, other) = (seeds.next(), seeds.next());
        let three = |seed| {
            let ids = Ids::derived(IdSeed::new(seed));
            [ids.next(), ids.next(), ids.next()]
        };
        assert_eq!(three(seed), three(seed));
        let all = std::collections::BTreeSet::from_iter([three(seed), three(other), [seed, other, seed]].concat());
        assert_eq!(all.len(), 8, "no two of them are the same");
    }
}
