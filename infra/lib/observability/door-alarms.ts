import type { PlatformStack } from '../platform-stack.ts';
import { alarm } from './alarm.ts';
import type { Metrics } from './metrics.ts';

/** Where what counts callers does not answer, most endpoints let them in uncounted, and say so. */
export function doorAlarms(stack: PlatformStack, metrics: Metrics): void {
  const metric = metrics.own('uncounted_requests');
  alarm(stack, 'uncounted-requests', { metric, threshold: 0, periods: 1, says: 'Callers are let in whom no rate limit counts' });
}
