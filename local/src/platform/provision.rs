use std::time::Duration;

use fn_orchestration::WORKFLOW as WORKFLOW_DEFINITION;
use genesis_aws::Settings;
use genesis_core::{Declaration, Ids, Queue, Timestamp, Trigger};
use genesis_embedded_cloud::{ACCOUNT, DeadLetter, EmbeddedCloud, ProvisionError, REGION};
use genesis_models::Configuration;

pub(super) const TABLES: [&str; 5] = ["orchestration", "memory", "tenants", "idempotency", "learning"];
pub(super) const BUCKETS: [&str; 2] = ["artifacts", "knowledge"];
pub(super) const WORKFLOW: &str = "run";

const SECRET_PREFIX: &str = "genesis/";

/// A message that failed so often goes to the dead-letter queue.
const MAX_RECEIVES: u32 = 3;

/// The settings of a platform that began to be alone with its data at this moment, and asks these models.
pub(super) fn settings(alone_since: Timestamp, models: Configuration) -> Settings {
    Settings {
        table_prefix: String::new(),
        bucket_prefix: String::new(),
        queue_url_prefix: queue_url_prefix(),
        secret_prefix: SECRET_PREFIX.to_owned(),
        workflow_arn: format!("arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:{WORKFLOW}"),
        tenant_role_arn: String::new(),
        models,
        alone_since: Some(alone_since),
    }
}

fn queue_url_prefix() -> String {
    format!("https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/")
}

pub(super) fn queue_name(queue: Queue) -> String {
    queue.as_str().to_owned()
}

/// Where a queue's messages go when nobody can handle them.
pub(crate) fn dead_letters(queue: Queue) -> String {
    format!("{}-dead-letters", queue_name(queue))
}

pub(super) fn secret_name(name: &str) -> String {
    format!("{SECRET_PREFIX}{name}")
}

pub(super) async fn stores(cloud: &EmbeddedCloud) -> Result<(), ProvisionError> {
    for table in TABLES {
        cloud.create_table(table).await?;
    }
    for bucket in BUCKETS {
        cloud.create_bucket(bucket).await?;
    }
    for queue in Queue::ALL {
        let name = queue_name(queue);
        let dead_letters = dead_letters(queue);
        cloud.create_queue(&dead_letters, Duration::from_secs(30), None).await?;
        let dead_letter = DeadLetter { queue: &dead_letters, max_receives: MAX_RECEIVES };
        cloud.create_queue(&name, visibility(queue), Some(dead_letter)).await?;
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
                cloud.attach_queue(&queue_name(queue), declaration.name, batch_size, max_concurrency);
            }
            Trigger::BrokenExecution => cloud.tell_of_broken_executions(declaration.name),
            Trigger::Schedule { every_minutes } => cloud.attach_schedule(declaration.name, every_minutes),
            Trigger::Http(_) | Trigger::Task | Trigger::Authorizer => {}
        }
    }
}

/// The key of all API-key hashes, made once: another one would make every key invalid.
/// On a machine of one's own the keys of models' providers are in the environment.
pub(super) async fn secrets(cloud: &EmbeddedCloud, ids: &Ids) -> Result<(), ProvisionError> {
    let random = [ids.next(), ids.next(), ids.next()].map(|id| id.simple().to_string());
    cloud.create_secret(&secret_name("api-key-pepper"), &random.concat()).await?;
    cloud.create_secret(&secret_name("model-keys"), "{}").await
}

/// Longer than the function's time and its lease, so that a message is not taken twice while it is worked on.
fn visibility(queue: Queue) -> Duration {
    match queue {
        Queue::AgentSteps => Duration::from_secs(930),
        Queue::DocumentBatches => Duration::from_secs(90),
    }
}
