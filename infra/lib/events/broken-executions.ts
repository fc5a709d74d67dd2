import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { liveFunction } from '../live-function.ts';
import { triggeredBy } from '../manifest.ts';
import type { PlatformStack } from '../platform-stack.ts';

/** Tells of executions that ended in a way that the workflow itself could not handle. */
export function brokenExecutions(stack: PlatformStack, undelivered: sqs.IQueue): void {
  for (const { name } of triggeredBy(stack.place.manifest, 'broken_execution')) {
    new events.Rule(stack, `Rule-${name}`, {
      ruleName: stack.names.of(name),
      description: `Executions of the workflow that failed, timed out or were stopped, for ${name}`,
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [stack.names.workflowArn(stack.place.manifest.workflow.name)] },
      },
      targets: [
        new targets.LambdaFunction(liveFunction(stack, name), {
          deadLetterQueue: undelivered,
          retryAttempts: 24,
          maxEventAge: Duration.hours(6),
        }),
      ],
    });
  }
}
