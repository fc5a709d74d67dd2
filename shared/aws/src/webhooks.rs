//! Events that others send, and how they prove that it is them.
//!
//! | thing | where |
//! |---|---|
//! | a source | table `security`, pk `{tenant}#webhook-sources`, sk `{source}` |
//! | what a source has proven | table `security`, pk `{tenant}#webhook-proof#{source}#{nonce}`, sk `proof`, for as long as it is remembered |
//! | an event | table `security`, pk `{tenant}#webhook-events`, sk `{time}#{event}`, for a year |
//! | its payload | bucket `artifacts`, `{tenant}/webhooks/{event}.json` |

use std::{sync::Arc, time::Duration};

use aws_sdk_dynamodb::{
    operation::put_item::PutItemError,
    types::{AttributeValue, ReturnValuesOnConditionCheckFailure, Update},
};
use aws_sdk_s3::primitives::ByteStream;
use genesis_access::Sealed;
use genesis_audit::Record;
use genesis_core::{PlaceInTime, Queue, TenantId, Timestamp, WebhookEventId};
use genesis_signatures::{Proof, Scheme};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Cloud, Page, Settings, StoreError,
    audit::kept,
    clients::Clients,
    sealing::{Sealing, SealingCell},
    table::{Item, Key, Table, Written, expiring, read, update, write},
};

/// How long an event is kept.
const KEPT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// The webhooks that come in for one tenant.
#[derive(Clone)]
pub struct Webhooks {
    clients: Arc<Clients>,
    table: Table,
    bucket: String,
    tenant: TenantId,
    sealing: Sealing,
}

/// Somebody who sends events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookSource {
    /// The tenant's own name for it.
    pub name: String,
    pub scheme: Scheme,
    pub secret: Sealed,
    pub changed_at: Timestamp,
    /// The secret before, which is good for some time more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former: Option<FormerSecret>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerSecret {
    pub secret: Sealed,
    pub until: Timestamp,
}

/// An event on its way from the door to where it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookEvent {
    pub tenant: TenantId,
    pub id: WebhookEventId,
    pub source: String,
    pub received_at: Timestamp,
    pub bytes: u64,
}

/// Where an event stands among its tenant's.
type EventPlace = PlaceInTime<WebhookEventId>;

/// What is known of a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Proven {
    received_at: Timestamp,
    /// Whether the event was handed over for sure.
    is_sent: bool,
}

