import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { type Place, PlatformStack } from '../platform-stack.ts';
import { dashboard } from './dashboard.ts';
import { dashboards } from './dashboards.ts';
import { doorAlarms } from './door-alarms.ts';
import { slowness, throttles } from './function-alarms.ts';
import { Metrics } from './metrics.ts';
import { apiAlarm, queueAlarms, scheduleAlarm, tableAlarms, workflowAlarms } from './resource-alarms.ts';
import { runAlarms } from './run-alarms.ts';

/** What tells how the stage is: alarms and dashboards. The error rates that take back a deployment are with the functions. */
export class ObservabilityStack extends PlatformStack {
  constructor(scope: Construct, place: Place, apiId: string) {
    super(scope, 'observability', 'Alarms and dashboards', place);
    const { manifest } = place;
    const metrics = new Metrics(this.names, place, apiId);
    queueAlarms(this, metrics);
    tableAlarms(this, metrics);
    workflowAlarms(this, metrics);
    scheduleAlarm(this, metrics);
    apiAlarm(this, metrics);
    runAlarms(this, metrics);
    doorAlarms(this, metrics);
    const ofResources = this.node.children.filter((child) => child instanceof Alarm);
    for (const shown of dashboards(manifest, metrics)) dashboard(this, shown, shown.name === 'overview' ? ofResources : []);
    for (const declaration of manifest.functions) {
      throttles(this, declaration);
      slowness(this, declaration);
    }
  }
}
