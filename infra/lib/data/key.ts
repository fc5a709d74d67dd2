import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { PlatformStack } from '../platform-stack.ts';

/** The stage's key in its region, found elsewhere by its alias; none where the configuration leaves encryption to AWS's own keys. */
export function stageKey(stack: PlatformStack): kms.Key | undefined {
  if (!stack.place.configuration.customerKey) return undefined;
  const key = new kms.Key(stack, 'Key', {
    alias: stack.names.prefix,
    description: `Everything ${stack.names.prefix} keeps`,
    enableKeyRotation: true,
    // What it encrypted is lost with it: it outlives its stack for as long as KMS lets it.
    removalPolicy: stack.removalOfData,
  });
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'AlarmsPublish',
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
  );
  return key;
}
