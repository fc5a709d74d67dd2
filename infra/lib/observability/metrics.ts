import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IVersion } from 'aws-cdk-lib/aws-lambda';
import { LIVE, type Names } from '../names.ts';
import type { Place } from '../platform-stack.ts';

/** What CloudWatch files under what the platform's own code tells. */
const GENESIS = 'Genesis';

export const MINUTE = Duration.minutes(1);

/** The metrics of what a stage consists of, minute by minute. */
export class Metrics {
  readonly #names: Names;
  readonly #apiId: string;
  readonly #workflow: string;
  readonly #stage: string;

  constructor(names: Names, { manifest, configuration }: Place, apiId: string) {
    this.#names = names;
    this.#apiId = apiId;
    this.#workflow = manifest.workflow.name;
    this.#stage = configuration.stage;
  }

  /** Of a function's traffic, whatever its version. */
  function(name: string, metricName: string, statistic = 'Sum'): Metric {
    return ofFunction(this.#names, name, metricName, statistic);
  }

  api(metricName: string, statistic = 'Sum'): Metric {
    return metric('AWS/ApiGateway', metricName, { ApiId: this.#apiId, Stage: '$default' }, statistic, metricName);
  }

  queue(name: string, metricName: string, statistic = 'Maximum'): Metric {
    return metric('AWS/SQS', metricName, { QueueName: this.#names.of(name) }, statistic, name);
  }

  table(name: string, metricName: string): Metric {
    return metric('AWS/DynamoDB', metricName, { TableName: this.#names.of(name) }, 'Sum', name);
  }

  workflow(metricName: string, statistic = 'Sum'): Metric {
    return metric('AWS/States', metricName, { StateMachineArn: this.#names.workflowArn(this.#workflow) }, statistic, metricName);
  }

  schedules(metricName: string): Metric {
    return metric('AWS/Scheduler', metricName, { ScheduleGroup: this.#names.prefix }, 'Sum', metricName);
  }

  /** Told by the code itself, as of a moment. */
  own(name: string): Metric {
    return metric(GENESIS, name, { stage: this.#stage }, 'Maximum', name);
  }

  /** How often something happened that the code tells of each time. */
  events(name: string, period = MINUTE): Metric {
    return this.own(name).with({ statistic: 'Sum', period });
  }

  /** How much something grew that the code sums up from its first day on. */
  growth(name: string): MathExpression {
    return this.ofGrowth(`DIFF(${name})`, { [name]: name }, name);
  }

  /** What comes out of how much such sums grew in a time, each by the name that it has in the expression. */
  ofGrowth(expression: string, sums: Record<string, string>, label: string, period = MINUTE): MathExpression {
    const usingMetrics = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, this.own(sum)]));
    return new MathExpression({ expression, usingMetrics, period, label });
  }
}

export function ofFunction(names: Names, name: string, metricName: string, statistic: string): Metric {
  return metric('AWS/Lambda', metricName, { FunctionName: names.of(name), Resource: `${names.of(name)}:${LIVE}` }, statistic, name);
}

/** Of what one version had of the alias's traffic. */
export function ofVersion(names: Names, name: string, { version }: IVersion, metricName: string): Metric {
  const dimensionsMap = { FunctionName: names.of(name), Resource: `${names.of(name)}:${LIVE}`, ExecutedVersion: version };
  return metric('AWS/Lambda', metricName, dimensionsMap, 'Sum', name);
}

/** What a version told of requests that it answered with an error of the server, and of messages that it did not handle. */
export function failuresOf(names: Names, name: string, { version }: IVersion): Metric {
  return metric(GENESIS, 'failures', { function: names.of(name), version }, 'Sum', name);
}

export function percent(part: Metric, whole: Metric, label: string): MathExpression {
  return new MathExpression({ expression: '100 * part / whole', usingMetrics: { part, whole }, period: MINUTE, label });
}

function metric(namespace: string, metricName: string, dimensionsMap: Record<string, string>, statistic: string, label: string): Metric {
  return new Metric({ namespace, metricName, dimensionsMap, statistic, period: MINUTE, label });
}
