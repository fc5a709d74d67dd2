//! What models cost: a table with effective dates, so that a run is charged what its day's price was.

use std::collections::BTreeMap;

use genesis_core::{MicroDollars, Timestamp, UnreadableTimestamp};
use serde::Deserialize;

use crate::{ModelName, Usage};

/// The providers' list prices; a correction is a further line with the day from which it holds.
const LISTED: &str = include_str!("listed.json");
/// Where a model of Bedrock runs in several regions, its name begins with which; the price is the model's.
const CROSS_REGION: [&str; 5] = ["us.", "eu.", "apac.", "us-gov.", "global."];
const PER_MILLION: u128 = 1_000_000;

/// What a model costs, in micro-dollars per million tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    pub input: u64,
    pub output: u64,
    /// Of input that the provider had in its cache; as other input where absent.
    #[serde(default)]
    pub cached_input: Option<u64>,
}

/// The known prices, by the model's name at its provider and by the day from which they hold.
#[derive(Debug, Clone, Default)]
pub struct Prices {
    dated: BTreeMap<String, BTreeMap<Timestamp, Price>>,
    /// Of a provider's model whatever the day; they go before what is listed.
    set: BTreeMap<ModelName, Price>,
}

/// A line of the list. The day is a date like `2024-07-18`, and begins in UTC.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    model: String,
    from: String,
    input: u64,
    output: u64,
    cached_input: Option<u64>,
}

/// A price list that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum UnreadablePrices {
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error("{day:?} is not a day like 2024-07-18")]
    Day { day: String, source: UnreadableTimestamp },
}

impl Prices {
    /// The list that comes with the platform.
    pub fn listed() -> Self {
        Self::parse(LISTED).expect("the list is read by a test")
    }

    /// Reads lines of model, day, and micro-dollars per million tokens.
    pub fn parse(json: &str) -> Result<Self, UnreadablePrices> {
        let mut dated: BTreeMap<String, BTreeMap<Timestamp, Price>> = BTreeMap::new();
        for Line { model, from, input, output, cached_input } in serde_json::from_str::<Vec<Line>>(json)? {
            let day = format!("{from}T00:00:00.000Z").parse().map_err(|source| UnreadablePrices::Day { day: from, source })?;
            dated.entry(model).or_default().insert(day, Price { input, output, cached_input });
        }
        Ok(Self { dated, set: BTreeMap::new() })
    }

    /// The same with a price of its own for a model of a provider, as an operator agreed it.
    #[must_use]
    pub fn with(mut self, model: ModelName, price: Price) -> Self {
        self.set.insert(model, price);
        self
    }

    /// What a model costs at a moment. A model without a price costs what the platform charges for a token.
    pub fn of(&self, name: &ModelName, at: Timestamp) -> Price {
        let listed = || {
            let model = CROSS_REGION.iter().find_map(|region| name.model().strip_prefix(region)).unwrap_or(name.model());
            self.dated.get(model).and_then(|dated| dated.range(..=at).next_back()).map(|(_, price)| *price)
        };
        self.set.get(name).copied().or_else(listed).unwrap_or(Price::PLATFORM)
    }
}

impl Price {
    const PLATFORM: Price = {
        let token = MicroDollars::PER_TOKEN.0.unsigned_abs() * 1_000_000;
        Price { input: token, output: token, cached_input: None }
    };

    /// What a call costs, rounded up to a whole micro-dollar.
    pub fn cost(&self, usage: Usage) -> MicroDollars {
        let cached = usage.cached_input_tokens.min(usage.input_tokens);
        let times = |tokens: u64, price: u64| u128::from(tokens) * u128::from(price);
        let total = times(usage.input_tokens - cached, self.input)
            + times(cached, self.cached_input.unwrap_or(self.input))
            + times(usage.output_tokens, self.output);
        MicroDollars(i64::try_from(total.div_ceil(PER_MILLION)).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> ModelName {
        text.parse().unwrap()
    }

    fn on(day: &str) -> Timestamp {
        format!("{day}T12:00:00.000Z").parse().unwrap()
    }

    #[test]
    fn a_call_is_charged_by_its_days_price() {
        let list = r#"[{"model":"m","from":"2025-01-01","input":2000000,"output":8000000,"cached_input":500000},
            {"model":"m","from":"2025-06-01","input":1000000,"output":4000000}]"#;
        let prices = Prices::parse(list).unwrap();
        let usage = Usage { input_tokens: 1_000, output_tokens: 100, cached_input_tokens: 400 };
        let cost = |day: &str| prices.of(&name("openai:m"), on(day)).cost(usage).0;
        assert_eq!((cost("2025-03-01"), cost("2025-07-01")), (1_200 + 200 + 800, 1_000 + 400));
        assert_eq!(cost("2024-12-31"), 1_100 * 3, "before its first price a model costs what the platform charges");
    }

    #[test]
    fn what_an_operator_agreed_goes_before_the_list() {
        let agreed = Price { input: 1, output: 2, cached_input: None };
        let prices = Prices::listed().with(name("own:gpt-4o-mini"), agreed);
        assert_eq!(prices.of(&name("own:gpt-4o-mini"), on("2026-01-01")), agreed);
        assert_ne!(prices.of(&name("openai:gpt-4o-mini"), on("2026-01-01")), agreed);
    }

    #[test]
    fn a_cross_region_profile_costs_what_its_model_costs() {
        let prices = Prices::listed();
        let of = |text: &str| prices.of(&name(text), on("2026-01-01"));
        assert_eq!(of("bedrock:us.amazon.nova-lite-v1:0"), of("bedrock:amazon.nova-lite-v1:0"));
        assert_ne!(of("bedrock:us.amazon.nova-lite-v1:0"), Price::PLATFORM);
    }

    #[test]
    fn a_part_of_a_micro_dollar_is_charged_as_a_whole_one() {
        let price = Price { input: 1, output: 0, cached_input: None };
        let cost = |input_tokens| price.cost(Usage { input_tokens, ..Usage::default() }).0;
        assert_eq!((cost(0), cost(1), cost(1_000_000), cost(1_000_001), cost(u64::MAX)), (0, 1, 1, 2, 18_446_744_073_710));
    }

    #[test]
    fn a_list_that_says_no_day_or_more_than_it_may_is_refused() {
        for list in [
            r#"[{"model":"m","from":"soon","input":1,"output":1}]"#,
            r#"[{"model":"m","from":"2025-01-01","input":-1,"output":1}]"#,
            r#"[{"model":"m","from":"2025-01-01","input":1,"output":1,"inptu":1}]"#,
            "{}",
        ] {
            assert!(Prices::parse(list).is_err(), "{list}");
        }
    }
}
