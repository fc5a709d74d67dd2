use std::sync::Arc;

use aws_sdk_dynamodb::{
    operation::query::builders::QueryFluentBuilder,
    types::{Put, TransactWriteItem, Update},
};
use aws_sdk_s3::primitives::ByteStream;
use genesis_audit::{Chained, Draft, Head, NewLink, RETENTION, Seal, SigningKey, Unsealed};
use genesis_core::{Queue, RecordId, TenantId, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;

use super::{RecordItem, SHARDS, chain_key, records_key, text_of, waiting_list, waiting_list_of};
use crate::{
    Cloud, Settings, StoreError,
    clients::Clients,
    table::{Item, Key, Listed, Table, expiring, number, put, read, text, update, write},
};

/// The key that seals are signed with, read once by an instance.
pub(crate) type SigningCell = Arc<OnceCell<SigningKey>>;

/// The chain of one tenant's records.
#[derive(Clone)]
pub struct AuditChain {
    pub(super) clients: Arc<Clients>,
    pub(super) table: Table,
    pub(super) bucket: String,
    pub(super) tenant: TenantId,
}

/// What the sealer knows of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub head: Head,
    /// What was chained and is not signed for sure.
    pub unsigned: Option<Draft>,
}

#[derive(Serialize, Deserialize)]
struct ChainItem {
    sequence: u64,
    link: String,
    /// What is to be signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    draft: Option<String>,
}

/// What the sealer is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealMessage {
    pub tenant: TenantId,
}

impl AuditChain {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId) -> Self {
        Self { table: Table::new(clients.clone(), settings.table("security")), clients, bucket: settings.bucket("audit"), tenant }
    }

    pub async fn known(&self) -> Result<Option<Known>, StoreError> {
        let Some(item) = self.table.get::<ChainItem>(&chain_key(self.tenant)).await? else { return Ok(None) };
        let link = item.link.parse().map_err(StoreError::unreadable)?;
        let unsigned = item.draft.map(|draft| serde_json::from_str(&draft)).transpose().map_err(StoreError::unreadable)?;
        Ok(Some(Known { head: Head { sequence: item.sequence, link }, unsigned }))
    }

    /// Writes what was chained behind this head, all of it or nothing: a conflict where the head is another by now, it still has
    /// something to be signed, or one of the records has a number already.
    pub async fn extend(&self, before: Head, chained: &Chained) -> Result<(), StoreError> {
        let expires_at = chained.draft.sealed_at.plus(RETENTION);
        let mut writes = chained.links.iter().map(|link| self.linked(link, expires_at)).collect::<Result<Vec<_>, _>>()?;
        writes.push(self.moved_head(before, chained)?);
        self.table.commit(writes).await
    }

    /// A record with its number, which it gets once.
    fn linked(&self, link: &NewLink, expires_at: Timestamp) -> Result<TransactWriteItem, StoreError> {
        let key = Key::new(records_key(self.tenant), &link.place);
        let mut values = expiring(Item::new(), Some(expires_at));
        values.extend([("sequence".to_owned(), number(link.sequence)), ("link".to_owned(), text(link.link.to_string()))]);
        let linked = Update::builder().table_name(&self.table.name).set_key(Some(key.attributes()));
        let linked = linked
            .update_expression("SET #sequence = :sequence, #link = :link, #ttl = :ttl REMOVE listed_in, listed_at")
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(#sequence)");
        let named = values.into_iter().fold(linked, |linked, (name, value)| {
            linked.expression_attribute_names(format!("#{name}"), &name).expression_attribute_values(format!(":{name}"), value)
        });
        update(named)
    }

    fn moved_head(&self, before: Head, chained: &Chained) -> Result<TransactWriteItem, StoreError> {
        #[derive(Serialize)]
        struct Waiting {
            #[serde(flatten)]
            chain: ChainItem,
            tenant: TenantId,
            #[serde(flatten)]
            place: Listed,
        }
        let draft = serde_json::to_string(&chained.draft).map_err(StoreError::unreadable)?;
        let chain = ChainItem { sequence: chained.head.sequence, link: chained.head.link.to_string(), draft: Some(draft) };
        let place = Listed { listed_in: waiting_list(self.tenant), listed_at: format!("{}#chain", self.tenant) };
        let item = write(&chain_key(self.tenant), &Waiting { chain, tenant: self.tenant, place })?;
        let moved = Put::builder().table_name(&self.table.name).set_item(Some(item));
        let moved = match before.sequence {
            0 => moved.condition_expression("attribute_not_exists(pk)"),
            sequence => moved
                .condition_expression("#sequence = :before AND attribute_not_exists(draft)")
                .expression_attribute_names("#sequence", "sequence")
                .expression_attribute_values(":before", number(sequence)),
        };
        put(moved)
    }

    /// Writes a seal into the locked bucket, and notes that it is there. Done twice, it is the same seal.
    pub async fn keep_seal(&self, seal: &Seal) -> Result<(), StoreError> {
        let object = self.clients.s3().put_object().bucket(&self.bucket).key(format!("{}{}", seals(self.tenant), seal.draft.name()));
        let object = object.content_type("application/json").body(ByteStream::from(seal.text().into_bytes()));
        object.send().await.map_err(StoreError::of("PutObject"))?;
        self.note_signed(&seal.draft).await
    }

    async fn note_signed(&self, draft: &Draft) -> Result<(), StoreError> {
        let last = draft.first + draft.entries.len() as u64 - 1;
        let request = self.table.client().update_item().table_name(&self.table.name).set_key(Some(chain_key(self.tenant).attributes()));
        let request = request.update_expression("REMOVE draft, listed_in, listed_at").condition_expression("#sequence = :sequence");
        let request = request.expression_attribute_names("#sequence", "sequence").expression_attribute_values(":sequence", number(last));
        match request.send().await.map(drop).map_err(StoreError::of("UpdateItem")) {
            // Another sealer has signed the same and gone on.
            Err(StoreError::Conflict) => Ok(()),
            noted => noted,
        }
    }
}

