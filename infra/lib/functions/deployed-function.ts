import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Declaration } from '../manifest.ts';
import { LIVE } from '../names.ts';
import type { PlatformStack } from '../platform-stack.ts';
import { built } from './binary.ts';
import { environment } from './environment.ts';
import { Roles } from './roles.ts';

/** One declared function as it runs: its version with the traffic, its roles, its logs. */
export class DeployedFunction extends Construct {
  readonly live: lambda.Alias;

  constructor(stack: PlatformStack, declaration: Declaration, key: IKey | undefined) {
    super(stack, declaration.name);
    const { configuration } = stack.place;
    const functionName = stack.names.of(declaration.name);
    const logGroupName = `/aws/lambda/${functionName}`;
    const roles = new Roles(stack, this, declaration, logGroupName, key);
    const reserved = configuration.reservedConcurrency[declaration.name];
    const deployed = new lambda.Function(this, 'Function', {
      functionName,
      description: declaration.summary,
      runtime: lambda.Runtime.PROVIDED_AL2023,
      architecture: configuration.architecture === 'arm64' ? lambda.Architecture.ARM_64 : lambda.Architecture.X86_64,
      handler: 'bootstrap',
      code: lambda.Code.fromAsset(built(declaration.name, configuration)),
      memorySize: declaration.memory_mib,
      timeout: Duration.seconds(declaration.timeout_seconds),
      role: roles.own.withoutPolicyUpdates(),
      tracing: lambda.Tracing.ACTIVE,
      loggingFormat: lambda.LoggingFormat.JSON,
      logGroup: new logs.LogGroup(this, 'Logs', { logGroupName, retention: configuration.logDays, removalPolicy: RemovalPolicy.DESTROY }),
      environment: environment(stack, roles.tenantRoleArn),
      ...(reserved !== undefined && { reservedConcurrentExecutions: reserved }),
    });
    this.live = new lambda.Alias(this, 'Live', { aliasName: LIVE, version: deployed.currentVersion });
  }
}
