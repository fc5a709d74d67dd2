import type { PlatformStack } from '../platform-stack.ts';

/** The settings a function reads from its environment. No secret is among them. */
export function environment(stack: PlatformStack, tenantRoleArn: string): Record<string, string> {
  const { names, place } = stack;
  const { models, rateFactor } = place.configuration;
  return {
    GENESIS_STAGE: place.configuration.stage,
    GENESIS_TABLE_PREFIX: names.of(''),
    GENESIS_BUCKET_PREFIX: names.bucketPrefix(),
    GENESIS_QUEUE_URL_PREFIX: names.queueUrl(''),
    GENESIS_SECRET_PREFIX: names.secret(''),
    GENESIS_WORKFLOW_ARN: names.workflowArn(place.manifest.workflow.name),
    GENESIS_TENANT_ROLE_ARN: tenantRoleArn,
    GENESIS_RATE_FACTOR: String(rateFactor),
    ...(models && { GENESIS_MODELS: JSON.stringify(models) }),
  };
}
