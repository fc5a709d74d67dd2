use futures::{StreamExt, stream};
use genesis_aws::{Cloud, OpenExecution, StoreError};
use genesis_core::{Access, Declaration, Fault, Grant, Queue, Resource, Trigger};
use genesis_http::Function;
use serde::Deserialize;

use crate::execute_agent_step::LEASE;

const DECLARATION: Declaration = Declaration {
    name: "resume-agent-executions",
    summary: "Tells the agents' worker again of the built-in roles' steps that nobody works on, and of other agents' that are done or overdue.",
    trigger: Trigger::Schedule { every_minutes: 1 },
    grants: &[
        Grant { resource: Resource::PlatformTable("orchestration"), access: &[Access::List] },
        Grant { resource: Resource::Queue(Queue::AgentSteps), access: &[Access::Send] },
    ],
    memory_mib: 256,
    timeout_seconds: 60,
};

/// Steps announced at a time.
const AT_ONCE: usize = 8;

#[derive(Debug, Deserialize)]
struct Tick {}

pub fn function() -> Function<Cloud> {
    Function::event(&DECLARATION, resume_agent_executions)
}

async fn resume_agent_executions(cloud: Cloud, _: Tick) -> Result<(), StoreError> {
    let idle = cloud.open_agent_executions().await?.into_iter().filter(|execution| !cloud.is_held(execution.lease_until, LEASE));
    let due = cloud.due_agent_work().await?;
    stream::iter(idle.chain(due)).for_each_concurrent(AT_ONCE, |execution| announce(&cloud, execution)).await;
    Ok(())
}

async fn announce(cloud: &Cloud, open: OpenExecution) {
    if let Err(error) = cloud.agent_executions(open.tenant).announce(open.id).await {
        tracing::warn!(execution = %open.id, code = error.code(), %error, "a step could not be announced; the next round will");
    }
}
