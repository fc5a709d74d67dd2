use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use genesis_core::Timestamp;
use genesis_limits::{Level, Meter, Rate, Violations};
use genesis_tenancy::Standing;

use crate::table::Item;

const HOUR_MS: i64 = 3_600_000;
/// Hours that are kept, this one included.
const HOURS: i64 = 25;
/// An item with more attributes is rid of some that count nothing any more.
const MANY: usize = 48;
/// So many at a time.
const REMOVED_AT_ONCE: usize = 8;

/// A tenant's gate as it was seen.
#[derive(Debug, Clone)]
pub struct Sight {
    /// When that was.
    pub at: Timestamp,
    /// None where nobody made the tenant.
    pub standing: Option<Standing>,
    /// By class of endpoints.
    pub own: BTreeMap<String, Rate>,
    /// By meter.
    pub levels: BTreeMap<String, Level>,
    /// By client, like what follows.
    pub violations: BTreeMap<String, Violations>,
    pub blocks: BTreeMap<String, Timestamp>,
    pub reasons: BTreeMap<String, String>,
    /// By hours since 1970.
    pub hours: BTreeMap<i64, Hour>,
}

/// What came of an hour's requests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hour {
    pub admitted: u64,
    pub refused: u64,
}

impl Sight {
    pub(super) fn of(item: Item, at: Timestamp) -> Self {
        let mut seen = Self::of_nothing(at);
        let mut past = BTreeMap::new();
        for (name, value) in item {
            seen.take(&name, value, &mut past);
        }
        for (meter, parts) in past {
            if let Some(level) = seen.levels.get_mut(&meter) {
                level.past = parts;
            }
        }
        seen
    }

    /// Which hour since 1970 a moment lies in.
    pub fn hour_of(moment: Timestamp) -> i64 {
        moment.0.div_euclid(HOUR_MS)
    }

    pub fn beginning_of(hour: i64) -> Timestamp {
        Timestamp(hour * HOUR_MS)
    }

    /// The meter of all callers of the tenant.
    pub fn tenant_level(&self) -> Option<&Level> {
        self.levels.get("t")
    }

    fn of_nothing(at: Timestamp) -> Self {
        Self {
            at,
            standing: None,
            own: BTreeMap::new(),
            levels: BTreeMap::new(),
            violations: BTreeMap::new(),
            blocks: BTreeMap::new(),
            reasons: BTreeMap::new(),
            hours: BTreeMap::new(),
        }
    }

    fn take(&mut self, name: &str, value: AttributeValue, past: &mut BTreeMap<String, Vec<u64>>) {
        let of = |kind: &str| name.strip_prefix(kind).map(ToOwned::to_owned);
        match value {
            AttributeValue::M(_) if name == "standing" => self.standing = serde_dynamo::from_attribute_value(value).ok(),
            AttributeValue::M(_) => {
                let rate: Option<Rate> = serde_dynamo::from_attribute_value(value).ok();
                self.own.extend(of("c#").zip(rate));
            }
            AttributeValue::L(parts) => {
                let numbers = parts.iter().filter_map(|part| part.as_n().ok()?.parse().ok());
                past.extend(of("~").map(|meter| (meter, numbers.collect())));
            }
            AttributeValue::S(text) => self.reasons.extend(of("r#").map(|client| (client, text))),
            AttributeValue::N(number) => {
                let Ok(number) = number.parse() else { return };
                self.take_number(name, number);
            }
            _ => {}
        }
    }

    fn take_number(&mut self, name: &str, number: i64) {
        let count = u64::try_from(number).unwrap_or(0);
        match name.split_once('#') {
            Some(("v", client)) => drop(self.violations.insert(client.to_owned(), Violations::of(number))),
            Some(("b", client)) => drop(self.blocks.insert(client.to_owned(), Timestamp(number))),
            Some(("a", hour)) => self.hours.entry(hour.parse().unwrap_or(0)).or_default().admitted = count,
            Some(("d", hour)) => self.hours.entry(hour.parse().unwrap_or(0)).or_default().refused = count,
            _ => drop(self.levels.insert(name.to_owned(), Level::of(number))),
        }
    }

    /// Numbers that count nothing any more, with what they are: of many, a few that may go.
    pub(super) fn idle(&self, meters: &[Meter], now: Timestamp) -> Vec<(String, i64)> {
        if self.levels.len() + self.violations.len() + self.blocks.len() < MANY {
            return Vec::new();
        }
        // Of clients, their users and sources there may be many, whose meters are buckets all.
        let is_clients = |name: &str| ["u#", "k#", "w#"].iter().any(|kind| name.starts_with(kind));
        let in_use = |name: &str| meters.iter().any(|meter| meter.name == name);
        let is_empty = |level: &Level| level.number < now.0.saturating_mul(1_000);
        let meters = self.levels.iter().filter(|(name, level)| is_clients(name) && !in_use(name) && is_empty(level));
        let meters = meters.map(|(name, level)| (name.clone(), level.number));
        let forgotten = self.violations.iter().filter(|(_, violations)| violations.are_forgotten(now));
        let forgotten = forgotten.map(|(client, violations)| (format!("v#{client}"), violations.number()));
        let over = self.blocks.iter().filter(|(_, until)| **until < now).map(|(client, until)| (format!("b#{client}"), until.0));
        meters.chain(forgotten).chain(over).take(REMOVED_AT_ONCE).collect()
    }

    /// Counts of hours that are long over.
    pub(super) fn old_hours(&self, now: Timestamp) -> Vec<String> {
        let oldest = Self::hour_of(now) - HOURS;
        let hours = self.hours.keys().filter(|hour| **hour < oldest).take(REMOVED_AT_ONCE);
        hours.flat_map(|hour| [format!("a#{hour}"), format!("d#{hour}")]).collect()
    }
}
