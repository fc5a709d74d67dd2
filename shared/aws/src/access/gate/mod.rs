//! What stands at a tenant's gate, in the table `access`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | a tenant's standing, and the meters of its limits | `{tenant}#gate` | `gate` |
//! | the same of administrators, who are of no tenant | `{nobody}#gate` | `gate` |
//!
//! | attribute | what |
//! |---|---|
//! | `standing` | what of the tenant decides whether its callers come in; written with the tenant |
//! | `c#{class}` | the rate that the tenant itself set for the endpoints of a class |
//! | `t`, `th`, `td`, `u#{user}`, `k#{key}`, `e#{function}`, `w#{source}` | the meters' numbers |
//! | `~{meter}` | what the former parts of a sliding window held |
//! | `v#{client}`, `b#{client}`, `r#{client}` | how often a client went on after a refusal; until when it is blocked, and why |
//! | `a#{hour}`, `d#{hour}` | how many requests were admitted in an hour since 1970, and how many refused |
//!
//! A request is one conditional update: it counts on all its meters, or on none. What it is decided on is what this instance saw last; where
//! that is not so any more, the update is refused and gives the item as it is.

mod expression;
mod sight;
mod sights;

use std::{sync::Arc, time::Duration};

use aws_sdk_dynamodb::{
    operation::update_item::UpdateItemError,
    types::{ReturnValue, ReturnValuesOnConditionCheckFailure},
};
use genesis_core::{Clock, TenantId, Timestamp};
use genesis_limits::{Asking, ClientName, Level, Load, Meter, Quota, Rate, RouteClass, Step, Terms, Verdict, Violations, decide};
use genesis_orchestration::Protections;
use genesis_signatures::MOST_SKEW;
use genesis_tenancy::{Standing, Tier};

pub(super) use self::expression::Expression;
pub use self::sight::{Hour, Sight};
pub(crate) use self::sights::Sights;
use crate::{
    StoreError,
    table::{Item, Key, Table, attribute},
};

/// So often others may have been faster, before a request is refused rather than counted wrong.
const TRIES: u32 = 16;
/// A refusal that is decided on what was seen so long ago is believed; an older one is looked up.
const BELIEVED_MS: u64 = 1_000;
/// A refusal for want of a try.
const CONTENDED: Duration = Duration::from_secs(1);

/// The gate of one tenant.
#[derive(Clone)]
pub struct Gate {
    table: Table,
    tenant: TenantId,
    clock: Clock,
    factor: u32,
    sights: Sights,
}

/// A request that may go on.
#[derive(Debug)]
pub struct Passed {
    /// None for administrators.
    pub standing: Option<Standing>,
    /// How the limits stand that it was under.
    pub quotas: Vec<Quota>,
}

/// Why a request may not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stopped {
    /// By the limit of this name.
    Limited {
        policy: &'static str,
        retry_after: Duration,
        quotas: Vec<Quota>,
    },
    Blocked {
        until: Timestamp,
    },
}

/// What has come of an update, with the item as it is then.
enum Sent {
    Written(Arc<Sight>),
    /// Nothing: somebody else was faster.
    Outrun(Arc<Sight>),
}

impl Gate {
    pub(crate) fn new(table: Table, tenant: TenantId, clock: Clock, factor: u32, sights: Sights) -> Self {
        Self { table, tenant, clock, factor, sights }
    }

    /// Counts a request on all its meters, or says why it may not go on. `load` is the platform's.
    pub async fn count(&self, asking: &Asking<'_>, load: Load) -> Result<Result<Passed, Stopped>, StoreError> {
        let mut seen = match self.sights.find(self.tenant) {
            Some(seen) => seen,
            None => self.look().await?,
        };
        // The moment at which it came, at every try: whoever was faster has then moved a meter on for good, and it is only added to.
        let now = self.clock.now();
        for _ in 0..TRIES {
            let meters = asking.meters(&self.terms(&seen, load));
            let stopped = match decided(&seen, asking, &meters, now) {
                Ok(steps) => match self.write(&seen, asking, &meters, &steps, now).await? {
                    Sent::Written(counted) => return Ok(Ok(Self::passed(&counted, &meters, now))),
                    Sent::Outrun(other) => {
                        seen = other;
                        continue;
                    }
                },
                Err(stopped) => stopped,
            };
            if now.millis_since(seen.at) < BELIEVED_MS {
                // It stands whether it is written down or not.
                drop(self.refuse(&seen, &stopped, asking, now).await);
                return Ok(Err(stopped));
            }
            seen = self.look().await?;
        }
        Ok(Err(Stopped::Limited { policy: "contention", retry_after: CONTENDED, quotas: Vec::new() }))
    }

