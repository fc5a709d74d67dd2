use std::{collections::HashMap, fmt::Display, sync::Arc, time::Duration};

use aws_sdk_dynamodb::{
    Client,
    operation::{query::builders::QueryFluentBuilder, transact_write_items::TransactWriteItemsError},
    types::{
        AttributeValue, Delete, KeysAndAttributes, Put, TransactWriteItem, Update,
        builders::{DeleteBuilder, PutBuilder, UpdateBuilder},
    },
};
use genesis_core::{PlaceInTime, Timestamp};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    StoreError,
    clients::{Clients, Entries},
};

/// A transaction that met another is tried again, first after at most so long,
const FIRST_PAUSE: Duration = Duration::from_millis(20);
/// later after at most so long,
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// until it has waited so long in all: less than any function that writes may take.
const PATIENCE: Duration = Duration::from_secs(6);

pub(crate) type Item = HashMap<String, AttributeValue>;

/// One domain's table: `pk` and `sk`, strings both.
#[derive(Clone)]
pub(crate) struct Table {
    clients: Arc<Clients>,
    pub name: String,
}

/// Where an item lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub pk: String,
    pub sk: String,
}

/// Where an item stands in the index `listed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Listed {
    pub listed_in: String,
    pub listed_at: String,
}

impl Listed {
    /// In the order of time.
    pub fn since(list: impl Into<String>, at: Timestamp, id: impl Display) -> Self {
        Self { listed_in: list.into(), listed_at: PlaceInTime { at, id }.to_string() }
    }
}

/// What stands in a list behind everything up to a time.
fn listed_after(at: Timestamp) -> String {
    format!("{:013}", at.0 + 1)
}

impl Key {
    pub fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }

    pub fn attributes(&self) -> Item {
        Item::from([("pk".to_owned(), text(&self.pk)), ("sk".to_owned(), text(&self.sk))])
    }
}

impl Table {
    pub fn new(clients: Arc<Clients>, name: String) -> Self {
        Self { clients, name }
    }

    pub fn client(&self) -> &Client {
        self.clients.dynamodb()
    }

    pub async fn get<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, StoreError> {
        self.get_item(key).await?.map(read).transpose()
    }

    async fn get_item(&self, key: &Key) -> Result<Option<Item>, StoreError> {
        let request = self.client().get_item().table_name(&self.name).set_key(Some(key.attributes())).consistent_read(true);
        Ok(request.send().await.map_err(StoreError::of("GetItem"))?.item)
    }

    /// This item and those of another table that are there, 99 at most and in no order, in one call as long as DynamoDB has room for all.
    pub async fn get_beside(&self, key: &Key, other: &Table, beside: &[Key]) -> Result<(Option<Item>, Vec<Item>), StoreError> {
        let mut request = self.client().batch_get_item();
        for (table, keys) in [(self, std::slice::from_ref(key)), (other, beside)] {
            let keys = KeysAndAttributes::builder().set_keys(Some(keys.iter().map(Key::attributes).collect())).consistent_read(true);
            request = request.request_items(&table.name, keys.build().map_err(StoreError::unreadable)?);
        }
        let reply = request.send().await.map_err(StoreError::of("BatchGetItem"))?;
        if reply.unprocessed_keys().is_some_and(|left| !left.is_empty()) {
            let mut found = Vec::new();
            for key in beside {
                found.extend(other.get_item(key).await?);
            }
            return Ok((self.get_item(key).await?, found));
        }
        let mut found = reply.responses.unwrap_or_default();
        let mut of = |table: &Table| found.remove(&table.name).unwrap_or_default();
        Ok((of(self).pop(), of(other)))
    }

    /// Writes a new item; one that is there already is a conflict.
    pub async fn create<T: Serialize>(&self, key: &Key, value: &T) -> Result<(), StoreError> {
        let request = self.client().put_item().table_name(&self.name).set_item(Some(write(key, value)?));
        request.condition_expression("attribute_not_exists(pk)").send().await.map_err(StoreError::of("PutItem"))?;
        Ok(())
    }

