use std::time::Duration;

use fn_orchestration::WORKFLOW as WORKFLOW_DEFINITION;
use genesis_aws::{
    Running, Settings,
    deployment::{BUCKETS, Content, QUEUES, SECRETS, TABLES, WORKFLOW, dead_letters},
};
use genesis_core::{Declaration, Ids, Queue, Timestamp, Trigger};
use genesis_embedded_cloud::{ACCOUNT, DeadLetter, EmbeddedCloud, ProvisionError, REGION};
use genesis_models::Configuration;

const SECRET_PREFIX: &str = "genesis/";

/// The settings of a platform that began to be alone with its data at this moment, and asks these models.
pub(super) fn settings(alone_since: Timestamp, models: Configuration, rate_factor: u32) -> Settings {
    Settings {
        stage: "local".to_owned(),
        table_prefix: String::new(),
        bucket_prefix: String::new(),
        queue_url_prefix: queue_url_prefix(),
        secret_prefix: SECRET_PREFIX.to_owned(),
        workflow_arn: format!("arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{WORKFLOW}"),
        tenant_role_arn: None,
        models,
        rate_factor,
        region: None,
        endpoint_url: None,
        running: Running::default(),
        alone_since: Some(alone_since),
    }
}

fn queue_url_prefix() -> String {
    format!("https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/")
}

pub(super) fn secret_name(name: &str) -> String {
    format!("{SECRET_PREFIX}{name}")
}

pub(super) async fn stores(cloud: &EmbeddedCloud) -> Result<(), ProvisionError> {
    for table in TABLES {
        cloud.create_table(table.name).await?;
    }
    for bucket in BUCKETS {
        cloud.create_bucket(bucket.name).await?;
    }
    for queue in QUEUES {
        let dead_letters = dead_letters(queue.queue);
        cloud.create_queue(&dead_letters, Duration::from_secs(30), None).await?;
        let dead_letter = DeadLetter { queue: &dead_letters, max_receives: queue.max_receives };
        let visibility = Duration::from_secs(queue.visibility_seconds.into());
        cloud.create_queue(queue.queue.as_str(), visibility, Some(dead_letter)).await?;
    }
    Ok(())
}

/// Resolves the definition's placeholders, which are names of functions and queues, and creates the workflow.
pub(super) async fn workflow(cloud: &EmbeddedCloud) -> Result<(), ProvisionError> {
    let mut definition = WORKFLOW_DEFINITION.to_owned();
    for queue in Queue::ALL {
        definition = definition.replace(&format!("${{{}}}", queue.as_str()), &format!("{}{}", queue_url_prefix(), queue.as_str()));
    }
    for function in crate::functions() {
        let name = function.declaration.name;
        definition = definition.replace(&format!("${{{name}}}"), name);
    }
    cloud.create_workflow(WORKFLOW, &definition).await.map(drop)
}

pub(super) fn event_sources<'a>(cloud: &EmbeddedCloud, declarations: impl Iterator<Item = &'a Declaration>) {
    for declaration in declarations {
        match declaration.trigger {
            Trigger::Queue { queue, batch_size, max_concurrency } => {
                cloud.attach_queue(queue.as_str(), declaration.name, batch_size, max_concurrency);
            }
            Trigger::BrokenExecution => cloud.tell_of_broken_executions(declaration.name),
            Trigger::Schedule { every_minutes } => cloud.attach_schedule(declaration.name, every_minutes),
            Trigger::Http(_) | Trigger::Task | Trigger::Authorizer => {}
        }
    }
}

/// Each is made once. On a machine of one's own the keys of models' providers are in the environment.
pub(super) async fn secrets(cloud: &EmbeddedCloud, ids: &Ids) -> Result<(), ProvisionError> {
    for secret in SECRETS {
        let content = match secret.content {
            Content::Generated { characters } => random(ids, characters),
            Content::Initial(content) => content.to_owned(),
        };
        cloud.create_secret(&secret_name(secret.name), &content).await?;
    }
    Ok(())
}

fn random(ids: &Ids, characters: u32) -> String {
    let digits = std::iter::repeat_with(|| ids.next().simple().to_string()).flat_map(|id| id.into_bytes()).map(char::from);
    digits.take(characters as usize).collect()
}
