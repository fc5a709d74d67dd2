import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from './acknowledged.ts';

export interface RoleProps {
  description: string;
  assumedBy: iam.IPrincipal;
  /** All it may do beside what a policy of AWS lets it. */
  may: iam.PolicyStatement[];
  roleName?: string;
  managedPolicies?: iam.IManagedPolicy[];
}

/** A role with its one policy inside it, so that nothing uses the role before it may what it must. */
export function role(scope: Construct, id: string, { may, ...props }: RoleProps): iam.Role {
  const made = new iam.Role(scope, id, { ...props, inlinePolicies: { may: new iam.PolicyDocument({ statements: may }) } });
  acknowledgeWildcards(made, may);
  return made;
}