    /// All items of a list of the index `listed`, which spans tenants.
    pub async fn listed(&self, list: &str) -> Result<Vec<Item>, StoreError> {
        let request = self.client().query().table_name(&self.name).index_name("listed");
        let query = request.key_condition_expression("listed_in = :list").expression_attribute_values(":list", text(list));
        query.into_paginator().items().send().collect::<Result<_, _>>().await.map_err(StoreError::of("Query"))
    }

    /// Those of them that stand there up to this time, if it is a list in the order of time.
    pub async fn listed_until(&self, list: &str, at: Timestamp) -> Result<Vec<Item>, StoreError> {
        let request = self.client().query().table_name(&self.name).index_name("listed");
        let query = request.key_condition_expression("listed_in = :list AND listed_at < :after");
        let query = query.expression_attribute_values(":list", text(list)).expression_attribute_values(":after", text(listed_after(at)));
        query.into_paginator().items().send().collect::<Result<_, _>>().await.map_err(StoreError::of("Query"))
    }

    /// All items of a partition, in the order of their sort keys.
    pub async fn partition(&self, pk: &str) -> Result<Vec<Item>, StoreError> {
        self.read_partition(pk, self.client().query().key_condition_expression("pk = :pk")).await
    }

    /// The items of a partition from a sort key on.
    pub async fn partition_from(&self, from: &Key) -> Result<Vec<Item>, StoreError> {
        let query = self.client().query().key_condition_expression("pk = :pk AND sk >= :sk");
        self.read_partition(&from.pk, query.expression_attribute_values(":sk", text(&from.sk))).await
    }

    async fn read_partition(&self, pk: &str, query: QueryFluentBuilder) -> Result<Vec<Item>, StoreError> {
        let query = query.table_name(&self.name).consistent_read(true).expression_attribute_values(":pk", text(pk));
        query.into_paginator().items().send().collect::<Result<_, _>>().await.map_err(StoreError::of("Query"))
    }
}

/// Parts of a transaction.
impl Table {
    pub fn item<T: Serialize>(&self, key: &Key, value: &T) -> Result<TransactWriteItem, StoreError> {
        put(Put::builder().table_name(&self.name).set_item(Some(write(key, value)?)))
    }

    /// Refused when the item exists.
    pub fn new_item<T: Serialize>(&self, key: &Key, value: &T) -> Result<TransactWriteItem, StoreError> {
        let item = Put::builder().table_name(&self.name).set_item(Some(write(key, value)?));
        put(item.condition_expression("attribute_not_exists(pk)"))
    }

    pub fn removal(&self, key: &Key) -> Result<TransactWriteItem, StoreError> {
        delete(Delete::builder().table_name(&self.name).set_key(Some(key.attributes())))
    }

