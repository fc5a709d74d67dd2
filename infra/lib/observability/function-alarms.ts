import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Declaration } from '../manifest.ts';
import type { PlatformStack } from '../platform-stack.ts';
import { alarm } from './alarm.ts';
import { ofFunction, percent } from './metrics.ts';

/** Percent of failed invocations: so many in a minute, and a new version goes back. */
const FAILED = 5;

/** The share of its time that the slowest hundredth of a function's calls may take. */
const OF_TIMEOUT = 0.8;

export function errorRate(stack: PlatformStack, { name }: Declaration): Alarm {
  const of = (metricName: string) => ofFunction(stack.names, name, metricName, 'Sum');
  const metric = percent(of('Errors'), of('Invocations'), `${name}: percent failed`);
  return alarm(stack, `${name}-errors`, {
    metric,
    threshold: FAILED,
    periods: 1,
    says: `More than ${FAILED} % of ${name}'s invocations fail`,
  });
}

export function throttles(stack: PlatformStack, { name }: Declaration): Alarm {
  const metric = ofFunction(stack.names, name, 'Throttles', 'Sum');
  return alarm(stack, `${name}-throttles`, { metric, threshold: 0, periods: 3, says: `${name} is throttled for three minutes` });
}

/** Measured against the function's own time: some wait for what happens, and some for language models. */
export function slowness(stack: PlatformStack, { name, timeout_seconds }: Declaration): Alarm {
  const threshold = OF_TIMEOUT * timeout_seconds * 1000;
  return alarm(stack, `${name}-p99`, {
    metric: ofFunction(stack.names, name, 'Duration', 'p99'),
    threshold,
    periods: 3,
    says: `A hundredth of ${name}'s calls takes over ${threshold} ms of its ${timeout_seconds} s`,
  });
}
