import { type Alarm, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { IVersion } from 'aws-cdk-lib/aws-lambda';
import type { Declaration } from '../manifest.ts';
import type { PlatformStack } from '../platform-stack.ts';
import { alarm } from './alarm.ts';
import { failuresOf, MINUTE, ofFunction, ofVersion } from './metrics.ts';

/** Percent of a version's invocations that fail: so many in a minute, and it goes back. */
const FAILED = 5;

/** The minutes that are looked at: what the code tells of one may come later than what Lambda measured in it. */
const MINUTES = 3;

/** The share of its time that the slowest hundredth of a function's calls may take. */
const OF_TIMEOUT = 0.8;

/**
 * Of one version alone, whatever its share of the traffic: invocations that failed, answers that are errors of the server, messages that were
 * not handled. In a sum CloudWatch takes what nobody told for 0.
 */
export function errorRate(stack: PlatformStack, { name }: Declaration, version: IVersion): Alarm {
  const usingMetrics = {
    errors: ofVersion(stack.names, name, version, 'Errors'),
    failures: failuresOf(stack.names, name, version),
    invocations: ofVersion(stack.names, name, version, 'Invocations'),
  };
  const expression = '100 * (errors + failures) / invocations';
  return alarm(stack, `${name}-errors`, {
    metric: new MathExpression({ expression, usingMetrics, period: MINUTE, label: `${name}: percent failed` }),
    threshold: FAILED,
    periods: MINUTES,
    once: true,
    says: `More than ${FAILED} % of what ${name} is asked fails in its newest version`,
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
