import { Duration } from 'aws-cdk-lib';
import type { PlatformStack } from '../platform-stack.ts';
import { alarm } from './alarm.ts';
import type { Metrics } from './metrics.ts';

/**
 * Where what counts callers does not answer, most endpoints let them in uncounted, and say so. Who fails to prove who they are may be
 * guessing; who is blocked for a flood and goes on is attacking.
 */
export function doorAlarms(stack: PlatformStack, metrics: Metrics): void {
  const metric = metrics.events('uncounted_requests');
  alarm(stack, 'uncounted-requests', { metric, threshold: 0, periods: 1, says: 'Callers are let in whom no rate limit counts' });
  const failures = metrics.events('auth_failures', Duration.minutes(5));
  alarm(stack, 'auth-failures', {
    metric: failures,
    threshold: 20,
    periods: 1,
    says: 'More than 20 credentials in 5 minutes proved nothing',
  });
  const threats = metrics.events('threats_critical', Duration.minutes(5));
  alarm(stack, 'threats-critical', { metric: threats, threshold: 0, periods: 1, says: 'An address that is blocked for a flood goes on' });
}