    /// Adds to an item's numbers, which begin at zero.
    pub fn sum<N: Display>(&self, key: &Key, numbers: &[(&'static str, N)]) -> Result<TransactWriteItem, StoreError> {
        update(self.addition(key, numbers).update_expression(sums(numbers)))
    }

    /// The same of an item that stands in a list of the index `listed`.
    pub fn listed_sum(&self, key: &Key, place: &Listed, numbers: &[(&'static str, u64)]) -> Result<TransactWriteItem, StoreError> {
        let addition = self.addition(key, numbers);
        update(
            addition
                .update_expression(format!("SET listed_in = :list, listed_at = :at {}", sums(numbers)))
                .expression_attribute_values(":list", text(&place.listed_in))
                .expression_attribute_values(":at", text(&place.listed_at)),
        )
    }

    fn addition<N: Display>(&self, key: &Key, numbers: &[(&'static str, N)]) -> UpdateBuilder {
        let mut update = Update::builder().table_name(&self.name).set_key(Some(key.attributes()));
        for (n, (name, value)) in numbers.iter().enumerate() {
            update = update.expression_attribute_names(format!("#{n}"), *name).expression_attribute_values(format!(":{n}"), number(value));
        }
        update
    }
}

fn sums<N>(numbers: &[(&'static str, N)]) -> String {
    let places = (0..numbers.len()).map(|n| format!("#{n} :{n}")).collect::<Vec<_>>().join(", ");
    format!("ADD {places}")
}

pub(crate) fn update(update: UpdateBuilder) -> Result<TransactWriteItem, StoreError> {
    Ok(TransactWriteItem::builder().update(update.build().map_err(StoreError::unreadable)?).build())
}

/// Sets an attribute of an item that is there.
pub(crate) fn setting(table: &Table, key: &Key, name: &'static str, value: AttributeValue) -> Result<TransactWriteItem, StoreError> {
    let set = Update::builder().table_name(&table.name).set_key(Some(key.attributes()));
    let set = set.update_expression("SET #name = :value").condition_expression("attribute_exists(pk)");
    update(set.expression_attribute_names("#name", name).expression_attribute_values(":value", value))
}

pub(crate) fn delete(delete: DeleteBuilder) -> Result<TransactWriteItem, StoreError> {
    Ok(TransactWriteItem::builder().delete(delete.build().map_err(StoreError::unreadable)?).build())
}

pub(crate) fn put(put: PutBuilder) -> Result<TransactWriteItem, StoreError> {
    Ok(TransactWriteItem::builder().put(put.build().map_err(StoreError::unreadable)?).build())
}

/// What became of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    All,
    /// Nothing: the condition of the write at this place does not hold.
    Refused(usize),
}

impl Table {
    /// Writes all; nothing, and a conflict, where a condition does not hold.
    pub async fn commit(&self, writes: Vec<TransactWriteItem>) -> Result<(), StoreError> {
        match self.transact(writes).await? {
            Written::All => Ok(()),
            Written::Refused(_) => Err(StoreError::Conflict),
        }
    }

    /// Writes all or nothing; the first time that a request writes, what its ledger says with it.
    pub async fn transact(&self, mut writes: Vec<TransactWriteItem>) -> Result<Written, StoreError> {
        let Some(Entries { ledger, table }) = self.clients.entries() else { return self.write_all(writes).await };
        let Some(entry) = ledger.begin(table)? else { return self.write_all(writes).await };
        // Last, so that the places of the others stay.
        writes.push(entry);
        let written = self.write_all(writes).await;
        ledger.end(written.as_ref().ok().map(|written| *written == Written::All));
        written
    }

    /// What stands in the way of others' transactions for long is unavailable, and nobody's fault.
    async fn write_all(&self, writes: Vec<TransactWriteItem>) -> Result<Written, StoreError> {
        let (mut tried, mut waited) = (0, Duration::ZERO);
        loop {
            tried += 1;
            let request = self.client().transact_write_items().set_transact_items(Some(writes.clone()));
            let Err(error) = request.send().await else { return Ok(Written::All) };
            match cancellation(error.as_service_error()) {
                Some(Cancelled::Condition(place)) => return Ok(Written::Refused(place)),
                Some(Cancelled::Contention) if waited < PATIENCE => {
                    let pause = pause(&writes, tried);
                    tokio::time::sleep(pause).await;
                    waited += pause;
                }
                _ => return Err(StoreError::of("TransactWriteItems")(error)),
            }
        }
    }
}

/// Full jitter (Brooker, "Exponential Backoff And Jitter", 2015), drawn from what is written, so that transactions which met part
/// and a run of the same program waits the same again.
fn pause(writes: &[TransactWriteItem], tried: u32) -> Duration {
    let most = FIRST_PAUSE.saturating_mul(1 << tried.min(16)).min(LONGEST_PAUSE);
    let keys = writes.iter().filter_map(key_of).flat_map(|key| ["pk", "sk"].map(|name| key.get(name)));
    let texts = keys.flatten().filter_map(|key| key.as_s().ok()).flat_map(|text| text.bytes());
    // FNV-1a, whose upper bits are well mixed after as many bytes.
    let hash = texts
        .chain(tried.to_le_bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    most.mul_f64((hash >> 11) as f64 / (1_u64 << 53) as f64)
}

fn key_of(write: &TransactWriteItem) -> Option<&Item> {
    let put = write.put().map(Put::item);
    put.or_else(|| write.update().map(Update::key)).or_else(|| write.delete().map(Delete::key))
}

enum Cancelled {
    Condition(usize),
    Contention,
}

fn cancellation(error: Option<&TransactWriteItemsError>) -> Option<Cancelled> {
    let TransactWriteItemsError::TransactionCanceledException(cancelled) = error? else { return None };
    let place_of = |code: &str| cancelled.cancellation_reasons().iter().position(|reason| reason.code() == Some(code));
    if let Some(place) = place_of("ConditionalCheckFailed") {
        return Some(Cancelled::Condition(place));
    }
    let contention = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];
    contention.into_iter().find_map(place_of).map(|_| Cancelled::Contention)
}

/// An item as stored: the value's fields beside its key.
pub(crate) fn write<T: Serialize>(key: &Key, value: &T) -> Result<Item, StoreError> {
    let mut item: Item = serde_dynamo::to_item(value).map_err(StoreError::unreadable)?;
    item.extend(key.attributes());
    Ok(item)
}

/// The same with the moment from which DynamoDB may delete it, in seconds since 1970.
pub(crate) fn expiring(mut item: Item, expires_at: Option<Timestamp>) -> Item {
    item.extend(expires_at.map(|at| ("ttl".to_owned(), number(at.0.saturating_add(999) / 1_000))));
    item
}

/// One value as an attribute.
pub(crate) fn attribute<T: Serialize>(value: &T) -> Result<AttributeValue, StoreError> {
    serde_dynamo::to_attribute_value(value).map_err(StoreError::unreadable)
}

pub(crate) fn read<T: DeserializeOwned>(item: Item) -> Result<T, StoreError> {
    serde_dynamo::from_item(item).map_err(StoreError::unreadable)
}

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn number(value: impl Display) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// A figure as it is summed up: in whole numbers.
pub(crate) fn millionths(figure: f64) -> u64 {
    (figure * 1_000_000.0).round() as u64
}

/// The same of one that may be below zero.
pub(crate) fn signed_millionths(figure: f64) -> i64 {
    (figure * 1_000_000.0).round() as i64
}

/// The sort key an item was stored under.
pub(crate) fn sort_key(item: &Item) -> &str {
    match item.get("sk") {
        Some(AttributeValue::S(sk)) => sk,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writing(pk: &str) -> Vec<TransactWriteItem> {
        let key = Key::new(pk, "x").attributes();
        let shared = Key::new("shared", "x").attributes();
        let item = |key| put(Put::builder().table_name("t").set_item(Some(key))).unwrap();
        vec![item(key), item(shared)]
    }

    #[test]
    fn transactions_that_met_on_one_item_try_again_at_different_times_that_grow_to_a_second() {
        for tried in 1..40 {
            let pauses: Vec<_> = (0..200).map(|n| pause(&writing(&format!("run-{n}")), tried)).collect();
            let most = LONGEST_PAUSE.min(FIRST_PAUSE * 2_u32.pow(tried.min(16)));
            assert!(pauses.iter().all(|pause| *pause <= most), "try {tried}");
            let early = pauses.iter().filter(|pause| **pause < most / 2).count();
            assert!((60..140).contains(&early), "{early} of 200 pauses before half of {most:?}");
            assert_eq!(pause(&writing("run-1"), tried), pause(&writing("run-1"), tried));
        }
    }
}
