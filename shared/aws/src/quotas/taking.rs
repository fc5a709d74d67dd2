use aws_sdk_dynamodb::types::{TransactWriteItem, builders::UpdateBuilder};
use genesis_core::Timestamp;
use genesis_tenancy::{Admission, Claim, Limit, Quota, Resource};

use super::{Quotas, signed, stored::name};
use crate::{
    StoreError,
    table::{number, update},
};

impl Quotas {
    /// Part of the transaction that stores what was admitted: takes what it claims, as long as there is as much. Others may have
    /// taken or settled something since the quota was seen, and the period and the limits are still the same.
    /// None where it claims nothing.
    pub(super) fn taking(&self, seen: &Quota, admission: &Admission, now: Timestamp) -> Result<Option<TransactWriteItem>, StoreError> {
        let begins = admission.after.resets_at != seen.resets_at;
        let mut terms = Terms::default();
        terms.holds("resets_at = :seen", ":seen", seen.resets_at.0);
        if begins {
            terms.sets("resets_at = :next", ":next", admission.after.resets_at.0);
        }
        for resource in Resource::ALL {
            let claimed = admission.claim.of(resource);
            if claimed > 0 || begins && resource.is_monthly() {
                terms.take(resource, claimed, begins && resource.is_monthly());
            }
            if claimed > 0 {
                terms.suffice(admission, resource, begins && resource.is_monthly());
            }
            if admission.warnings.contains(&resource) {
                terms.warn(resource, now, begins && resource.is_monthly());
            }
        }
        if terms.changes.is_empty() { Ok(None) } else { update(terms.of(self.change())).map(Some) }
    }
}

/// An update in the making: what it changes, and on what conditions.
#[derive(Default)]
struct Terms {
    changes: Vec<String>,
    conditions: Vec<String>,
    values: Vec<(String, i64)>,
}

impl Terms {
    fn sets(&mut self, change: impl Into<String>, value: impl Into<String>, number: i64) {
        self.changes.push(change.into());
        self.values.push((value.into(), number));
    }

    fn holds(&mut self, condition: impl Into<String>, value: impl Into<String>, number: i64) {
        self.conditions.push(condition.into());
        self.values.push((value.into(), number));
    }

    /// A period begins with what is reserved, and with no warning given.
    fn take(&mut self, resource: Resource, claimed: u64, begins: bool) {
        let (name, from) = (name(resource), if begins { "reserved" } else { "taken" });
        self.sets(format!("{name}_taken = {name}_{from} + :{name}"), format!(":{name}"), signed(claimed));
        if Claim::is_reserved(resource) {
            self.changes.push(format!("{name}_reserved = {name}_reserved + :{name}"));
        }
        if begins {
            self.sets(format!("{name}_warned_at = :{name}_warned"), format!(":{name}_warned"), 0);
        }
    }

    fn suffice(&mut self, admission: &Admission, resource: Resource, begins: bool) {
        let (name, from) = (name(resource), if begins { "reserved" } else { "taken" });
        let limit = admission.after.meter(resource).limit;
        self.holds(format!("{name}_limit = :{name}_limit"), format!(":{name}_limit"), limit.wire());
        if let Limit::AtMost(most) = limit {
            let most = most.saturating_sub(admission.claim.of(resource));
            self.holds(format!("{name}_{from} <= :{name}_most"), format!(":{name}_most"), signed(most));
        }
    }

    /// Of several that come near the limit at once, one warns.
    fn warn(&mut self, resource: Resource, now: Timestamp, begins: bool) {
        let name = name(resource);
        if begins {
            self.values.retain(|(value, _)| *value != format!(":{name}_warned"));
            self.values.push((format!(":{name}_warned"), now.0));
        } else {
            self.sets(format!("{name}_warned_at = :{name}_warned"), format!(":{name}_warned"), now.0);
            let before = Quota::warned_before(now);
            self.holds(format!("{name}_warned_at <= :{name}_before"), format!(":{name}_before"), before.0);
        }
    }

    fn of(self, update: UpdateBuilder) -> UpdateBuilder {
        let update =
            update.update_expression(format!("SET {}", self.changes.join(", "))).condition_expression(self.conditions.join(" AND "));
        self.values.into_iter().fold(update, |update, (name, value)| update.expression_attribute_values(name, number(value)))
    }
}
