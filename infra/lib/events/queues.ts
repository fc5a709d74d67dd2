import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Manifest, Triggered } from '../manifest.ts';
import type { PlatformStack } from '../platform-stack.ts';

/** As long as SQS keeps anything: for somebody to look at what could not be handled. */
const KEPT = Duration.days(14);

/** A queue and where its messages go that nobody can handle. */
export function messageQueue(stack: PlatformStack, declared: Manifest['queues'][number]): sqs.Queue {
  return new sqs.Queue(stack, `Queue-${declared.name}`, {
    queueName: stack.names.of(declared.name),
    visibilityTimeout: Duration.seconds(declared.visibility_seconds),
    retentionPeriod: KEPT,
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    deadLetterQueue: { queue: deadLetters(stack, declared.dead_letters), maxReceiveCount: declared.max_receives },
  });
}

export function deadLetters(stack: PlatformStack, name: string): sqs.Queue {
  return new sqs.Queue(stack, `Queue-${name}`, {
    queueName: stack.names.of(name),
    retentionPeriod: KEPT,
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
  });
}

/** Feeds a function from its queue; a message it could not handle comes back alone. */
export function feed(stack: PlatformStack, { name, trigger }: Triggered<'queue'>, queue: sqs.IQueue): void {
  new lambda.CfnEventSourceMapping(stack, `Feed-${name}`, {
    eventSourceArn: queue.queueArn,
    functionName: stack.names.liveArn(name),
    batchSize: trigger.batch_size,
    scalingConfig: { maximumConcurrency: trigger.max_concurrency },
    functionResponseTypes: ['ReportBatchItemFailures'],
  });
}
