import * as iam from 'aws-cdk-lib/aws-iam';
import type { Grant, Manifest } from '../manifest.ts';
import type { Names } from '../names.ts';

/** Whose items and objects a statement opens; without one it opens everybody's. */
export type Leader = 'platform' | '${aws:PrincipalTag/tenant}';

/** The first part of the keys that only the platform itself reads and writes. */
export const PLATFORM: Leader = 'platform';

/** The tenant that the session was vended for. */
export const TENANT: Leader = '${aws:PrincipalTag/tenant}';

const OF_EXECUTIONS = ['states:DescribeExecution', 'states:StopExecution'];

/** IAM's words for a grant. */
export class Permissions {
  readonly #names: Names;
  readonly #workflow: Manifest['workflow'];

  constructor(names: Names, manifest: Manifest) {
    this.#names = names;
    this.#workflow = manifest.workflow;
  }

  statements(grant: Grant, leader: Leader | undefined): iam.PolicyStatement[] {
    const name = grant.resource.name ?? '';
    switch (grant.resource.kind) {
      case 'table':
        return [this.#items(name, grant, leader && grant.keys ? PLATFORM : leader)];
      case 'bucket':
        return this.#objects(name, grant.actions, leader);
      case 'queue':
        return [allow(grant.actions, [this.#names.queueArn(name)])];
      case 'secret':
        return [allow(grant.actions, [this.#names.secretArn(name)])];
      case 'workflow':
        return this.#workflowAndExecutions(grant.actions);
    }
  }

  #items(table: string, grant: Grant, leader: Leader | undefined): iam.PolicyStatement {
    const arn = this.#names.tableArn(table);
    const keys = leader && { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${leader}#*`] } };
    return allow(grant.actions, [grant.index ? `${arn}/index/${grant.index}` : arn], keys);
  }

  /** Listing is of the bucket, everything else of its objects. */
  #objects(bucket: string, actions: string[], leader: Leader | undefined): iam.PolicyStatement[] {
    const arn = this.#names.bucketArn(bucket);
    const [listing, others] = split(actions, (action) => action === 's3:ListBucket');
    return [
      ...some(listing, [arn], leader && { StringLike: { 's3:prefix': [`${leader}/*`] } }),
      ...some(others, [leader ? `${arn}/${leader}/*` : `${arn}/*`]),
    ];
  }

  /** Executions are described and stopped; started and answered is the state machine. */
  #workflowAndExecutions(actions: string[]): iam.PolicyStatement[] {
    const { name } = this.#workflow;
    const [ofExecutions, ofWorkflow] = split(actions, (action) => OF_EXECUTIONS.includes(action));
    return [...some(ofExecutions, [this.#names.executionsArn(name)]), ...some(ofWorkflow, [this.#names.workflowArn(name)])];
  }
}

export function allow(actions: string[], resources: string[], conditions?: iam.Conditions): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions, resources, ...(conditions && { conditions }) });
}

/** A statement, unless there is nothing to allow. */
function some(actions: string[], resources: string[], conditions?: iam.Conditions): iam.PolicyStatement[] {
  return actions.length > 0 ? [allow(actions, resources, conditions)] : [];
}

function split(actions: string[], belongs: (action: string) => boolean): [string[], string[]] {
  return [actions.filter(belongs), actions.filter((action) => !belongs(action))];
}