impl Webhooks {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId, key: SealingCell) -> Self {
        let table = Table::new(clients.clone(), settings.table("security"));
        let sealing = Sealing::new(clients.clone(), settings, "webhook-sealing-key", key);
        Self { clients, table, bucket: settings.bucket("artifacts"), tenant, sealing }
    }

    /// All of them, by name. There are few.
    pub async fn sources(&self) -> Result<Vec<WebhookSource>, StoreError> {
        self.table.partition(&sources_key(self.tenant)).await?.into_iter().map(read).collect()
    }

    /// A secret as it is kept for a source; `fresh` is no other's.
    pub async fn seal(&self, source: &str, secret: &str, fresh: Uuid) -> Result<Sealed, StoreError> {
        self.sealing.seal(secret, fresh, &place(self.tenant, source)).await
    }

    /// The secrets that are good now, the newest first; none where they cannot be opened.
    pub async fn secrets(&self, source: &WebhookSource, now: Timestamp) -> Result<Option<Vec<String>>, StoreError> {
        let key = self.sealing.key().await?;
        let former = source.former.iter().filter(|former| former.until > now).map(|former| &former.secret);
        let opened = [&source.secret].into_iter().chain(former).map(|sealed| {
            let secret = key.open(sealed, &place(self.tenant, &source.name)).ok()?;
            String::from_utf8(secret).ok()
        });
        Ok(opened.collect())
    }

    pub async fn source(&self, name: &str) -> Result<Option<WebhookSource>, StoreError> {
        self.table.get(&source_key(self.tenant, name)).await
    }

    /// Keeps a source in the place of the one of this name.
    pub async fn register(&self, source: &WebhookSource) -> Result<(), StoreError> {
        self.table.commit(vec![self.table.item(&source_key(self.tenant, &source.name), source)?]).await
    }

    pub async fn forget(&self, name: &str) -> Result<(), StoreError> {
        self.table.commit(vec![self.table.removal(&source_key(self.tenant, name))?]).await
    }

    /// Takes up what was proven `now`; gives when it was first received, or none where it was handed over before.
    pub async fn take_up(&self, source: &str, proof: &Proof, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let proven = Proven { received_at: now, is_sent: false };
        let item = expiring(write(&proof_key(self.tenant, source, &proof.nonce), &proven)?, Some(now.plus(proof.remembered_for)));
        let put = self.table.client().put_item().table_name(&self.table.name).set_item(Some(item));
        let put = put.condition_expression("attribute_not_exists(pk)");
        let put = put.return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match put.send().await {
            Ok(_) => Ok(Some(now)),
            Err(error) => match error.as_service_error().and_then(before) {
                Some(item) => read(item).map(|proven: Proven| (!proven.is_sent).then_some(proven.received_at)),
                None => Err(StoreError::of("PutItem")(error)),
            },
        }
    }

    /// Notes that what was proven is handed over, and with that what the audit is told: whatever has the same proof is a repetition from
    /// now on. Whether nobody else has noted it before.
    pub async fn note_sent(&self, source: &str, proof: &Proof, record: &Record) -> Result<bool, StoreError> {
        let place = proof_key(self.tenant, source, &proof.nonce).attributes();
        let sent = Update::builder().table_name(&self.table.name).set_key(Some(place));
        let sent = sent.update_expression("SET is_sent = :sent").condition_expression("attribute_exists(pk) AND is_sent = :unsent");
        let sent = sent.expression_attribute_values(":sent", AttributeValue::Bool(true));
        let sent = sent.expression_attribute_values(":unsent", AttributeValue::Bool(false));
        let written = self.table.transact(vec![update(sent)?, kept(&self.table.name, record)?]).await?;
        Ok(written == Written::All)
    }

    /// Lays a payload down. Again, it is the same.
    pub async fn lay_down(&self, event: &WebhookEvent, payload: Vec<u8>) -> Result<(), StoreError> {
        let put = self.clients.s3().put_object().bucket(&self.bucket).key(payload_key(self.tenant, event.id));
        let put = put.content_type("application/json").body(ByteStream::from(payload));
        put.send().await.map(drop).map_err(StoreError::of("PutObject"))
    }

    /// Keeps an event for a year; one that is kept already is the same.
    pub async fn keep(&self, event: &WebhookEvent) -> Result<(), StoreError> {
        let item = expiring(write(&event_key(event), event)?, Some(event.received_at.plus(KEPT)));
        let put = self.table.client().put_item().table_name(&self.table.name).set_item(Some(item));
        put.send().await.map(drop).map_err(StoreError::of("PutItem"))
    }

    /// A page of events, newest first.
    pub async fn list(&self, limit: u32, after: Option<EventPlace>) -> Result<Page<WebhookEvent, EventPlace>, StoreError> {
        let found = self.table.last(&events_key(self.tenant), after.map(|place| place.to_string()), limit + 1).await?;
        let events = found.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(Page::cut(events, limit, WebhookEvent::place))
    }

    pub async fn payload(&self, event: WebhookEventId) -> Result<Option<Vec<u8>>, StoreError> {
        let get = self.clients.s3().get_object().bucket(&self.bucket).key(payload_key(self.tenant, event));
        let object = match get.send().await.map_err(StoreError::of("GetObject")) {
            Err(error) if error.is_of_no_object() => return Ok(None),
            found => found?,
        };
        Ok(Some(object.body.collect().await.map_err(StoreError::unreadable)?.to_vec()))
    }
}

impl Cloud {
    /// Hands an event to whoever keeps it. Handed over twice, it is kept once.
    pub async fn hand_over(&self, event: &WebhookEvent) -> Result<(), StoreError> {
        let message = serde_json::to_string(event).map_err(StoreError::unreadable)?;
        self.send(Queue::InboundWebhooks, message).await
    }
}

impl WebhookEvent {
    fn place(&self) -> EventPlace {
        PlaceInTime { at: self.received_at, id: self.id }
    }
}

/// The item that kept the same proof from being written.
fn before(refused: &PutItemError) -> Option<Item> {
    match refused {
        PutItemError::ConditionalCheckFailedException(refused) => refused.item().cloned(),
        _ => None,
    }
}

fn source_key(tenant: TenantId, name: &str) -> Key {
    Key::new(sources_key(tenant), name)
}

fn sources_key(tenant: TenantId) -> String {
    format!("{tenant}#webhook-sources")
}

/// What a source's secret is sealed for.
fn place(tenant: TenantId, source: &str) -> String {
    format!("webhook source {tenant} {source}")
}

fn proof_key(tenant: TenantId, source: &str, nonce: &str) -> Key {
    Key::new(format!("{tenant}#webhook-proof#{source}#{nonce}"), "proof")
}

fn event_key(event: &WebhookEvent) -> Key {
    Key::new(events_key(event.tenant), event.place().to_string())
}

fn events_key(tenant: TenantId) -> String {
    format!("{tenant}#webhook-events")
}

fn payload_key(tenant: TenantId, event: WebhookEventId) -> String {
    format!("{tenant}/webhooks/{event}.json")
}
