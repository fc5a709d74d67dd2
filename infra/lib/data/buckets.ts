import { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { PlatformStack } from '../platform-stack.ts';
import { BACKUPS, replicator } from './replication.ts';

/** An object leaves for cheaper classes after so many days. */
const TIERS = [
  { storageClass: s3.StorageClass.INFREQUENT_ACCESS, transitionAfter: Duration.days(30) },
  { storageClass: s3.StorageClass.GLACIER, transitionAfter: Duration.days(90) },
  { storageClass: s3.StorageClass.DEEP_ARCHIVE, transitionAfter: Duration.days(365) },
];

/** A version that was replaced or deleted can be had back for so long. */
const FORMER_VERSIONS = Duration.days(30);

/** Longer than the longest retention of a backup, a year's. */
const BACKUPS_END = Duration.days(7 * 365);

const tidied: s3.LifecycleRule = { abortIncompleteMultipartUploadAfter: Duration.days(7), noncurrentVersionExpiration: FORMER_VERSIONS };

/** The stage's buckets in one region. */
export class Buckets {
  readonly #stack: PlatformStack;
  readonly #logs: s3.Bucket;
  readonly #replicator: iam.Role | undefined;

  constructor(stack: PlatformStack) {
    this.#stack = stack;
    this.#replicator = replicator(stack);
    this.#logs = new s3.Bucket(stack, 'Bucket-access-logs', {
      ...this.#common('access-logs'),
      lifecycleRules: [{ ...tidied, expiration: Duration.days(stack.place.configuration.logDays) }],
    });
  }

  /** What functions read and write. */
  working(name: string): s3.Bucket {
    return this.#bucket(name, { lifecycleRules: [tidied] });
  }

  backups(): s3.Bucket {
    return this.#bucket(BACKUPS, { lifecycleRules: [{ ...tidied, transitions: TIERS, expiration: BACKUPS_END }] });
  }

  /** Nobody deletes or changes what is in it before its time but who may bypass governance, which no role of the platform may. */
  locked(name: string): s3.Bucket {
    const retained = s3.ObjectLockRetention.governance(Duration.days(this.#stack.place.configuration.auditDays));
    return this.#bucket(name, {
      objectLockEnabled: true,
      objectLockDefaultRetention: retained,
      lifecycleRules: [{ ...tidied, transitions: TIERS }],
    });
  }

  #bucket(name: string, props: s3.BucketProps): s3.Bucket {
    return new s3.Bucket(this.#stack, `Bucket-${name}`, {
      ...this.#common(name),
      serverAccessLogsBucket: this.#logs,
      serverAccessLogsPrefix: `${name}/`,
      ...this.#replication(name),
      ...props,
    });
  }

  #replication(name: string): s3.BucketProps {
    if (!this.#replicator) return {};
    const destinations = this.#stack.place.configuration.replicas.map((region) => this.#twin(name, region));
    return {
      replicationRole: this.#replicator.withoutPolicyUpdates(),
      replicationRules: destinations.map((destination, priority) => ({ destination, priority, deleteMarkerReplication: true })),
    };
  }

  #twin(name: string, region: string): s3.IBucket {
    return s3.Bucket.fromBucketArn(this.#stack, `Twin-${name}-${region}`, this.#stack.names.bucketArn(name, region));
  }

  #common(name: string): s3.BucketProps {
    return {
      bucketName: this.#stack.names.bucket(name),
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned: true,
      removalPolicy: this.#stack.removalOfData,
    };
  }
}