    /// The item as it is now.
    pub async fn look(&self) -> Result<Arc<Sight>, StoreError> {
        let request = self.table.client().get_item().table_name(&self.table.name).set_key(Some(self.key().attributes()));
        let output = request.consistent_read(true).send().await.map_err(StoreError::of("GetItem"))?;
        Ok(self.kept(output.item.unwrap_or_default()))
    }

    /// The item as this instance saw it last.
    pub fn seen(&self) -> Option<Arc<Sight>> {
        self.sights.find(self.tenant)
    }

    /// What protects the tenant, by what was seen.
    pub fn protections(&self) -> Protections {
        let all = Protections { webhook_skew_seconds: Some(MOST_SKEW.as_secs()), ..Protections::default() };
        let Some(seen) = self.seen() else { return all };
        let Some(standing) = &seen.standing else { return all };
        let per_minute = self.terms(&seen, Load::default()).tenant().per_minute;
        Protections { mfa_required: Some(standing.enforce_mfa), requests_per_minute: Some(per_minute), ..all }
    }

    /// What holds for requests by what was seen.
    pub fn terms(&self, seen: &Sight, load: Load) -> Terms {
        let tier = seen.standing.as_ref().map_or(Tier::Free, |standing| standing.tier);
        Terms { tier, own: seen.own.clone(), load, factor: self.factor }
    }

    fn passed(counted: &Sight, meters: &[Meter], now: Timestamp) -> Passed {
        Passed { standing: counted.standing.clone(), quotas: quotas(counted, meters, now) }
    }

    /// Writes the steps.
    async fn write(&self, seen: &Sight, asking: &Asking<'_>, meters: &[Meter], steps: &[Step], now: Timestamp) -> Result<Sent, StoreError> {
        let mut expression = Expression::default();
        for (meter, step) in meters.iter().zip(steps) {
            expression.step(&meter.name, step);
        }
        for client in asking.clients() {
            expression.not_after(&format!("b#{client}"), now.0);
        }
        for (name, number) in seen.idle(meters, now) {
            expression.remove(&name);
            expression.same(&name, number);
        }
        seen.old_hours(now).iter().for_each(|hour| expression.remove(hour));
        expression.add(&format!("a#{}", Sight::hour_of(now)), 1);
        self.sent_with_refusals(expression, now).await
    }

    /// Keeps in mind that a request was refused, and writes it down where it is one more of a client that goes on and on.
    async fn refuse(&self, seen: &Sight, stopped: &Stopped, asking: &Asking<'_>, now: Timestamp) -> Result<(), StoreError> {
        self.sights.add_refused(self.tenant, 1);
        let Some(client) = asking.client().map(|client| client.to_string()) else { return Ok(()) };
        let earlier = seen.violations.get(&client).copied();
        let violations = Violations::after(earlier, now).filter(|_| matches!(stopped, Stopped::Limited { .. }));
        let Some(violations) = violations else { return Ok(()) };
        let mut expression = Expression::default();
        let to = Level::of(violations.number());
        expression.step(&format!("v#{client}"), &Step::Replace { seen: earlier.map(Violations::number), to });
        if let Some(block) = violations.block() {
            expression.set_number(&format!("b#{client}"), now.plus(block).0);
        }
        // Where the condition does not hold, somebody else has counted the same refusal.
        self.sent_with_refusals(expression, now).await.map(drop)
    }

