import { Duration } from 'aws-cdk-lib';
import type { PlatformStack } from '../platform-stack.ts';
import { alarm } from './alarm.ts';
import type { Metrics } from './metrics.ts';

/** Percent of the runs that ended in a minute which may have failed. */
const FAILED = 5;

/** What repeated runs of a question must agree in, at least. */
const STABLE = 0.95;

/** Percent of the context that routing must spare, at least. */
const SPARED = 15;

/** The longest that routing may take, in milliseconds. */
const ROUTED_IN = 1000;

/** What the platform tells of its runs itself. Its sums and means go back to its first day, an alarm some minutes. */
export function runAlarms(stack: PlatformStack, metrics: Metrics): void {
  alarm(stack, 'runs-failed', {
    metric: metrics.ofGrowth(
      '100 * DIFF(failed) / (DIFF(successful) + DIFF(failed) + DIFF(terminated))',
      { successful: 'successful_runs', failed: 'failed_runs', terminated: 'terminated_runs' },
      'percent of runs failed',
    ),
    threshold: FAILED,
    periods: 3,
    says: `More than ${FAILED} % of runs fail for three minutes`,
  });
  alarm(stack, 'stability', {
    metric: metrics.ofGrowth(
      'DIFF(stability) / (10000 * DIFF(rated))',
      { stability: 'total_stability_ten_thousandths', rated: 'rated_runs' },
      'stability of rated runs',
      Duration.minutes(2),
    ),
    threshold: STABLE,
    wrong: 'below',
    periods: 1,
    says: `Runs agree in less than ${STABLE}`,
  });
  alarm(stack, 'routing-gain', {
    metric: metrics.ofGrowth(
      '100 * (DIFF(full) - DIFF(routed)) / DIFF(full)',
      { full: 'total_full_tokens', routed: 'total_routed_tokens' },
      'percent of tokens spared',
      Duration.minutes(5),
    ),
    threshold: SPARED,
    wrong: 'below',
    periods: 1,
    says: `Routing spares less than ${SPARED} %`,
  });
  alarm(stack, 'routing-time', {
    metric: metrics.ofGrowth(
      'DIFF(took) / DIFF(turns)',
      { took: 'total_selection_time_ms', turns: 'total_router_runs' },
      'milliseconds of routing a turn',
      Duration.minutes(2),
    ),
    threshold: ROUTED_IN,
    periods: 1,
    says: `Routing takes over ${ROUTED_IN} ms`,
  });
}
