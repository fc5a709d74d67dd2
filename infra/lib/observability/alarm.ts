import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ALARMS } from '../data/topic.ts';
import type { PlatformStack } from '../platform-stack.ts';

/** When an alarm goes off: a metric beyond a threshold for so many of its periods, or once in them. */
export interface Crossing {
  metric: cloudwatch.IMetric;
  threshold: number;
  /** Above the threshold, unless it is below that something is wrong. */
  wrong?: 'above' | 'below';
  periods: number;
  once?: boolean;
  says: string;
}

const COMPARISONS = {
  above: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
  below: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
};

/** An alarm that the stage's topic tells of. Where nothing is measured nothing is wrong. */
export function alarm(
  stack: PlatformStack,
  name: string,
  { metric, threshold, periods, says, once = false, wrong = 'above' }: Crossing,
): cloudwatch.Alarm {
  const made = new cloudwatch.Alarm(stack, `Alarm-${name}`, {
    alarmName: stack.names.of(name),
    alarmDescription: says,
    metric,
    threshold,
    evaluationPeriods: periods,
    ...(once && { datapointsToAlarm: 1 }),
    comparisonOperator: COMPARISONS[wrong],
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  made.addAlarmAction({ bind: () => ({ alarmActionArn: stack.names.topicArn(ALARMS) }) });
  return made;
}
