// Before a new version gets traffic: invokes it with an event that has no effects, and tells CodeDeploy whether it answered.
const { CodeDeploy } = require('@aws-sdk/client-codedeploy');
const { Lambda } = require('@aws-sdk/client-lambda');

const codedeploy = new CodeDeploy();
const lambda = new Lambda();

exports.handler = async ({ DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId }) => {
  const status = (await answers(deploymentId)) ? 'Succeeded' : 'Failed';
  await codedeploy.putLifecycleEventHookExecutionStatus({ deploymentId, lifecycleEventHookExecutionId, status });
};

async function answers(deploymentId) {
  try {
    const FunctionName = `${process.env.FUNCTIONS_ARN}${await newVersion(deploymentId)}`;
    const reply = await lambda.invoke({ FunctionName, Payload: process.env.EVENT });
    console.log(JSON.stringify({ deploymentId, FunctionName, error: reply.FunctionError ?? null }));
    return !reply.FunctionError;
  } catch (error) {
    console.error(JSON.stringify({ deploymentId, error: String(error) }));
    return false;
  }
}

async function newVersion(deploymentId) {
  const { targetIds } = await codedeploy.listDeploymentTargets({ deploymentId });
  const { deploymentTarget } = await codedeploy.getDeploymentTarget({ deploymentId, targetId: targetIds[0] });
  const { functionName, targetVersion } = deploymentTarget.lambdaTarget.lambdaFunctionInfo;
  return `${functionName}:${targetVersion}`;
}
