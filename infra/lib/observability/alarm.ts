import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ALARMS } from '../data/topic.ts';
import type { PlatformStack } from '../platform-stack.ts';

/** When an alarm goes off: a metric above a threshold for so many of its periods. */
export interface Above {
  metric: cloudwatch.IMetric;
  threshold: number;
  periods: number;
  says: string;
}

/** An alarm that the stage's topic tells of. Where nothing is measured nothing is wrong. */
export function alarm(stack: PlatformStack, name: string, { metric, threshold, periods, says }: Above): cloudwatch.Alarm {
  const made = new cloudwatch.Alarm(stack, `Alarm-${name}`, {
    alarmName: stack.names.of(name),
    alarmDescription: says,
    metric,
    threshold,
    evaluationPeriods: periods,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  made.addAlarmAction({ bind: () => ({ alarmActionArn: stack.names.topicArn(ALARMS) }) });
  return made;
}
