//! Limits that belong to no tenant, in the table `access`. Instances lease shares of them.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | what all requests together have had of a minute | `platform#limit#all` | `limit` |
//! | what those of one address have had of it, where an endpoint is open to everybody | `platform#limit#{class}#{address}` | `limit` |
//!
//! `n` is the number of a fixed window and `~n` what the minute before had; `v` and `b` are how often the address went on after a refusal, and
//! until when it is blocked. `ttl` lets DynamoDB delete what is of an address.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use aws_sdk_dynamodb::{
    operation::update_item::UpdateItemError,
    types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure},
};
use core::net::IpAddr;
use genesis_core::{Clock, Timestamp};
use genesis_limits::{Leased, Level, Load, Pool, Quota, Reading, RouteClass, Share, Step, Violations};
use genesis_threats::network;

use super::gate::Expression;
use crate::{
    StoreError,
    table::{Item, Key, Table},
};

/// So often others may have been faster.
const TRIES: u32 = 16;
const CONTENDED: Duration = Duration::from_secs(1);
/// Limits of which an instance has a share at a time.
const KEPT: usize = 1_024;
/// What is of an address is kept so long after its last lease: longer than any block.
const FORGOTTEN: Duration = Duration::from_hours(2);

/// What the whole API takes a minute, by its throttle of 1,000 requests a second.
const ALL: u32 = 60_000;
/// Each instance admits so many a minute without a lease, so that a quiet platform spends no call on it.
const IN_HAND: u32 = 10;
/// The most instances that there are in a minute: what Lambda runs at once in an account, unless it is asked for more.
const INSTANCES: u32 = 1_000;

const OF_ALL: &str = "platform#limit#all";

/// The shares of one instance.
#[derive(Clone)]
pub struct Commons {
    table: Table,
    clock: Clock,
    factor: u32,
    shares: Shares,
}

pub(crate) type Shares = Arc<Mutex<Kept>>;
type Kept = BTreeMap<String, Arc<tokio::sync::Mutex<Held>>>;

/// A share, with what was seen of its limit last.
#[derive(Default)]
pub(crate) struct Held {
    share: Share,
    level: Option<Level>,
    violations: Option<Violations>,
    blocked_until: Option<Timestamp>,
}

/// A request that has to wait so long, where there are so many a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exhausted {
    pub per_minute: u32,
    pub retry_after: Duration,
}

/// How a share stands after a request was taken out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spent {
    pub per_minute: u32,
    /// Of what this instance has leased.
    pub left: u32,
    pub reset_in: Duration,
}

impl Exhausted {
    /// The same of the limit of this name.
    pub fn quota(self, name: &'static str) -> Quota {
        Quota::of_minute(name, self.per_minute, Reading { remaining: 0, reset_in: self.retry_after })
    }
}

impl Spent {
    /// The same of the limit of an address.
    pub fn quota(self) -> Quota {
        Quota::of_minute("address", self.per_minute, Reading { remaining: self.left, reset_in: self.reset_in })
    }
}

impl Commons {
    pub(crate) fn new(table: Table, clock: Clock, factor: u32, shares: Shares) -> Self {
        Self { table, clock, factor, shares }
    }

    /// Takes one request out of what all may have together, and tells how busy the platform is.
    pub async fn spend_of_all(&self) -> Result<Result<Load, Exhausted>, StoreError> {
        let held = self.held(OF_ALL);
        let mut held = held.lock().await;
        let spent = self.spend(OF_ALL, &mut held, &self.of_all(), None).await?;
        Ok(spent.map(|_| held.share.load()))
    }

    /// How busy the platform was when this instance took a request out of that last.
    pub async fn seen_load(&self) -> Load {
        self.held(OF_ALL).lock().await.share.load()
    }

    /// How busy the platform was in the last whole minute.
    pub async fn load(&self) -> Result<Load, StoreError> {
        let request = self.table.client().get_item().table_name(&self.table.name).set_key(Some(Key::new(OF_ALL, "limit").attributes()));
        let output = request.send().await.map_err(StoreError::of("GetItem"))?;
        let mut held = Held::default();
        held.see(&output.item.unwrap_or_default());
        Ok(self.of_all().load(held.level.as_ref(), self.clock.now()))
    }

    fn of_all(&self) -> Pool {
        let all = ALL.saturating_mul(self.factor);
        let leased = all - IN_HAND * INSTANCES;
        Pool { per_minute: leased, after_busy: leased / 2, largest_lot: all / 100, in_hand: IN_HAND }
    }

    /// Takes one request out of what an address may have of endpoints that are open to everybody.
    pub async fn spend_of_address(&self, address: IpAddr, class: RouteClass) -> Result<Result<Spent, Exhausted>, StoreError> {
        let per_minute = class.open_to_an_address().saturating_mul(self.factor);
        let common = Pool { per_minute, after_busy: per_minute, largest_lot: per_minute.div_ceil(10), in_hand: 0 };
        let name = format!("platform#limit#{}#{}", class.as_str(), network(address));
        let held = self.held(&name);
        let mut held = held.lock().await;
        self.spend(&name, &mut held, &common, Some(FORGOTTEN)).await
    }

