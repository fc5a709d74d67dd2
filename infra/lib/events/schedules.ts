import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { allow } from '../functions/permissions.ts';
import { type Triggered, triggeredBy } from '../manifest.ts';
import type { PlatformStack } from '../platform-stack.ts';
import { role } from '../role.ts';

/** What is invoked again and again. In the further regions it waits for somebody to switch it on: two would do the same work twice. */
export function schedules(stack: PlatformStack, undelivered: sqs.IQueue): void {
  const scheduled = triggeredBy(stack.place.manifest, 'schedule');
  if (scheduled.length === 0) return;
  const group = new scheduler.CfnScheduleGroup(stack, 'Schedules', { name: stack.names.prefix });
  const invoking = invoker(stack, scheduled, undelivered);
  for (const declared of scheduled) {
    const { name, trigger } = declared;
    const schedule = new scheduler.CfnSchedule(stack, `Schedule-${name}`, {
      name,
      groupName: stack.names.prefix,
      description: declared.summary,
      state: stack.isPrimary ? 'ENABLED' : 'DISABLED',
      scheduleExpression: `rate(${trigger.every_minutes} ${trigger.every_minutes === 1 ? 'minute' : 'minutes'})`,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: stack.names.liveArn(name),
        roleArn: invoking.roleArn,
        input: '{}',
        deadLetterConfig: { arn: undelivered.queueArn },
        // The next one does what a missed one would have done.
        retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: Duration.minutes(trigger.every_minutes).toSeconds() },
      },
    });
    schedule.addResourceDependency(group);
  }
}

function invoker(stack: PlatformStack, scheduled: Triggered<'schedule'>[], undelivered: sqs.IQueue): iam.Role {
  const may = [
    allow(
      ['lambda:InvokeFunction'],
      scheduled.map(({ name }) => stack.names.liveArn(name)),
    ),
    allow(['sqs:SendMessage'], [undelivered.queueArn]),
  ];
  return role(stack, 'Scheduler', {
    description: 'As which schedules invoke functions',
    assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
    may,
  });
}
