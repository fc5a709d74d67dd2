//! Asking language models: one after another, again where it may help, and never for more than the run has left.

mod account;
mod backoff;
mod fallbacks;
mod team;

use std::sync::Arc;

use genesis_aws::{Cloud, StoreError};
use genesis_core::TenantId;
use genesis_models::{CallLog, Charge};
use genesis_orchestration::{Execution, RunState};

pub use account::Account;
use fallbacks::Fallbacks;
pub(crate) use team::Player;
pub use team::{Asked, Team};

/// Who plays the roles of a run. Its tenant's prompts are read only where a language model is asked.
pub(crate) async fn team<'a>(cloud: &'a Cloud, tenant: TenantId, state: &RunState, log: CallLog) -> Result<Team<'a>, StoreError> {
    let (run, models) = (&state.run, cloud.models());
    let counterpart = cloud.model().expect("who plays roles is run with models");
    if run.casting.is_extractive() {
        return Ok(Team::of(counterpart));
    }
    let settings = cloud.agent_settings(tenant).find().await?;
    let account = Account {
        chats: models.chats.clone(),
        prices: Arc::new(models.configuration.prices()),
        budget: Arc::new(cloud.run_account(tenant, run, beside(state))),
        breakers: Arc::new(cloud.breakers()),
        clock: cloud.clock().clone(),
        log,
    };
    Ok(Team::asking(
        counterpart,
        Asked {
            casting: run.casting.clone(),
            seed: run.seed,
            configuration: models.configuration.clone(),
            prompts: settings.unwrap_or_default().prompts(),
            account,
            embeddings: models.embeddings.clone(),
        },
    ))
}

/// What turns have spent beside their calls, and so is in no account.
fn beside(state: &RunState) -> Charge {
    let spent = || state.executions.iter().map(Execution::beside_calls);
    Charge { tokens: spent().map(|charge| charge.tokens).sum(), cost: spent().map(|charge| charge.cost).sum() }
}
