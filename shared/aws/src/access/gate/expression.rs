use std::collections::HashMap;

use aws_sdk_dynamodb::{operation::update_item::builders::UpdateItemFluentBuilder, types::AttributeValue};
use genesis_limits::Step;

use crate::table::number;

/// An update under conditions, put together piece by piece.
#[derive(Default)]
pub(crate) struct Expression {
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
    sets: Vec<String>,
    adds: Vec<String>,
    removes: Vec<String>,
    conditions: Vec<String>,
}

impl Expression {
    /// One step of a meter, and the condition under which it holds.
    pub fn step(&mut self, meter: &str, step: &Step) {
        let name = self.name(meter);
        match step {
            Step::Add { by, from, to } => {
                let (by, from, to) = (self.number(*by), self.number(*from), self.number(*to));
                self.sets.push(format!("{name} = {name} + {by}"));
                self.conditions.push(format!("{name} BETWEEN {from} AND {to}"));
            }
            Step::Set { to, below } => {
                let (to, below) = (self.number(*to), self.number(*below));
                self.sets.push(format!("{name} = {to}"));
                self.conditions.push(format!("(attribute_not_exists({name}) OR {name} < {below})"));
            }
            Step::Replace { seen, to } => {
                let condition = match seen {
                    Some(seen) => format!("{name} = {}", self.number(*seen)),
                    None => format!("attribute_not_exists({name})"),
                };
                self.conditions.push(condition);
                let number = self.number(to.number);
                self.sets.push(format!("{name} = {number}"));
                if !to.past.is_empty() {
                    let past = AttributeValue::L(to.past.iter().map(crate::table::number).collect());
                    self.set(&format!("~{meter}"), past);
                }
            }
        }
    }

    /// Only where this moment has passed, if there is one.
    pub fn not_after(&mut self, name: &str, moment: i64) {
        let (name, moment) = (self.name(name), self.number(moment));
        self.conditions.push(format!("(attribute_not_exists({name}) OR {name} <= {moment})"));
    }

    pub fn add(&mut self, name: &str, count: u64) {
        let (name, count) = (self.name(name), self.value(number(count)));
        self.adds.push(format!("{name} {count}"));
    }

    pub fn set(&mut self, name: &str, value: AttributeValue) {
        let (name, value) = (self.name(name), self.value(value));
        self.sets.push(format!("{name} = {value}"));
    }

    pub fn set_number(&mut self, name: &str, value: i64) {
        self.set(name, number(value));
    }

    pub fn remove(&mut self, name: &str) {
        let name = self.name(name);
        self.removes.push(name);
    }

    /// Only where the attribute is what it was.
    pub fn same(&mut self, name: &str, value: i64) {
        let (name, value) = (self.name(name), self.number(value));
        self.conditions.push(format!("{name} = {value}"));
    }

    pub fn on(self, update: UpdateItemFluentBuilder) -> UpdateItemFluentBuilder {
        let clauses = [("SET", self.sets), ("ADD", self.adds), ("REMOVE", self.removes)];
        let text =
            clauses.into_iter().filter(|(_, parts)| !parts.is_empty()).map(|(clause, parts)| format!("{clause} {}", parts.join(", ")));
        let update = update.update_expression(text.collect::<Vec<_>>().join(" "));
        let condition = (!self.conditions.is_empty()).then(|| self.conditions.join(" AND "));
        let values = (!self.values.is_empty()).then_some(self.values);
        update.set_condition_expression(condition).set_expression_attribute_names(Some(self.names)).set_expression_attribute_values(values)
    }

    fn name(&mut self, attribute: &str) -> String {
        let place = format!("#{}", self.names.len());
        self.names.insert(place.clone(), attribute.to_owned());
        place
    }

    fn number(&mut self, value: i64) -> String {
        self.value(number(value))
    }

    fn value(&mut self, value: AttributeValue) -> String {
        let place = format!(":{}", self.values.len());
        self.values.insert(place.clone(), value);
        place
    }
}
