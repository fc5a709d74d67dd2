use genesis_core::{Clock, Declaration, Ids};
use genesis_models::Configuration;

use super::Cloud;
use crate::{Connection, InvalidSettings, Models, Settings, StoreError};

/// Where it is deployed.
impl Cloud {
    /// For a function on AWS: settings from the environment, credentials from its role.
    pub fn deployed(declaration: &Declaration) -> Result<Self, InvalidSettings> {
        let settings = Settings::from_environment()?;
        let connection = Connection::deployed(declaration.name, &settings);
        let models = Models::named(settings.models.clone());
        Ok(Self::new(settings, connection, Clock::system(), Ids::random(), models))
    }

    /// For an operator of a stage, who reaches its tables and secrets with credentials of their own.
    pub async fn of_stage(stage: &str) -> Self {
        let settings = Settings::of_stage(stage);
        let connection = Connection::of_operator(&settings).await;
        Self::new(settings, connection, Clock::system(), Ids::random(), Models::named(Configuration::default()))
    }

    /// The same with its buckets, whose names an account and a region are part of; the table of the audit says which.
    pub async fn of_whole_stage(stage: &str) -> Result<Self, StoreError> {
        let settings = Settings::of_stage(stage);
        let connection = Connection::of_operator(&settings).await;
        let table = settings.table("security");
        let described = connection.clients().dynamodb().describe_table().table_name(&table).send().await;
        let described = described.map_err(StoreError::of("DescribeTable"))?.table.and_then(|table| table.table_arn);
        let settings = settings.with_buckets_of(&described.unwrap_or_default());
        Ok(Self::new(settings, connection, Clock::system(), Ids::random(), Models::named(Configuration::default())))
    }
}
