import { ArnFormat, type Stack } from 'aws-cdk-lib';

/** The alias whose version has the traffic. */
export const LIVE = 'live';

/**
 * What everything of a stage is called in one region. Stacks find each other's things by these names, so that none
 * exports a value that another must let go before it can change.
 */
export class Names {
  readonly prefix: string;
  readonly #stack: Stack;
  readonly #stage: string;

  constructor(stack: Stack, stage: string) {
    this.#stack = stack;
    this.#stage = stage;
    this.prefix = `genesis-${stage}`;
  }

  of(name: string): string {
    return `${this.prefix}-${name}`;
  }

  bucketPrefix(region = this.#stack.region): string {
    return `${this.prefix}-${this.#stack.account}-${region}-`;
  }

  bucket(name: string, region?: string): string {
    return `${this.bucketPrefix(region)}${name}`;
  }

  secret(name: string): string {
    return `genesis/${this.#stage}/${name}`;
  }

  get queueUrlPrefix(): string {
    return `https://sqs.${this.#stack.region}.${this.#stack.urlSuffix}/${this.#stack.account}/${this.prefix}-`;
  }

  tableArn(name: string): string {
    return this.#stack.formatArn({ service: 'dynamodb', resource: 'table', resourceName: this.of(name) });
  }

  bucketArn(name: string, region?: string): string {
    return this.#stack.formatArn({
      service: 's3',
      region: '',
      account: '',
      resource: this.bucket(name, region),
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
  }

  queueArn(name: string): string {
    return this.#stack.formatArn({ service: 'sqs', resource: this.of(name), arnFormat: ArnFormat.NO_RESOURCE_NAME });
  }

  queueUrl(name: string): string {
    return `${this.queueUrlPrefix}${name}`;
  }

  /** Secrets Manager ends each ARN with six characters of its own. */
  secretArn(name: string): string {
    return this.#colons('secretsmanager', 'secret', `${this.secret(name)}-??????`);
  }

  workflowArn(name: string): string {
    return this.#colons('states', 'stateMachine', this.of(name));
  }

  executionsArn(workflow: string): string {
    return this.#colons('states', 'execution', `${this.of(workflow)}:*`);
  }

  functionArn(name: string): string {
    return this.#colons('lambda', 'function', this.of(name));
  }

  /** Before a function's name as AWS has it. */
  get functionsArn(): string {
    return this.#colons('lambda', 'function', '');
  }

  deploymentGroupArn(application: string, group: string): string {
    return this.#colons('codedeploy', 'deploymentgroup', `${application}/${group}`);
  }

  liveArn(name: string): string {
    return `${this.functionArn(name)}:${LIVE}`;
  }

  topicArn(name: string): string {
    return this.#stack.formatArn({ service: 'sns', resource: this.of(name), arnFormat: ArnFormat.NO_RESOURCE_NAME });
  }

  logsArn(group: string): string {
    return this.#colons('logs', 'log-group', `${group}:*`);
  }

  roleArn(role: string): string {
    return this.#stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: role });
  }

  keyAliasArn(region?: string): string {
    return this.#stack.formatArn({ service: 'kms', ...(region && { region }), resource: 'alias', resourceName: this.prefix });
  }

  #colons(service: string, resource: string, resourceName: string): string {
    return this.#stack.formatArn({ service, resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  }
}
