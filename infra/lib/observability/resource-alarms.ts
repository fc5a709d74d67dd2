import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { UNDELIVERED } from '../events/undelivered.ts';
import type { PlatformStack } from '../platform-stack.ts';
import { alarm } from './alarm.ts';
import { type Metrics, MINUTE, percent } from './metrics.ts';

/** Percent of requests that may fail for three minutes: what the SLA calls a breach. */
const API_ERRORS = 1;

export function queueAlarms(stack: PlatformStack, metrics: Metrics): void {
  const { queues } = stack.place.manifest;
  for (const name of [...queues.map((queue) => queue.dead_letters), UNDELIVERED]) {
    const metric = metrics.queue(name, 'ApproximateNumberOfMessagesVisible');
    alarm(stack, name, { metric, threshold: 0, periods: 1, says: `Something in ${name} could not be handled` });
  }
  for (const { name, visibility_seconds, max_receives } of queues) {
    const metric = metrics.queue(name, 'ApproximateAgeOfOldestMessage');
    const threshold = visibility_seconds * max_receives;
    alarm(stack, `${name}-age`, { metric, threshold, periods: 1, says: `A message in ${name} waits longer than all its receives take` });
  }
}

export function tableAlarms(stack: PlatformStack, metrics: Metrics): void {
  for (const { name } of stack.place.manifest.tables) {
    const usingMetrics = { reads: metrics.table(name, 'ReadThrottleEvents'), writes: metrics.table(name, 'WriteThrottleEvents') };
    const metric = new MathExpression({ expression: 'reads + writes', usingMetrics, period: MINUTE, label: name });
    alarm(stack, `${name}-table-throttles`, { metric, threshold: 0, periods: 3, says: `The table ${name} is throttled for three minutes` });
  }
}

export function workflowAlarms(stack: PlatformStack, metrics: Metrics): void {
  for (const [metricName, ends] of [
    ['ExecutionsFailed', 'failed'],
    ['ExecutionsTimedOut', 'timed-out'],
  ] as const) {
    alarm(stack, `workflow-${ends}`, {
      metric: metrics.workflow(metricName),
      threshold: 0,
      periods: 1,
      says: `An execution of the workflow ${ends === 'failed' ? 'failed' : 'timed out'}`,
    });
  }
}

export function scheduleAlarm(stack: PlatformStack, metrics: Metrics): void {
  const metric = metrics.schedules('InvocationDroppedCount');
  alarm(stack, 'schedules-dropped', { metric, threshold: 0, periods: 1, says: 'A schedule gave up on invoking its function' });
}

export function apiAlarm(stack: PlatformStack, metrics: Metrics): void {
  const metric = percent(metrics.api('5xx'), metrics.api('Count'), 'percent failed');
  alarm(stack, 'api-errors', {
    metric,
    threshold: API_ERRORS,
    periods: 3,
    says: `More than ${API_ERRORS} % of requests fail for three minutes`,
  });
}
