import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configured, manifest, Templates, written } from './stage.ts';

const prod = Templates.of('prod');
const alarms = prod.all('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);

/** The metrics of AWS that are looked at, with what must be deployed for there to be any. */
const MEASURED: Record<string, { type: string; metrics: RegExp; by: [dimension: string, property: string] }> = {
  'AWS/Lambda': {
    type: 'AWS::Lambda::Function',
    metrics: /^(Invocations|Errors|Throttles|Duration|ConcurrentExecutions)$/,
    by: ['FunctionName', 'FunctionName'],
  },
  'AWS/SQS': {
    type: 'AWS::SQS::Queue',
    metrics: /^(ApproximateNumberOfMessagesVisible|ApproximateAgeOfOldestMessage)$/,
    by: ['QueueName', 'QueueName'],
  },
  'AWS/DynamoDB': {
    type: 'AWS::DynamoDB::GlobalTable',
    metrics: /^((Read|Write)ThrottleEvents|Consumed(Read|Write)CapacityUnits)$/,
    by: ['TableName', 'TableName'],
  },
  'AWS/States': {
    type: 'AWS::StepFunctions::StateMachine',
    metrics: /^Execution(Time|s(Started|Succeeded|Failed|TimedOut|Aborted))$/,
    by: ['StateMachineArn', 'StateMachineName'],
  },
  'AWS/Scheduler': {
    type: 'AWS::Scheduler::ScheduleGroup',
    metrics: /^(InvocationAttemptCount|TargetErrorCount|InvocationDroppedCount)$/,
    by: ['ScheduleGroup', 'Name'],
  },
  'AWS/ApiGateway': { type: 'AWS::ApiGatewayV2::Api', metrics: /^(Count|4xx|5xx|Latency|IntegrationLatency)$/, by: ['ApiId', ''] },
};

interface Seen {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
}

function seen(namespace: string, name: string, dimensions: [string, unknown][]): Seen {
  return { namespace, name, dimensions: Object.fromEntries(dimensions.map(([key, value]) => [key, written(value)])) };
}

function ofAlarm(alarm: any): Seen[] {
  const metrics = [...(alarm.Metrics ?? []).flatMap((entry: any) => entry.MetricStat?.Metric ?? []), ...(alarm.MetricName ? [alarm] : [])];
  return metrics.map((metric) =>
    seen(
      metric.Namespace,
      metric.MetricName,
      metric.Dimensions.map(({ Name, Value }: any) => [Name, Value]),
    ),
  );
}

function ofDashboard(body: string): Seen[] {
  const entries: any[] = JSON.parse(body)
    .widgets.flatMap((widget: any) => widget.properties.metrics ?? [])
    .filter((entry: any[]) => typeof entry[0] === 'string');
  return entries.map(([namespace, name, ...rest]) => {
    const dimensions: string[] = rest.filter((part: unknown) => typeof part === 'string');
    return seen(
      namespace,
      name,
      dimensions.flatMap((key, at) => (at % 2 === 0 ? [[key, dimensions[at + 1]] as [string, unknown]] : [])),
    );
  });
}

/** What the code's own metrics are told from each other by. */
const TOLD_BY: Record<string, (value: string | undefined) => boolean> = {
  stage: (value) => value === 'prod',
  function: (value) => manifest.functions.some(({ name }) => value === `genesis-prod-${name}`),
  version: (value) => /^<.*CurrentVersion.*\.Version>$/.test(value ?? ''),
};

function isMeasured({ namespace, name, dimensions }: Seen): boolean {
  const own = manifest.metrics.find((metric) => namespace === 'Genesis' && metric.name === name);
  if (own) return own.dimensions.every((dimension) => TOLD_BY[dimension]?.(dimensions[dimension]));
  const measured = MEASURED[namespace];
  if (!measured?.metrics.test(name)) return false;
  const [dimension, property] = measured.by;
  const deployed = prod.all(measured.type).map(({ Properties }) => written(Properties[property]));
  return property === '' ? dimension in dimensions : deployed.some((it) => dimensions[dimension]?.split(':').at(-1) === it);
}

test("every alarm's metric is one that the code emits, or AWS of what is deployed", () => {
  assert.ok(alarms.length > 0);
  for (const alarm of alarms) {
    const metrics = ofAlarm(alarm);
    assert.ok(metrics.length > 0, alarm.AlarmName);
    for (const metric of metrics) assert.ok(isMeasured(metric), `${alarm.AlarmName}: ${JSON.stringify(metric)}`);
  }
});

test('every metric on a dashboard is one too', () => {
  const dashboards = prod.all('AWS::CloudWatch::Dashboard').map(({ Properties }) => Properties);
  const names = ['overview', 'infrastructure', 'sla', 'security', 'rate-limiting'];
  assert.deepEqual(
    dashboards.map(({ DashboardName }) => DashboardName),
    names.map((name) => `genesis-prod-${name}`),
  );
  for (const { DashboardName, DashboardBody } of dashboards) {
    const metrics = ofDashboard(written(DashboardBody));
    assert.ok(metrics.length > 0, DashboardName);
    for (const metric of metrics) assert.ok(isMeasured(metric), `${DashboardName}: ${JSON.stringify(metric)}`);
  }
});

test('no alarm watches what has been since the first day: of what is summed up from then on, it watches the difference', () => {
  const kinds = new Map(manifest.metrics.map(({ name, kind }) => [name, kind]));
  for (const { AlarmName, MetricName, Metrics = [] } of alarms) {
    assert.ok(!['gauge', 'total'].includes(kinds.get(MetricName) ?? ''), AlarmName);
    const expression: string = Metrics.map((entry: any) => entry.Expression ?? '').join(' ');
    for (const { Id, MetricStat } of Metrics) {
      const kind = kinds.get(MetricStat?.Metric.MetricName);
      assert.notEqual(kind, 'gauge', AlarmName);
      if (kind === 'total') assert.doesNotMatch(expression.replaceAll(`DIFF(${Id})`, ''), new RegExp(`\\b${Id}\\b`), AlarmName);
    }
  }
});

test('what the code tells of each time it happens is summed up but for a level, on the dashboard that is about it', () => {
  const shown = prod.all('AWS::CloudWatch::Dashboard').flatMap(({ Properties: { DashboardName, DashboardBody } }) => {
    const entries: any[] = JSON.parse(written(DashboardBody)).widgets.flatMap((widget: any) => widget.properties.metrics ?? []);
    return entries.map((entry) => [entry[1], DashboardName.slice('genesis-prod-'.length), entry.at(-1).stat]);
  });
  const events = manifest.metrics.filter(({ kind, dimensions }) => kind === 'event' && dimensions.includes('stage'));
  const places = events.map(({ name }) => [name, [...new Set(shown.flatMap(([of, ...where]) => (of === name ? [where.join(' ')] : [])))]]);
  assert.deepEqual(Object.fromEntries(places), {
    rate_limit_hits: ['rate-limiting Sum'],
    uncounted_requests: ['rate-limiting Sum'],
    auth_failures: ['security Sum'],
    threat_level: ['rate-limiting Maximum'],
    threats_medium: ['rate-limiting Sum'],
    threats_high: ['rate-limiting Sum'],
    threats_critical: ['rate-limiting Sum'],
    addresses_blocked: ['rate-limiting Sum'],
  });
});

test('every function, dead-letter queue and end of the workflow has its alarms, and each tells somebody', () => {
  const names = new Set(alarms.map(({ AlarmName }) => AlarmName));
  const expected = [
    ...manifest.functions.flatMap(({ name }) => [`${name}-errors`, `${name}-throttles`, `${name}-p99`]),
    ...manifest.queues.flatMap(({ name, dead_letters }) => [dead_letters, `${name}-age`]),
    ...['undelivered-events', 'workflow-failed', 'workflow-timed-out', 'schedules-dropped', 'api-errors'],
    ...['uncounted-requests', 'auth-failures', 'threats-critical'],
    ...['runs-failed', 'stability', 'routing-gain', 'routing-time'],
  ];
  for (const name of expected) assert.ok(names.has(`genesis-prod-${name}`), name);
  const topics = prod.all('AWS::SNS::Topic').map(({ Properties }) => Properties.TopicName);
  for (const { AlarmActions } of alarms)
    assert.deepEqual(
      AlarmActions.map((action: unknown) => written(action).split(':').at(-1)),
      topics,
    );
});

test('a stage that does without CodeDeploy has the same alarms', () => {
  const direct = new Templates(configured('dev', { deployment: 'direct' }));
  const names = direct.all('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties.AlarmName);
  assert.deepEqual(names.sort(), alarms.map(({ AlarmName }) => AlarmName.replace('prod', 'dev')).sort());
});
