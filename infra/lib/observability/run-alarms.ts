import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { PlatformStack } from '../platform-stack.ts';
import { alarm } from './alarm.ts';
import { type Metrics, MINUTE } from './metrics.ts';

/** Percent of the runs that ended in a minute which may have failed. */
const FAILED = 5;

/** What repeated runs of a question must agree in, at least. */
const STABLE = 0.95;

/** Percent of the context that routing must spare, at least. */
const SPARED = 15;

/** The longest that routing may take, in milliseconds. */
const ROUTED_IN = 1000;

/** What the platform tells of its runs itself. */
export function runAlarms(stack: PlatformStack, metrics: Metrics): void {
  alarm(stack, 'runs-failed', {
    metric: failed(metrics),
    threshold: FAILED,
    periods: 3,
    says: `More than ${FAILED} % of runs fail for three minutes`,
  });
  alarm(stack, 'stability', {
    metric: metrics.own('stability_score'),
    threshold: STABLE,
    wrong: 'below',
    periods: 2,
    says: `Runs agree in less than ${STABLE}`,
  });
  alarm(stack, 'routing-gain', {
    metric: metrics.own('avg_token_savings'),
    threshold: SPARED,
    wrong: 'below',
    periods: 5,
    says: `Routing spares less than ${SPARED} %`,
  });
  alarm(stack, 'routing-time', {
    metric: metrics.own('avg_selection_time_ms'),
    threshold: ROUTED_IN,
    periods: 2,
    says: `Routing takes over ${ROUTED_IN} ms`,
  });
}

function failed(metrics: Metrics): MathExpression {
  const usingMetrics = {
    successful: metrics.own('successful_runs'),
    failed: metrics.own('failed_runs'),
    terminated: metrics.own('terminated_runs'),
  };
  const expression = '100 * DIFF(failed) / (DIFF(successful) + DIFF(failed) + DIFF(terminated))';
  return new MathExpression({ expression, usingMetrics, period: MINUTE, label: 'percent of runs failed' });
}
