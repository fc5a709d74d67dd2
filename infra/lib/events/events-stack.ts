import * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledged.ts';
import { triggeredBy } from '../manifest.ts';
import { LIVE } from '../names.ts';
import { type Place, PlatformStack } from '../platform-stack.ts';
import { brokenExecutions } from './broken-executions.ts';
import { deadLetters, feed, messageQueue } from './queues.ts';
import { schedules } from './schedules.ts';
import { UNDELIVERED } from './undelivered.ts';

/** What sets functions going beside the API and the workflow: queues, schedules, and executions that broke. */
export class EventsStack extends PlatformStack {
  constructor(scope: Construct, place: Place) {
    super(scope, 'events', 'Queues, schedules and rules', place);
    const { manifest } = place;
    const queues = new Map(manifest.queues.map((declared) => [declared.name, messageQueue(this, declared)]));
    for (const declaration of triggeredBy(manifest, 'queue')) {
      const queue = queues.get(declaration.trigger.queue);
      if (queue) feed(this, declaration, queue);
    }
    const undelivered = deadLetters(this, UNDELIVERED);
    acknowledge(undelivered, 'AwsSolutions-SQS3', 'It is where schedules, rules and functions leave what they could not deliver.');
    schedules(this, undelivered);
    brokenExecutions(this, undelivered);
    this.#keepFailures(undelivered);
  }

  /** Lambda takes these events and answers at once: what a function fails with later goes to the queue too. */
  #keepFailures(undelivered: sqs.IQueue): void {
    const asynchronous = [...triggeredBy(this.place.manifest, 'schedule'), ...triggeredBy(this.place.manifest, 'broken_execution')];
    for (const { name, trigger } of asynchronous) {
      new lambda.CfnEventInvokeConfig(this, `Failures-${name}`, {
        functionName: this.names.of(name),
        qualifier: LIVE,
        maximumRetryAttempts: trigger.kind === 'schedule' ? 0 : 2,
        destinationConfig: { onFailure: { destination: undelivered.queueArn } },
      });
    }
  }
}
