use std::collections::BTreeMap;

use futures::{StreamExt, TryStreamExt, stream};
use genesis_audit::{Kept, Trail};

use super::{AuditChain, RecordItem, chain::seals, records_key};
use crate::{
    StoreError,
    table::{Item, read, sort_key},
};

/// Seals that are read at a time.
const AT_ONCE: usize = 16;
/// So often a trail is read anew that the sealer has gone on with.
const TRIES: u32 = 5;

impl AuditChain {
    /// All that is kept of the tenant's audit, for whoever verifies it. Takes as long as there is of it. A conflict where the sealer
    /// never rests meanwhile.
    pub async fn trail(&self) -> Result<Trail, StoreError> {
        for _ in 0..TRIES {
            let known = self.known().await?;
            let items = self.table.partition(&records_key(self.tenant)).await?;
            let seals = self.seals().await?;
            let head = known.as_ref().map(|known| known.head);
            if self.known().await?.map(|known| known.head) == head {
                let records = items.into_iter().map(kept).collect();
                return Ok(Trail { tenant: self.tenant, records, seals, head, unsigned: known.and_then(|known| known.unsigned) });
            }
        }
        Err(StoreError::Conflict)
    }

    /// The texts of all seals by their names.
    async fn seals(&self) -> Result<BTreeMap<String, String>, StoreError> {
        let prefix = seals(self.tenant);
        let list = self.clients.s3().list_objects_v2().bucket(&self.bucket).prefix(&prefix);
        let mut pages = list.into_paginator().send();
        let mut names = Vec::new();
        while let Some(page) = pages.next().await {
            let listed = page.map_err(StoreError::of("ListObjectsV2"))?.contents.unwrap_or_default();
            names.extend(listed.into_iter().filter_map(|object| object.key?.strip_prefix(&prefix).map(str::to_owned)));
        }
        stream::iter(names).map(|name| self.seal(name)).buffer_unordered(AT_ONCE).try_collect().await
    }

    async fn seal(&self, name: String) -> Result<(String, String), StoreError> {
        let get = self.clients.s3().get_object().bucket(&self.bucket).key(format!("{}{name}", seals(self.tenant)));
        let object = get.send().await.map_err(StoreError::of("GetObject"))?;
        let body = object.body.collect().await.map_err(StoreError::unreadable)?;
        // What is no text is no seal, which the verifier says.
        Ok((name, String::from_utf8_lossy(&body.into_bytes()).into_owned()))
    }
}

/// What is no record any more has no text.
fn kept(item: Item) -> Kept {
    let place = sort_key(&item).to_owned();
    let Ok(RecordItem { record, sequence, link, .. }) = read(item) else { return Kept { place, text: String::new(), link: None } };
    let link = link.and_then(|link| link.parse().ok());
    Kept { place, text: record, link: sequence.zip(link) }
}