    /// Writes down with something else how many were refused here.
    async fn sent_with_refusals(&self, mut expression: Expression, now: Timestamp) -> Result<Sent, StoreError> {
        let refused = self.sights.take_refused(self.tenant);
        if refused > 0 {
            expression.add(&format!("d#{}", Sight::hour_of(now)), refused);
        }
        let outcome = self.sent(expression).await;
        if !matches!(outcome, Ok(Sent::Written(_))) {
            self.sights.add_refused(self.tenant, refused);
        }
        outcome
    }

    async fn sent(&self, expression: Expression) -> Result<Sent, StoreError> {
        let request = self.table.client().update_item().table_name(&self.table.name).set_key(Some(self.key().attributes()));
        let request = expression.on(request).return_values(ReturnValue::AllNew);
        let request = request.return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match request.send().await {
            Ok(output) => Ok(Sent::Written(self.kept(output.attributes.unwrap_or_default()))),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
                    Ok(Sent::Outrun(self.kept(failed.item().cloned().unwrap_or_default())))
                }
                _ => Err(StoreError::of("UpdateItem")(error)),
            },
        }
    }

    fn kept(&self, item: Item) -> Arc<Sight> {
        let seen = Arc::new(Sight::of(item, self.clock.now()));
        self.sights.keep(self.tenant, &seen);
        seen
    }

    fn key(&self) -> Key {
        gate_key(self.tenant)
    }
}

/// What an administrator or the tenant itself changes.
impl Gate {
    /// What endpoints of a class give from now on; none: what the tier gives.
    pub async fn configure(&self, class: RouteClass, own: Option<Rate>) -> Result<(), StoreError> {
        let (mut expression, name) = (Expression::default(), format!("c#{}", class.as_str()));
        match own {
            Some(rate) => expression.set(&name, attribute(&rate)?),
            None => expression.remove(&name),
        }
        self.changed(expression).await
    }

    pub async fn block(&self, client: &ClientName, until: Timestamp, reason: &str) -> Result<(), StoreError> {
        let mut expression = Expression::default();
        expression.set_number(&format!("b#{client}"), until.0);
        expression.set(&format!("r#{client}"), attribute(&reason)?);
        self.changed(expression).await
    }

    /// Takes a block back, with what led to it.
    pub async fn unblock(&self, client: &ClientName) -> Result<(), StoreError> {
        let mut expression = Expression::default();
        ["b#", "r#", "v#"].into_iter().for_each(|kind| expression.remove(&format!("{kind}{client}")));
        self.changed(expression).await
    }

    /// Lets a client begin anew.
    pub async fn reset(&self, client: &ClientName) -> Result<(), StoreError> {
        let mut expression = Expression::default();
        ["b#", "r#", "v#", ""].into_iter().for_each(|kind| expression.remove(&format!("{kind}{client}")));
        self.changed(expression).await
    }

    async fn changed(&self, expression: Expression) -> Result<(), StoreError> {
        self.sent(expression).await.map(drop)
    }
}

/// What is to be written for a request to go on, by what was seen.
fn decided(seen: &Sight, asking: &Asking<'_>, meters: &[Meter], now: Timestamp) -> Result<Vec<Step>, Stopped> {
    let blocks = asking.clients().filter_map(|client| seen.blocks.get(&client.to_string()).copied());
    if let Some(until) = blocks.filter(|until| *until > now).max() {
        return Err(Stopped::Blocked { until });
    }
    match decide(meters, |name| seen.levels.get(name), now) {
        Verdict::Admitted(steps) => Ok(steps),
        Verdict::Refused { by, retry_after } => {
            Err(Stopped::Limited { policy: meters[by].policy, retry_after, quotas: quotas(seen, meters, now) })
        }
    }
}

fn quotas(seen: &Sight, meters: &[Meter], now: Timestamp) -> Vec<Quota> {
    let quota =
        |meter: &Meter| Quota { name: meter.policy, limit: meter.limit, reading: meter.limit.reading(seen.levels.get(&meter.name), now) };
    meters.iter().map(quota).collect()
}

fn gate_key(tenant: TenantId) -> Key {
    Key::new(format!("{tenant}#gate"), "gate")
}
