import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { UNDELIVERED } from '../events/undelivered.ts';
import type { Declaration, Grant } from '../manifest.ts';
import type { PlatformStack } from '../platform-stack.ts';
import { role } from '../role.ts';
import { askingBedrock } from './bedrock.ts';
import { allow, type Leader, PLATFORM, Permissions, TENANT } from './permissions.ts';

/** How a tenant's id looks, so that no other tag opens keys. */
const TENANT_ID = ['????????', '????', '????', '????', '????????????'].join('-');

/** The triggers whose events Lambda keeps until the function has handled them. */
const ASYNCHRONOUS = ['schedule', 'broken_execution'];

const ENCRYPTING = [
  { kind: 'table', service: 'dynamodb' },
  { kind: 'secret', service: 'secretsmanager' },
];

/** What reading and writing under a key of one's own takes. */
const READING = ['kms:Decrypt', 'kms:DescribeKey'];
const WRITING = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];

/**
 * As whom a function works: a role of its own for what the platform keeps, and beside it a role for what tenants keep,
 * which only the first may assume, and only with the tag that names the tenant.
 */
export class Roles extends Construct {
  readonly own: iam.Role;
  /** The second role's ARN; empty where the function touches nothing of tenants, or by the configuration uses its own role. */
  readonly tenantRoleArn: string;
  readonly #stack: PlatformStack;
  readonly #permissions: Permissions;
  readonly #key: IKey | undefined;

  constructor(stack: PlatformStack, scope: Construct, declaration: Declaration, logGroupName: string, key: IKey | undefined) {
    super(scope, 'Roles');
    this.#stack = stack;
    this.#permissions = new Permissions(stack.names, stack.place.manifest);
    this.#key = key;
    const confined = stack.place.configuration.tenantCredentials;
    const ofTenants = declaration.grants.filter((grant) => confined && grant.principal === 'tenant');
    const others = declaration.grants.filter((grant) => !ofTenants.includes(grant));
    const tenantRole = this.#tenantRoleName(declaration);
    this.tenantRoleArn = ofTenants.length > 0 ? stack.names.roleArn(tenantRole) : '';
    this.own = role(this, 'Own', {
      description: `As which ${declaration.name} runs`,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      may: [
        ...this.#running(logGroupName),
        ...this.#undelivered(declaration),
        ...this.#vending(),
        ...askingBedrock(stack, declaration),
        ...this.#granted(others, confined ? PLATFORM : undefined),
      ],
    });
    if (ofTenants.length > 0) this.#confinedRole(tenantRole, declaration, ofTenants);
  }

  #confinedRole(roleName: string, declaration: Declaration, grants: Grant[]): void {
    const own = new iam.ArnPrincipal(this.own.roleArn).withConditions({
      StringLike: { 'aws:RequestTag/tenant': TENANT_ID },
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] },
    });
    role(this, 'Tenant', {
      roleName,
      description: `As which ${declaration.name} reaches what one tenant keeps`,
      assumedBy: own.withSessionTags(),
      may: this.#granted(grants, TENANT),
    });
  }

  #granted(grants: Grant[], leader: Leader | undefined): iam.PolicyStatement[] {
    return [...grants.flatMap((grant) => this.#permissions.statements(grant, leader)), ...this.#decryption(grants)];
  }

  /** Logging and tracing. X-Ray has no resources to name. */
  #running(logGroupName: string): iam.PolicyStatement[] {
    return [
      allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [this.#stack.names.logsArn(logGroupName)]),
      allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*']),
    ];
  }

  #undelivered(declaration: Declaration): iam.PolicyStatement[] {
    if (!ASYNCHRONOUS.includes(declaration.trigger.kind)) return [];
    return [allow(['sqs:SendMessage'], [this.#stack.names.queueArn(UNDELIVERED)])];
  }

  #vending(): iam.PolicyStatement[] {
    return this.tenantRoleArn ? [allow(['sts:AssumeRole', 'sts:TagSession'], [this.tenantRoleArn])] : [];
  }

  /** The key opens only through the services that keep data under it. */
  #decryption(grants: Grant[]): iam.PolicyStatement[] {
    const kinds = new Set<string>(grants.map((grant) => grant.resource.kind));
    const services = ENCRYPTING.filter(({ kind }) => kinds.has(kind)).map(({ service }) => service);
    if (!this.#key || services.length === 0) return [];
    const actions = grants.some((grant) => grant.resource.kind === 'table' && grant.access.includes('write'))
      ? [...READING, ...WRITING]
      : READING;
    const via = services.map((service) => `${service}.${this.#stack.region}.amazonaws.com`);
    return [allow(actions, [this.#key.keyArn], { StringEquals: { 'kms:ViaService': via } })];
  }

  /** IAM is of the whole account, so that each region needs a name of its own. */
  #tenantRoleName(declaration: Declaration): string {
    const name = `${this.#stack.names.of(declaration.name)}-tenant`;
    return this.#stack.isPrimary ? name : `${name}-${this.#stack.place.region}`;
  }
}
