use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::TransactWriteItem;
use genesis_core::{TenantId, Timestamp};
use genesis_tenancy::{Days, Metered, day_of};

use super::Quotas;
use crate::{
    StoreError,
    table::{Item, Key, read, sort_key, text},
};

/// What was used on one day, in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOfUsage {
    /// Like `2026-11-23`.
    pub date: String,
    pub used: BTreeMap<Metered, i64>,
}

impl Quotas {
    /// Part of a transaction: counts on this day what was used, and what went below zero.
    pub(crate) fn counting(&self, at: Timestamp, used: &[(Metered, i64)]) -> Result<TransactWriteItem, StoreError> {
        let numbers: Vec<_> = used.iter().map(|(metered, amount)| (metered.as_str(), *amount)).collect();
        self.table.sum(&day_key(self.tenant, &day_of(at)), &numbers)
    }

    /// Those of these days on which something was used, in their order.
    pub async fn days(&self, days: &Days) -> Result<Vec<DayOfUsage>, StoreError> {
        let query = self.table.client().query().table_name(&self.table.name).consistent_read(true);
        let query = query
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", text(day_key(self.tenant, days.first()).pk))
            .expression_attribute_values(":from", text(days.first()))
            .expression_attribute_values(":to", text(days.last()));
        let found = query.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await.map_err(StoreError::of("Query"))?;
        found.into_iter().map(day).collect()
    }
}

pub(super) fn day(item: Item) -> Result<DayOfUsage, StoreError> {
    let date = sort_key(&item).to_owned();
    let mut counted = item;
    counted.retain(|name, _| Metered::parse(name).is_some());
    Ok(DayOfUsage { date, used: read(counted)? })
}

pub(super) fn day_key(tenant: TenantId, date: &str) -> Key {
    Key::new(format!("{tenant}#usage"), date)
}
