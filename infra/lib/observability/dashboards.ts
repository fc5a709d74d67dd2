import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { UNDELIVERED } from '../events/undelivered.ts';
import { domainsOf, type Manifest } from '../manifest.ts';
import type { Row, Shown } from './dashboard.ts';
import { type Metrics, MINUTE, percent } from './metrics.ts';

/** The five dashboards, each of the metrics there are. */
export function dashboards(manifest: Manifest, metrics: Metrics): Shown[] {
  return [overview, infrastructure, sla, security, rateLimiting].map((shown) => shown(manifest, metrics));
}

function overview(manifest: Manifest, metrics: Metrics): Shown {
  const [started, succeeded] = [metrics.workflow('ExecutionsStarted'), metrics.workflow('ExecutionsSucceeded')];
  const ended = ['ExecutionsSucceeded', 'ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted'];
  return {
    name: 'overview',
    since: Duration.hours(24),
    figures: [
      started,
      percent(succeeded, started, 'percent succeeded'),
      metrics.workflow('ExecutionTime', 'Average'),
      metrics.api('Count'),
      availability(metrics),
    ],
    rows: [
      {
        Runs: ended.map((name) => metrics.workflow(name)),
        'Time of a run': quantiles((statistic) => metrics.workflow('ExecutionTime', statistic)),
      },
      {
        Requests: [metrics.api('Count'), metrics.api('4xx'), metrics.api('5xx')],
        'Latency of requests': quantiles((statistic) => metrics.api('Latency', statistic)),
      },
      told(manifest, metrics),
    ],
  };
}

function infrastructure(manifest: Manifest, metrics: Metrics): Shown {
  const tables = (metricName: string) => manifest.tables.map(({ name }) => metrics.table(name, metricName));
  return {
    name: 'infrastructure',
    since: Duration.hours(3),
    figures: tables('ConsumedReadCapacityUnits'),
    rows: [
      ...byDomain(manifest, 'Instances', (name) => metrics.function(name, 'ConcurrentExecutions', 'Maximum')),
      ...byDomain(manifest, 'Time, p99', (name) => metrics.function(name, 'Duration', 'p99')),
      { 'Tables: reads': tables('ConsumedReadCapacityUnits'), 'Tables: writes': tables('ConsumedWriteCapacityUnits') },
      {
        'Queues: waiting': waiting(manifest, metrics),
        'Queues: oldest message': manifest.queues.map(({ name }) => metrics.queue(name, 'ApproximateAgeOfOldestMessage')),
      },
      { Schedules: ['InvocationAttemptCount', 'TargetErrorCount', 'InvocationDroppedCount'].map((name) => metrics.schedules(name)) },
    ],
  };
}

function sla(_manifest: Manifest, metrics: Metrics): Shown {
  return {
    name: 'sla',
    since: Duration.hours(24),
    figures: [availability(metrics), metrics.api('Latency', 'p50'), metrics.api('Latency', 'p95'), metrics.api('Latency', 'p99')],
    rows: [
      { Availability: [availability(metrics)], 'Response time': quantiles((statistic) => metrics.api('Latency', statistic)) },
      {
        'Failed requests': [percent(metrics.api('5xx'), metrics.api('Count'), 'percent failed')],
        'Failed runs': [metrics.workflow('ExecutionsFailed'), metrics.workflow('ExecutionsTimedOut')],
      },
    ],
  };
}

function security(manifest: Manifest, metrics: Metrics): Shown {
  const authorizers = manifest.functions.filter(({ trigger }) => trigger.kind === 'authorizer').map(({ name }) => name);
  const refused = percent(metrics.api('4xx'), metrics.api('Count'), 'percent refused');
  const unproven = metrics.events('auth_failures');
  return {
    name: 'security',
    since: Duration.hours(6),
    figures: [unproven, metrics.api('4xx'), refused],
    rows: [
      { 'Credentials that proved nothing': [unproven] },
      { 'Refused requests': [metrics.api('4xx')], 'Share of refused requests': [refused] },
      {
        'Keys looked up': authorizers.map((name) => metrics.function(name, 'Invocations')),
        'Failed look-ups': authorizers.map((name) => metrics.function(name, 'Errors')),
      },
    ],
  };
}

function rateLimiting(manifest: Manifest, metrics: Metrics): Shown {
  const [limited, uncounted] = [metrics.events('rate_limit_hits'), metrics.events('uncounted_requests')];
  return {
    name: 'rate-limiting',
    since: Duration.hours(1),
    figures: [metrics.api('Count'), limited, uncounted],
    rows: [
      { Requests: [metrics.api('Count'), metrics.api('4xx')], 'Refused by a limit': [limited], 'Let in uncounted': [uncounted] },
      {
        'Threat level': [metrics.own('threat_level')],
        'Threats by level': ['threats_medium', 'threats_high', 'threats_critical'].map((name) => metrics.events(name)),
        'Addresses blocked': [metrics.events('addresses_blocked')],
      },
      ...byDomain(manifest, 'Throttled', (name) => metrics.function(name, 'Throttles')),
      { 'Queues: waiting': waiting(manifest, metrics) },
    ],
  };
}

/** What the platform tells of itself each minute, a graph for each unit; of what only grows, how much. */
function told(manifest: Manifest, metrics: Metrics): Row {
  const shown = ({ name, kind }: Manifest['metrics'][number]) => (kind === 'total' ? metrics.growth(name) : metrics.own(name));
  const each = manifest.metrics.filter(({ kind }) => kind !== 'event');
  const units = [...new Set(each.map(({ unit }) => unit))];
  return Object.fromEntries(units.map((unit) => [`Told by the platform: ${unit}`, each.filter((own) => own.unit === unit).map(shown)]));
}

function waiting(manifest: Manifest, metrics: Metrics): IMetric[] {
  const names = [...manifest.queues.flatMap(({ name, dead_letters }) => [name, dead_letters]), UNDELIVERED];
  return names.map((name) => metrics.queue(name, 'ApproximateNumberOfMessagesVisible'));
}

function byDomain(manifest: Manifest, title: string, metric: (name: string) => IMetric): Row[] {
  const of = (domain: string) => manifest.functions.filter((declared) => declared.domain === domain).map(({ name }) => metric(name));
  return [Object.fromEntries(domainsOf(manifest).map((domain) => [`${title}: ${domain}`, of(domain)]))];
}

function quantiles(metric: (statistic: string) => IMetric & { with(props: { label: string }): IMetric }): IMetric[] {
  return ['p50', 'p95', 'p99'].map((statistic) => metric(statistic).with({ label: statistic }));
}

function availability(metrics: Metrics): MathExpression {
  const usingMetrics = { failed: metrics.api('5xx'), all: metrics.api('Count') };
  return new MathExpression({ expression: '100 - 100 * failed / all', usingMetrics, period: MINUTE, label: 'percent available' });
}
