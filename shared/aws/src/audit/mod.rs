//! What was done on whose behalf, in the table `security`, and the proof that nobody changed it.
//!
//! | thing | where |
//! |---|---|
//! | a record | pk `{tenant}#audit`, sk `{time}#{record}`; in the index `listed` until it is sealed |
//! | a tenant's chain | pk `{tenant}#audit-chain`, sk `chain`; in the same list while what it says last is not signed |
//! | a signed seal | bucket `audit`, `{tenant}/seals/{first sequence number}.json` |
//!
//! A record is kept as one text, to the byte, since its digest is of that.

mod chain;
mod ledger;
mod trail;

use std::sync::Arc;

use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use genesis_audit::Record;
use genesis_core::{TenantId, Timestamp};
use serde::{Deserialize, Serialize};

pub(crate) use self::chain::SigningCell;
pub use self::{
    chain::{AuditChain, SealMessage},
    ledger::{Audience, Ledger, Mark, Outcome},
};

use crate::{
    Settings, StoreError,
    clients::Clients,
    table::{Item, Key, Listed, Table, put, read, text, write},
};

/// Lists of what waits for the sealer; each tenant is in one of them.
const SHARDS: u8 = 4;

/// The records of one tenant.
#[derive(Clone)]
pub struct AuditRecords {
    table: Table,
    tenant: TenantId,
}

/// A record as a reader gets it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRecord {
    pub record: Record,
    /// Its number in the chain and the hash that proves it; none before it is sealed.
    pub link: Option<(u64, String)>,
}

/// What a time has seen, the newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    pub records: Vec<StoredRecord>,
    /// Whether these are all.
    pub is_whole: bool,
}

/// A record's item, but for its keys.
#[derive(Debug, Serialize, Deserialize)]
struct RecordItem {
    sk: String,
    tenant: TenantId,
    record: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sequence: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

impl AuditRecords {
    pub(crate) fn new(clients: Arc<Clients>, settings: &Settings, tenant: TenantId) -> Self {
        Self { table: Table::new(clients, settings.table("security")), tenant }
    }

    /// Keeps a record. One that is kept already is a conflict.
    pub async fn keep(&self, record: &Record) -> Result<(), StoreError> {
        let request = self.table.client().put_item().table_name(&self.table.name).set_item(Some(item(record)?));
        request.condition_expression("attribute_not_exists(pk)").send().await.map_err(StoreError::of("PutItem"))?;
        Ok(())
    }

    /// The newest of the records from this time on, so many at most.
    pub async fn since(&self, from: Timestamp, most: u32) -> Result<Window, StoreError> {
        let from = Key::new(records_key(self.tenant), format!("{:013}", from.0));
        let query = self.table.client().query().table_name(&self.table.name).consistent_read(true).scan_index_forward(false);
        let query = query.key_condition_expression("pk = :pk AND sk >= :sk").limit(i32::try_from(most).unwrap_or(i32::MAX));
        let query = query.expression_attribute_values(":pk", text(from.pk)).expression_attribute_values(":sk", text(from.sk));
        let mut pages = query.into_paginator().send();
        let (mut records, mut is_whole) = (Vec::new(), true);
        while let Some(page) = pages.next().await {
            let page = page.map_err(StoreError::of("Query"))?;
            for item in page.items.unwrap_or_default() {
                records.push(stored(item)?);
            }
            if records.len() >= most as usize {
                is_whole = page.last_evaluated_key.is_none();
                break;
            }
        }
        records.truncate(most as usize);
        Ok(Window { records, is_whole })
    }
}

/// Keeps a record in a transaction. Its place is its own alone.
pub(crate) fn kept(table_name: &str, record: &Record) -> Result<TransactWriteItem, StoreError> {
    put(Put::builder().table_name(table_name).set_item(Some(item(record)?)))
}

fn item(record: &Record) -> Result<Item, StoreError> {
    #[derive(Serialize)]
    struct New {
        tenant: TenantId,
        record: String,
        #[serde(flatten)]
        place: Listed,
    }
    let key = Key::new(records_key(record.tenant), record.place());
    let place = Listed { listed_in: waiting_list(record.tenant), listed_at: format!("{}#{}", record.tenant, record.place()) };
    write(&key, &New { tenant: record.tenant, record: record.text(), place })
}

fn stored(item: Item) -> Result<StoredRecord, StoreError> {
    let item: RecordItem = read(item)?;
    let record = Record::read(&item.record).map_err(StoreError::unreadable)?;
    Ok(StoredRecord { record, link: item.sequence.zip(item.link) })
}

fn records_key(tenant: TenantId) -> String {
    format!("{tenant}#audit")
}

fn chain_key(tenant: TenantId) -> Key {
    Key::new(format!("{tenant}#audit-chain"), "chain")
}

fn waiting_list(tenant: TenantId) -> String {
    waiting_list_of(tenant.to_string().bytes().next_back().unwrap_or_default() % SHARDS)
}

fn waiting_list_of(shard: u8) -> String {
    format!("platform#unsealed-audit#{shard}")
}

fn text_of<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name).and_then(|value| if let AttributeValue::S(text) = value { Some(text.as_str()) } else { None })
}
