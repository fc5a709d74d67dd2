import { Stack, Token, Validations } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/** Why a resource of a statement ends in a wildcard, by the service whose actions it allows. */
const WILDCARDS: Record<string, string> = {
  bedrock: 'An inference profile asks its model in whichever of its regions has room.',
  lambda: 'A version has its number only when it is there, and the probe invokes the newest.',
  logs: 'Lambda names the streams of the group; log deliveries have no resources to name.',
  s3: 'Objects are named when they are written, below the one who may read them.',
  states: 'An execution is named when it is started.',
  xray: 'X-Ray has no resources to name.',
};

/** Lets these statements of a role have the wildcards that nothing narrower can stand for. */
export function acknowledgeWildcards(role: IConstruct, statements: PolicyStatement[]): void {
  for (const statement of statements) {
    const reason = WILDCARDS[statement.actions[0]?.split(':')[0] ?? ''];
    for (const resource of statement.resources.filter((resource) => resource.includes('*'))) {
      if (reason) acknowledge(role, `AwsSolutions-IAM5[Resource::${spelled(role, resource)}]`, reason);
    }
  }
}

/** Lets a construct break a rule, and says why. */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}

/** A resource as findings spell it: what is known only later in angle brackets. */
function spelled(construct: IConstruct, resource: string): string {
  const { account } = Stack.of(construct);
  const known = Token.isUnresolved(account) ? resource.replaceAll(account, '<AWS::AccountId>') : resource;
  return known.replaceAll(/\$\{([^}]+)\}/g, '<$1>');
}