impl Cloud {
    /// Every tenant of whom something waits for the sealer, found in as many reads as there are.
    pub async fn tenants_to_seal(&self) -> Result<Vec<TenantId>, StoreError> {
        let table = self.platform_table("security");
        let mut tenants = Vec::new();
        for shard in 0..SHARDS {
            let mut after = String::new();
            loop {
                let query =
                    listing(&table, &waiting_list_of(shard)).limit(1).key_condition_expression("listed_in = :list AND listed_at > :after");
                let page = query.expression_attribute_values(":after", text(&after)).send().await.map_err(StoreError::of("Query"))?;
                let Some(item) = page.items.unwrap_or_default().pop() else { break };
                let SealMessage { tenant } = read(item)?;
                // Behind all that waits of this tenant.
                after = format!("{tenant}$");
                tenants.push(tenant);
            }
        }
        Ok(tenants)
    }

    /// Tells the sealer of a tenant. Told twice, it seals once.
    pub async fn announce_unsealed(&self, tenant: TenantId) -> Result<(), StoreError> {
        let message = serde_json::to_string(&SealMessage { tenant }).map_err(StoreError::unreadable)?;
        self.send(Queue::AuditSeals, message).await
    }

    /// Records of a tenant that wait behind this place, so many at most, in the order of time.
    pub async fn unsealed(&self, tenant: TenantId, after: Option<&str>, most: u32) -> Result<Vec<Unsealed>, StoreError> {
        let table = self.platform_table("security");
        // Digits follow, and what waits of the chain itself comes after them.
        let from = format!("{tenant}#{}", after.unwrap_or("0"));
        let query = listing(&table, &waiting_list(tenant)).limit(i32::try_from(most).unwrap_or(i32::MAX));
        let query = query.key_condition_expression("listed_in = :list AND listed_at BETWEEN :from AND :to");
        let query = query.expression_attribute_values(":from", text(&from)).expression_attribute_values(":to", text(format!("{tenant}#:")));
        let page = query.send().await.map_err(StoreError::of("Query"))?;
        let items = page.items.unwrap_or_default().into_iter().filter(|item| after.is_none_or(|after| text_of(item, "sk") != Some(after)));
        items.map(|item| read(item).and_then(unsealed)).collect()
    }

    /// The key that seals are signed with.
    pub async fn seal_key(&self) -> Result<&SigningKey, StoreError> {
        self.seal_key_cell().get_or_try_init(async || Ok(SigningKey::of(&self.secret("audit-signing-key").await?))).await
    }
}

fn unsealed(item: RecordItem) -> Result<Unsealed, StoreError> {
    let id = item.sk.rsplit_once('#').map_or("", |(_, id)| id).parse::<RecordId>().map_err(StoreError::unreadable)?;
    Ok(Unsealed { id, place: item.sk, text: item.record })
}

fn listing(table: &Table, list: &str) -> QueryFluentBuilder {
    let query = table.client().query().table_name(&table.name).index_name("listed");
    query.expression_attribute_values(":list", text(list))
}

/// Where a tenant's seals lie in the bucket.
pub(super) fn seals(tenant: TenantId) -> String {
    format!("{tenant}/seals/")
}
