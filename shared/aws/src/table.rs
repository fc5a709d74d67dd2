use std::{collections::HashMap, fmt::Display, sync::Arc, time::Duration};

use aws_sdk_dynamodb::{
    Client,
    operation::{query::builders::QueryFluentBuilder, transact_write_items::TransactWriteItemsError},
    types::{
        AttributeValue, Delete, Put, TransactWriteItem, Update,
        builders::{PutBuilder, UpdateBuilder},
    },
};
use genesis_core::Timestamp;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    StoreError,
    clients::{Clients, Entries},
};

/// So often a transaction is tried again when it met another.
const TRANSACTION_TRIES: u32 = 8;

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
        Self { listed_in: list.into(), listed_at: format!("{:013}#{id}", at.0) }
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
        let request = self.client().get_item().table_name(&self.name).set_key(Some(key.attributes())).consistent_read(true);
        let output = request.send().await.map_err(StoreError::of("GetItem"))?;
        output.item.map(read).transpose()
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
        let delete = Delete::builder().table_name(&self.name).set_key(Some(key.attributes()));
        Ok(TransactWriteItem::builder().delete(delete.build().map_err(StoreError::unreadable)?).build())
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

    async fn write_all(&self, writes: Vec<TransactWriteItem>) -> Result<Written, StoreError> {
        let mut tried = 0;
        loop {
            tried += 1;
            let request = self.client().transact_write_items().set_transact_items(Some(writes.clone()));
            let Err(error) = request.send().await else { return Ok(Written::All) };
            match cancellation(error.as_service_error()) {
                Some(Cancelled::Condition(place)) => return Ok(Written::Refused(place)),
                Some(Cancelled::Contention) if tried < TRANSACTION_TRIES => tokio::time::sleep(Duration::from_millis(10 << tried)).await,
                _ => return Err(StoreError::of("TransactWriteItems")(error)),
            }
        }
    }
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
