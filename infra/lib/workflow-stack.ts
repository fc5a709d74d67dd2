import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { allow } from './functions/permissions.ts';
import { ROOT } from './manifest.ts';
import { type Place, PlatformStack } from './platform-stack.ts';
import { role } from './role.ts';

/** What a log delivery by Step Functions takes; none of it has resources to name. */
const DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
];

const TRACING = ['xray:GetSamplingRules', 'xray:GetSamplingTargets', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'];

/** The state machine that takes a run from its question to its answer. */
export class WorkflowStack extends PlatformStack {
  constructor(scope: Construct, place: Place) {
    super(scope, 'workflow', 'The workflow of a run', place);
    const { workflow } = place.manifest;
    new stepfunctions.StateMachine(this, 'Workflow', {
      stateMachineName: this.names.of(workflow.name),
      definitionBody: stepfunctions.DefinitionBody.fromString(readFileSync(join(ROOT, workflow.definition), 'utf8')),
      definitionSubstitutions: this.#places(),
      role: this.#role().withoutPolicyUpdates(),
      tracingEnabled: true,
      // An execution's data names tenants and holds task tokens.
      logs: { level: stepfunctions.LogLevel.ALL, includeExecutionData: false, destination: this.#logs() },
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  #places(): Record<string, string> {
    const { queues, functions } = this.place.manifest.workflow;
    const urls = queues.map((queue) => [queue, this.names.queueUrl(queue)]);
    const arns = functions.map((name) => [name, this.names.liveArn(name)]);
    return Object.fromEntries([...urls, ...arns]);
  }

  #role(): iam.Role {
    const { queues, functions } = this.place.manifest.workflow;
    const may = [
      allow(
        ['sqs:SendMessage'],
        queues.map((queue) => this.names.queueArn(queue)),
      ),
      allow(
        ['lambda:InvokeFunction'],
        functions.map((name) => this.names.liveArn(name)),
      ),
      allow([...DELIVERY, ...TRACING], ['*']),
    ];
    return role(this, 'Role', {
      description: 'As which runs are executed',
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com'),
      may,
    });
  }

  /** Named so that the account's one resource policy for log deliveries does not grow with its workflows. */
  #logs(): logs.LogGroup {
    return new logs.LogGroup(this, 'Logs', {
      logGroupName: `/aws/vendedlogs/states/${this.names.of(this.place.manifest.workflow.name)}`,
      retention: this.place.configuration.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
