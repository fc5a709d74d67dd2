import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Declaration } from '../manifest.ts';
import type { PlatformStack } from '../platform-stack.ts';
import { role } from '../role.ts';
import { allow } from './permissions.ts';

/** Runs where the code is short enough to stand in the template. */
const CODE = readFileSync(join(import.meta.dirname, 'probe.cjs'), 'utf8');

/** What CodeDeploy asks before it gives a new version of any of these functions its first traffic. */
export class Probe extends Construct {
  readonly function: lambda.Function;
  readonly arn: string;

  constructor(stack: PlatformStack, domain: string, declarations: Declaration[], application: string) {
    super(stack, 'Probe');
    const functionName = stack.names.of(`probe-${domain}`);
    this.arn = stack.names.functionArn(`probe-${domain}`);
    const logGroup = new logs.LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: stack.place.configuration.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const own = role(this, 'Role', {
      description: `As which new versions of functions of ${domain} are probed`,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      may: statements(stack, declarations, application, functionName),
    });
    this.function = new lambda.Function(this, 'Function', {
      functionName,
      description: `Whether a new version of a function of ${domain} answers`,
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(CODE),
      timeout: Duration.minutes(2),
      loggingFormat: lambda.LoggingFormat.JSON,
      logGroup,
      role: own.withoutPolicyUpdates(),
      environment: { FUNCTIONS_ARN: stack.names.functionsArn, EVENT: JSON.stringify(stack.place.manifest.probe) },
    });
  }
}

function statements(stack: PlatformStack, declarations: Declaration[], application: string, functionName: string): iam.PolicyStatement[] {
  const groups = declarations.map(({ name }) => stack.names.deploymentGroupArn(application, name));
  // Which version is new is known only when it is there.
  const versions = declarations.map(({ name }) => `${stack.names.functionArn(name)}:*`);
  return [
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [stack.names.logsArn(`/aws/lambda/${functionName}`)]),
    allow(
      ['codedeploy:GetDeploymentTarget', 'codedeploy:ListDeploymentTargets', 'codedeploy:PutLifecycleEventHookExecutionStatus'],
      groups,
    ),
    allow(['lambda:InvokeFunction'], versions),
  ];
}
