//! What runs have spent on models, in the table `orchestration`.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | what a run has spent and set aside | `{tenant}#run-account#{run}` | `account` |
//!
//! What a worker set aside and died over stays set aside: the provider may have charged for it.

use aws_sdk_dynamodb::{operation::update_item::UpdateItemError, types::ReturnValuesOnConditionCheckFailure};
use futures::{FutureExt, TryFutureExt, future::BoxFuture};
use genesis_core::{MicroDollars, RunId, TenantId};
use genesis_lag::Limits;
use genesis_models::{Budget, Charge, Reserved, Scarce, Unreachable};
use serde::Deserialize;

use crate::{
    StoreError,
    table::{Key, Table, number, read},
};

/// The account of one run.
#[derive(Clone)]
pub struct RunAccount {
    table: Table,
    key: Key,
    /// The most it may come to.
    most: Charge,
}

#[derive(Default, Deserialize)]
struct Spent {
    tokens: u64,
    cost_microdollars: i64,
}

impl RunAccount {
    /// `beside` is what the run has spent that is in no account.
    pub(crate) fn new(table: Table, tenant: TenantId, run: RunId, limits: &Limits, beside: Charge) -> Self {
        let most = Charge {
            tokens: u64::from(limits.max_tokens).saturating_sub(beside.tokens),
            cost: MicroDollars(i64::from(limits.max_cost_microdollars) - beside.cost.0),
        };
        Self { table, key: Key::new(format!("{tenant}#run-account#{run}"), "account"), most }
    }

    /// The condition leaves room for the worst case, so that requests at once cannot overspend together.
    async fn set_aside(&self, worst: Charge) -> Result<Reserved, StoreError> {
        let Some(tokens_before) = self.most.tokens.checked_sub(worst.tokens) else { return Ok(Reserved::Short(Scarce::Tokens)) };
        let cost_before = self.most.cost.0 - worst.cost.0;
        if cost_before < 0 {
            return Ok(Reserved::Short(Scarce::Money));
        }
        let update = self.table.client().update_item().table_name(&self.table.name).set_key(Some(self.key.attributes()));
        let update = update
            .update_expression("ADD tokens :tokens, cost_microdollars :cost")
            .expression_attribute_values(":tokens", number(worst.tokens))
            .expression_attribute_values(":cost", number(worst.cost.0))
            .condition_expression("attribute_not_exists(pk) OR (tokens <= :tokens_before AND cost_microdollars <= :cost_before)")
            .expression_attribute_values(":tokens_before", number(tokens_before))
            .expression_attribute_values(":cost_before", number(cost_before))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let Err(error) = update.send().await else { return Ok(Reserved::SetAside) };
        let Some(UpdateItemError::ConditionalCheckFailedException(refused)) = error.as_service_error() else {
            return Err(StoreError::of("UpdateItem")(error));
        };
        let spent: Spent = refused.item.clone().map(read).transpose()?.unwrap_or_default();
        Ok(Reserved::Short(if spent.tokens > tokens_before { Scarce::Tokens } else { Scarce::Money }))
    }

    /// In a transaction, whose token has it done once however often the request is sent.
    async fn put_back(&self, worst: Charge, actual: Charge) -> Result<(), StoreError> {
        let tokens = i128::from(actual.tokens) - i128::from(worst.tokens);
        let cost = i128::from(actual.cost.0) - i128::from(worst.cost.0);
        self.table.commit(vec![self.table.sum(&self.key, &[("tokens", tokens), ("cost_microdollars", cost)])?]).await
    }

    async fn share(&self) -> Result<f64, StoreError> {
        let spent: Spent = self.table.get(&self.key).await?.unwrap_or_default();
        Ok(if self.most.cost.0 > 0 { spent.cost_microdollars as f64 / self.most.cost.0 as f64 } else { 1.0 })
    }
}

impl Budget for RunAccount {
    fn reserve(&self, worst: Charge) -> BoxFuture<'_, Result<Reserved, Unreachable>> {
        self.set_aside(worst).map_err(Unreachable::from).boxed()
    }

    fn settle(&self, worst: Charge, actual: Charge) -> BoxFuture<'_, Result<(), Unreachable>> {
        self.put_back(worst, actual).map_err(Unreachable::from).boxed()
    }

    fn spent_share(&self) -> BoxFuture<'_, Result<f64, Unreachable>> {
        self.share().map_err(Unreachable::from).boxed()
    }
}