    async fn spend(
        &self,
        name: &str,
        held: &mut Held,
        common: &Pool,
        kept: Option<Duration>,
    ) -> Result<Result<Spent, Exhausted>, StoreError> {
        for _ in 0..TRIES {
            let now = self.clock.now();
            if held.share.spend(common, now) {
                let (left, reset_in) = held.share.left(common, now);
                return Ok(Ok(Spent { per_minute: common.per_minute, left, reset_in }));
            }
            if let Some(until) = held.blocked_until.filter(|until| *until > now) {
                return Ok(Err(held.exhausted(common, Duration::from_millis(until.millis_since(now)), now)));
            }
            match common.lease(held.level.as_ref(), now) {
                Leased::Lot(lease) => {
                    if self.write(name, held, &lease.step, now, kept).await? {
                        held.share.receive(&lease);
                    }
                }
                Leased::Nothing { retry_after } => {
                    // It stands whether it is written down or not.
                    drop(self.note_refusal(name, held, now, kept).await);
                    return Ok(Err(held.exhausted(common, retry_after, now)));
                }
            }
        }
        Ok(Err(held.exhausted(common, CONTENDED, self.clock.now())))
    }

    /// Whether the step was written. What there is by then is held either way.
    async fn write(&self, name: &str, held: &mut Held, step: &Step, now: Timestamp, kept: Option<Duration>) -> Result<bool, StoreError> {
        let mut expression = Expression::default();
        expression.step("n", step);
        expression.not_after("b", now.0);
        self.sent(name, held, expression, now, kept).await
    }

    /// Counts that an address goes on; what all have together is nobody's fault.
    async fn note_refusal(&self, name: &str, held: &mut Held, now: Timestamp, kept: Option<Duration>) -> Result<(), StoreError> {
        let Some(violations) = Violations::after(held.violations, now).filter(|_| kept.is_some()) else { return Ok(()) };
        let mut expression = Expression::default();
        let to = Level::of(violations.number());
        expression.step("v", &Step::Replace { seen: held.violations.map(Violations::number), to });
        if let Some(block) = violations.block() {
            expression.set_number("b", now.plus(block).0);
        }
        self.sent(name, held, expression, now, kept).await.map(drop)
    }

    async fn sent(
        &self,
        name: &str,
        held: &mut Held,
        mut expression: Expression,
        now: Timestamp,
        kept: Option<Duration>,
    ) -> Result<bool, StoreError> {
        if let Some(kept) = kept {
            expression.set_number("ttl", now.plus(kept).0 / 1_000);
        }
        let request = self.table.client().update_item().table_name(&self.table.name).set_key(Some(Key::new(name, "limit").attributes()));
        let request = expression.on(request).return_values(ReturnValue::AllNew);
        let request = request.return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match request.send().await {
            Ok(output) => {
                held.see(&output.attributes.unwrap_or_default());
                Ok(true)
            }
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
                    held.see(&failed.item().cloned().unwrap_or_default());
                    Ok(false)
                }
                _ => Err(StoreError::of("UpdateItem")(error)),
            },
        }
    }

    fn held(&self, name: &str) -> Arc<tokio::sync::Mutex<Held>> {
        held(&mut self.shares.lock().unwrap_or_else(PoisonError::into_inner), name)
    }
}

/// The share of a limit. Where there are too many, what can be leased anew is let go, which counts what was leased before. What all have in
/// hand is counted nowhere else: it stays.
fn held(shares: &mut Kept, name: &str) -> Arc<tokio::sync::Mutex<Held>> {
    if shares.len() >= KEPT && !shares.contains_key(name) {
        shares.retain(|name, _| name == OF_ALL);
    }
    shares.entry(name.to_owned()).or_default().clone()
}

impl Held {
    fn exhausted(&self, common: &Pool, retry_after: Duration, now: Timestamp) -> Exhausted {
        Exhausted { per_minute: common.most(self.level.as_ref(), now), retry_after }
    }

    fn see(&mut self, item: &Item) {
        let number = |name: &str| item.get(name).and_then(|value| value.as_n().ok()?.parse::<i64>().ok());
        let past = item.get("~n").and_then(|past| past.as_l().ok()).map(Vec::as_slice).unwrap_or_default();
        let past = past.iter().filter_map(|part: &AttributeValue| part.as_n().ok()?.parse().ok()).collect();
        self.level = number("n").map(|number| Level { number, past });
        self.violations = number("v").map(Violations::of);
        self.blocked_until = number("b").map(Timestamp);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_have_in_hand_of_a_minute_is_in_hand_once_however_many_addresses_come() {
        let of_all = Pool { per_minute: 0, after_busy: 0, largest_lot: 0, in_hand: IN_HAND };
        let (mut shares, now) = (Kept::new(), Timestamp(1_700_000_000_000));
        let mut admitted = 0;
        for address in 0..5 * KEPT {
            let of_everybody = held(&mut shares, OF_ALL);
            held(&mut shares, &format!("platform#limit#api#{address}"));
            admitted += u32::from(of_everybody.try_lock().unwrap().share.spend(&of_all, now));
            assert!(shares.len() <= KEPT);
        }
        assert_eq!(admitted, IN_HAND);
    }
}
