use std::{path::PathBuf, sync::Arc};

use genesis_aws::{Cloud, Models};
use genesis_core::{Clock, Ids};
use genesis_embedded_cloud::{EmbeddedCloud, Faults, Storage};
use genesis_models::Configuration;

use super::{Permissions, StartError, connection, provision};

/// What a platform has kept in a folder, with no platform at work on it.
pub(crate) struct Kept {
    cloud: Arc<EmbeddedCloud>,
    operator: Cloud,
}

impl Kept {
    pub async fn open(folder: PathBuf) -> Result<Self, StartError> {
        let cloud = EmbeddedCloud::open_with(Storage::Folder(folder), Faults::none()).await?;
        provision::stores(&cloud).await?;
        let clock = Clock::system();
        let settings = provision::settings(clock.now(), Configuration::default(), 1);
        let connection = connection(&cloud, "operator", Permissions::everything());
        let operator = Cloud::new(settings, connection, clock, Ids::random(), Models::default());
        Ok(Self { cloud, operator })
    }

    /// The stores, with an operator's rights.
    pub fn operator(&self) -> &Cloud {
        &self.operator
    }

    pub async fn close(self) {
        self.cloud.shutdown().await;
    }
}
