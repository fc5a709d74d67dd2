use std::{collections::HashMap, fmt::Display, time::Duration};

use aws_sdk_dynamodb::types::KeysAndAttributes;
use genesis_core::{PlaceInTime, RunId, TenantId};
use genesis_orchestration::{PATIENCE, Run, Status};
use genesis_rcr::Role;
use serde::{Deserialize, Serialize};

use super::{Runs, run_key};
use crate::{
    Cloud, Page, StoreError,
    table::{Key, Listed, read, sort_key},
};

/// What is listed of all tenants is spread over so many lists, so that no partition of the index takes all writes.
pub(super) const SHARDS: u8 = 4;

/// Which runs of a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    All,
    Open,
    Ended(Status),
}

/// Where a run stands in a list.
type RunPlace = PlaceInTime<RunId>;

#[derive(Debug, Serialize)]
pub(crate) struct RunAt {
    pub run_id: RunId,
}

/// An open run, whosever it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenRun {
    pub tenant: TenantId,
    pub run_id: RunId,
    /// How long its workflow waits for the Planner.
    #[serde(default = "usual_patience")]
    pub planner_seconds: u32,
}

fn usual_patience() -> u32 {
    PATIENCE
}

#[derive(Debug, Serialize)]
pub(crate) struct ListedRun {
    #[serde(flatten)]
    run: OpenRun,
    #[serde(flatten)]
    place: Listed,
}

impl Runs {
    /// A page of runs, newest first, after `skip` of them, or after a place. Two calls, however long the history.
    pub async fn list(&self, listing: Listing, limit: u32, skip: u32, after: Option<RunPlace>) -> Result<Page<Run, RunPlace>, StoreError> {
        let found = self.table.last(&places(self.tenant, listing), after.map(|place| place.to_string()), skip + limit + 1).await?;
        let places = found.iter().skip(skip as usize).filter_map(|item| sort_key(item).parse().ok()).collect();
        let page = Page::cut(places, limit, |place: &RunPlace| *place);
        let ids: Vec<RunId> = page.entries.iter().map(|place| place.id).collect();
        Ok(Page { entries: self.load(&ids).await?, next: page.next })
    }

    /// The runs of these ids, in this order; at most 100.
    async fn load(&self, ids: &[RunId]) -> Result<Vec<Run>, StoreError> {
        let keys: Vec<_> = ids.iter().map(|id| run_key(self.tenant, *id).attributes()).collect();
        let mut loaded = HashMap::new();
        let mut wanted = Some(keys).filter(|keys| !keys.is_empty());
        for pause in pauses() {
            let Some(keys) = wanted.take() else { break };
            tokio::time::sleep(pause).await;
            let keys = KeysAndAttributes::builder().set_keys(Some(keys)).build().map_err(StoreError::unreadable)?;
            let request = self.table.client().batch_get_item().request_items(&self.table.name, keys);
            let mut reply = request.send().await.map_err(StoreError::of("BatchGetItem"))?;
            for item in reply.responses.take().into_iter().flat_map(HashMap::into_values).flatten() {
                let run: Run = read(item)?;
                loaded.insert(run.id, run);
            }
            wanted = reply.unprocessed_keys.and_then(|keys| keys.into_values().next()).map(|left| left.keys);
        }
        match wanted {
            None => Ok(ids.iter().filter_map(|id| loaded.remove(id)).collect()),
            Some(_) => Err(StoreError::Unavailable { operation: "BatchGetItem", source: "keys were left unprocessed".into() }),
        }
    }
}

/// Before each try of a batch: none before the first, then longer and longer.
fn pauses() -> impl Iterator<Item = Duration> {
    [0, 20, 40, 80, 160, 320, 640, 1_280].into_iter().map(Duration::from_millis)
}

impl Cloud {
    /// Every open run of every tenant, for the platform that must bring each to an end.
    pub async fn open_runs(&self) -> Result<Vec<OpenRun>, StoreError> {
        let table = self.platform_table("orchestration");
        let mut open = Vec::new();
        for shard in 0..SHARDS {
            for item in table.listed(&open_list(shard)).await? {
                open.push(read(item)?);
            }
        }
        Ok(open)
    }
}

pub(crate) fn open_run(tenant: TenantId, run: &Run) -> ListedRun {
    let place = Listed { listed_in: open_list(shard_of(run.id)), listed_at: place(run).to_string() };
    ListedRun { run: OpenRun { tenant, run_id: run.id, planner_seconds: run.patience()[&Role::Planner] }, place }
}

pub(super) fn shard_of(id: impl Display) -> u8 {
    id.to_string().bytes().next_back().unwrap_or_default() % SHARDS
}

fn open_list(shard: u8) -> String {
    format!("platform#open-runs#{shard}")
}

pub(crate) fn place_key(tenant: TenantId, listing: Listing, run: &Run) -> Key {
    Key::new(places(tenant, listing), place(run).to_string())
}

fn place(run: &Run) -> RunPlace {
    PlaceInTime { at: run.created_at, id: run.id }
}

fn places(tenant: TenantId, listing: Listing) -> String {
    match listing {
        Listing::All => format!("{tenant}#runs"),
        Listing::Open => format!("{tenant}#runs#open"),
        Listing::Ended(status) => format!("{tenant}#runs#{}", status.as_str()),
    }
}
