import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Manifest } from '../manifest.ts';
import type { PlatformStack } from '../platform-stack.ts';

/** The days that point-in-time recovery reaches back. */
const RECOVERY_DAYS = 35;

const text = (name: string) => ({ name, type: dynamodb.AttributeType.STRING });

/** One table a domain, replicated to the stage's further regions. */
export function domainTable(stack: PlatformStack, table: Manifest['tables'][number], key: IKey | undefined): dynamodb.TableV2 {
  const { replicas, keepData } = stack.place.configuration;
  return new dynamodb.TableV2(stack, `Table-${table.name}`, {
    tableName: stack.names.of(table.name),
    partitionKey: text('pk'),
    sortKey: text('sk'),
    billing: dynamodb.Billing.onDemand(),
    timeToLiveAttribute: 'ttl',
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: RECOVERY_DAYS },
    encryption: key ? dynamodb.TableEncryptionV2.customerManagedKey(key, replicaKeys(stack)) : dynamodb.TableEncryptionV2.dynamoOwnedKey(),
    deletionProtection: keepData,
    removalPolicy: stack.removalOfData,
    ...(table.index && { globalSecondaryIndexes: [listing(table.index)] }),
    dynamoStream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
    replicas: replicas.map((region) => ({ region, deletionProtection: keepData })),
  });
}

/** What the platform itself must find: sparse, and across tenants. */
function listing(indexName: string): dynamodb.GlobalSecondaryIndexPropsV2 {
  return { indexName, partitionKey: text('listed_in'), sortKey: text('listed_at'), projectionType: dynamodb.ProjectionType.ALL };
}

function replicaKeys(stack: PlatformStack): Record<string, string> {
  return Object.fromEntries(stack.place.configuration.replicas.map((region) => [region, stack.names.keyAliasArn(region)]));
}
