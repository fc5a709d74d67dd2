use genesis_aws::{Cloud, StoreError};
use genesis_core::{Fault, TenantId};
use genesis_orchestration::{ExecutionEnd, Run};

/// Closes what agents of the caller's own have open for a run that is over. What is missed is closed when its time is over.
pub(crate) async fn withdraw(cloud: &Cloud, tenant: TenantId, run: &Run) {
    if let Err(error) = close(cloud, tenant, run).await {
        tracing::warn!(run = %run.id, code = error.code(), %error, "open work of a run that is over could not be closed");
    }
}

async fn close(cloud: &Cloud, tenant: TenantId, run: &Run) -> Result<(), StoreError> {
    let executions = cloud.agent_executions(tenant);
    for agent in run.agents.values() {
        for work in executions.open_work_of(run.id, &agent.agent_id).await? {
            let Some(open) = executions.find(work.execution_id).await?.filter(|open| open.turn.is_some()) else { continue };
            let end = ExecutionEnd { error_message: Some("run_is_over".to_owned()), ..ExecutionEnd::default() };
            executions.withdraw(&open.ended(end, cloud.clock().now())).await?;
        }
    }
    Ok(())
}
