use aws_sdk_dynamodb::types::{TransactWriteItem, Update};
use genesis_core::Timestamp;
use genesis_lag::Terminator;
use genesis_models::{Answered, FinalAnswer};
use genesis_orchestration::{Run, RunState, Status};
use genesis_rcr::Policy;
use genesis_tenancy::Metered;

use super::{
    OPEN, Runs,
    lists::{Listing, RunAt, place_key},
    open_statuses, run_key,
    totals::{agent_key, sums_of},
};
use crate::{
    StoreError,
    quotas::{Settlement, signed},
    table::{attribute, number, text},
};

/// How a run ended.
#[derive(Debug, Clone, Copy)]
pub struct Finished<'a> {
    pub status: Status,
    pub at: Timestamp,
    pub answer: Option<&'a FinalAnswer>,
    /// What is certain without it.
    pub certain: &'a [Answered],
    /// Why the logic stopped.
    pub terminator: Option<&'a Terminator>,
    pub error: Option<&'a str>,
    pub stability_score: Option<f64>,
    pub artifact_files: &'a [&'a str],
}

impl Runs {
    /// Ends a run in the state that was seen, and counts it. A conflict when it is over, or has gone on since.
    pub async fn finish(&self, seen: &RunState, ending: &Finished<'_>) -> Result<(), StoreError> {
        let run = &seen.run;
        let mut writes = vec![
            self.end(run, ending)?,
            self.table.removal(&place_key(self.tenant, Listing::Open, run))?,
            self.table.item(&place_key(self.tenant, Listing::Ended(ending.status), run), &RunAt { run_id: run.id })?,
            self.count(&sums(run, ending))?,
            self.quotas.settling(&settlement(run))?,
            self.quotas.counting(ending.at, &used(run))?,
        ];
        for (agent, tally) in seen.tallies() {
            writes.push(self.table.sum(&agent_key(self.tenant, agent), &sums_of(&tally))?);
        }
        self.table.commit(writes).await
    }

    /// Only while no further turn has ended, so that the sums miss none.
    fn end(&self, run: &Run, ending: &Finished<'_>) -> Result<TransactWriteItem, StoreError> {
        let mut values = open_statuses();
        values.insert(":final".to_owned(), text(ending.status.as_str()));
        values.insert(":at".to_owned(), number(ending.at.0));
        values.insert(":answer".to_owned(), attribute(&ending.answer)?);
        values.insert(":certain".to_owned(), attribute(&ending.certain)?);
        values.insert(":terminator".to_owned(), attribute(&ending.terminator)?);
        values.insert(":error".to_owned(), attribute(&ending.error)?);
        values.insert(":stability".to_owned(), attribute(&ending.stability_score)?);
        values.insert(":files".to_owned(), attribute(&ending.artifact_files)?);
        values.insert(":completed".to_owned(), number(run.steps_completed));
        values.insert(":failed".to_owned(), number(run.steps_failed));
        values.insert(":tokens".to_owned(), number(run.total_tokens));
        let update = Update::builder()
            .table_name(&self.table.name)
            .set_key(Some(run_key(self.tenant, run.id).attributes()))
            .update_expression(
                "SET #status = :final, completed_at = :at, answer = :answer, certain = :certain, terminator = :terminator, #error = :error, \
                 stability_score = :stability, \
                 artifact_files = :files",
            )
            .condition_expression(format!("{OPEN} AND steps_completed = :completed AND steps_failed = :failed AND total_tokens = :tokens"))
            .expression_attribute_names("#status", "status")
            .expression_attribute_names("#error", "error")
            .set_expression_attribute_values(Some(values));
        Ok(TransactWriteItem::builder().update(update.build().map_err(StoreError::unreadable)?).build())
    }
}

/// A run from before there were quotas held nothing of them.
fn settlement(run: &Run) -> Settlement {
    Settlement {
        runs: u64::from(run.reserved_tokens.is_some()),
        reserved_tokens: run.reserved_tokens.unwrap_or_default(),
        used_tokens: run.total_tokens,
    }
}

fn used(run: &Run) -> [(Metered, i64); 3] {
    let tokens = signed(run.total_tokens);
    [(Metered::OrchestrationRuns, 1), (Metered::Tokens, tokens), (Metered::RouterCalls, run.steps_completed.into())]
}

fn sums(run: &Run, ending: &Finished<'_>) -> Vec<(&'static str, u64)> {
    let mut sums = vec![
        (ending.status.as_str(), 1),
        ("total_tokens", run.total_tokens),
        ("routed_tokens", run.routed_tokens),
        ("full_tokens", run.full_tokens),
        ("turns", run.steps_completed.into()),
        ("selection_ms", run.selection_ms),
        ("duration_ms", ending.at.millis_since(run.created_at)),
    ];
    let names = match run.policy {
        Policy::Rcr => None,
        Policy::Static => Some(["static_runs", "static_turns", "static_routed_tokens", "static_full_tokens", "static_selection_ms"]),
        Policy::Full => {
            Some(["unrouted_runs", "unrouted_turns", "unrouted_routed_tokens", "unrouted_full_tokens", "unrouted_selection_ms"])
        }
    };
    let figures = [1, run.steps_completed.into(), run.routed_tokens, run.full_tokens, run.selection_ms];
    sums.extend(names.into_iter().flat_map(|names| names.into_iter().zip(figures)));
    if let Some(stability) = ending.stability_score {
        sums.extend([("rated", 1), ("stability_ten_thousandths", (stability * 10_000.0).round() as u64)]);
    }
    sums
}
