import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { PlatformStack } from '../platform-stack.ts';

/** As wide as a dashboard. */
const WIDTH = 24;

/** A row of graphs, each a title with what it shows. */
export type Row = Record<string, cloudwatch.IMetric[]>;

export interface Shown {
  name: string;
  since: Duration;
  /** The figures on top, with their sums or means of that time. */
  figures: cloudwatch.IMetric[];
  rows: Row[];
}

export function dashboard(stack: PlatformStack, { name, since, figures, rows }: Shown, alarms: cloudwatch.IAlarm[] = []): void {
  const status = alarms.length > 0 ? [[new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms, width: WIDTH, height: 6 })]] : [];
  new cloudwatch.Dashboard(stack, `Dashboard-${name}`, {
    // A dashboard is of the whole account, so that each region needs a name of its own.
    dashboardName: stack.isPrimary ? stack.names.of(name) : `${stack.names.of(name)}-${stack.place.region}`,
    defaultInterval: since,
    widgets: [
      [new cloudwatch.SingleValueWidget({ metrics: figures, width: WIDTH, height: 3, setPeriodToTimeRange: true })],
      ...rows.map(graphs),
      ...status,
    ],
  });
}

function graphs(row: Row): cloudwatch.IWidget[] {
  const shown = Object.entries(row).filter(([, metrics]) => metrics.length > 0);
  return shown.map(([title, left]) => new cloudwatch.GraphWidget({ title, left, width: Math.floor(WIDTH / shown.length), height: 6 }));
}
