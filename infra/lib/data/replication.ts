import * as iam from 'aws-cdk-lib/aws-iam';
import { allow } from '../functions/permissions.ts';
import type { PlatformStack } from '../platform-stack.ts';
import { role } from '../role.ts';

/** The bucket of backups, which no function declares. */
export const BACKUPS = 'backups';

const READING = ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging'];

/** What a copy of a locked object takes with it. */
const OF_LOCKS = ['s3:GetObjectRetention', 's3:GetObjectLegalHold'];

/** As whom S3 copies objects to the buckets of the same purpose in the stage's further regions; none without such. */
export function replicator(stack: PlatformStack): iam.Role | undefined {
  const { manifest, configuration } = stack.place;
  if (!stack.isPrimary || configuration.replicas.length === 0) return undefined;
  const copied = [...manifest.buckets.map(({ name }) => name), BACKUPS];
  const sources = copied.map((name) => stack.names.bucketArn(name));
  const twins = configuration.replicas.flatMap((region) => copied.map((name) => stack.names.bucketArn(name, region)));
  return role(stack, 'Replicator', {
    description: 'As which S3 copies objects to further regions',
    assumedBy: new iam.ServicePrincipal('s3.amazonaws.com'),
    may: [
      allow(['s3:GetReplicationConfiguration', 's3:ListBucket'], sources),
      allow(
        [...READING, ...OF_LOCKS],
        sources.map((arn) => `${arn}/*`),
      ),
      allow(
        ['s3:ReplicateObject', 's3:ReplicateDelete', 's3:ReplicateTags'],
        twins.map((arn) => `${arn}/*`),
      ),
    ],
  });
}
