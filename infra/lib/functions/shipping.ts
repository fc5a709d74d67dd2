import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledged.ts';
import type { Configuration } from '../configuration.ts';
import type { Declaration } from '../manifest.ts';
import type { PlatformStack } from '../platform-stack.ts';
import { role } from '../role.ts';
import { allow } from './permissions.ts';
import { Probe } from './probe.ts';

type Strategy = Exclude<Configuration['deployment'], 'direct'>;

const STRATEGIES: Record<Strategy, codedeploy.ILambdaDeploymentConfig> = {
  allAtOnce: codedeploy.LambdaDeploymentConfig.ALL_AT_ONCE,
  linear10PercentEvery1Minute: codedeploy.LambdaDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTE,
  canary10Percent10Minutes: codedeploy.LambdaDeploymentConfig.CANARY_10PERCENT_10MINUTES,
};

const MOVING_TRAFFIC = 'service-role/AWSCodeDeployRoleForLambdaLimited';

/** Gives new versions of a stack's functions their traffic, and takes it back on an alarm. */
export class Shipping extends Construct {
  readonly #application: codedeploy.LambdaApplication;
  readonly #strategy: codedeploy.ILambdaDeploymentConfig;
  readonly #probe: Probe;
  readonly #role: iam.Role;

  constructor(stack: PlatformStack, domain: string, declarations: Declaration[], strategy: Strategy) {
    super(stack, 'Shipping');
    const applicationName = stack.names.of(domain);
    this.#strategy = STRATEGIES[strategy];
    this.#application = new codedeploy.LambdaApplication(this, 'Application', { applicationName });
    this.#probe = new Probe(stack, domain, declarations, applicationName);
    this.#role = this.#deployer();
  }

  /** The alarm watches the new version before the alias gives it any traffic. */
  ship(declaration: Declaration, alias: lambda.Alias, rollback: cloudwatch.Alarm): void {
    alias.node.addDependency(rollback);
    new codedeploy.LambdaDeploymentGroup(this, declaration.name, {
      application: this.#application,
      deploymentGroupName: declaration.name,
      deploymentConfig: this.#strategy,
      alias,
      alarms: [rollback],
      preHook: this.#probe.function,
      role: this.#role.withoutPolicyUpdates(),
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
    });
  }

  #deployer(): iam.Role {
    const made = role(this, 'Role', {
      description: 'As which CodeDeploy moves traffic',
      assumedBy: new iam.ServicePrincipal('codedeploy.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(MOVING_TRAFFIC)],
      may: [allow(['lambda:InvokeFunction'], [this.#probe.arn])],
    });
    const finding = `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${MOVING_TRAFFIC}]`;
    acknowledge(made, finding, 'AWS keeps this policy in step with what CodeDeploy does, and it reads nothing but alarms and aliases.');
    return made;
  }
}
