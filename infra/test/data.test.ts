import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manifest, Templates, written } from './stage.ts';

const prod = Templates.of('prod');
const tables = prod.all('AWS::DynamoDB::GlobalTable');
const buckets = prod.all('AWS::S3::Bucket');

test('a table per declared table, on demand, that expires items, tells its changes and can be restored to any minute', () => {
  assert.deepEqual(
    tables.map(({ Properties }) => Properties.TableName).sort(),
    manifest.tables.map(({ name }) => `genesis-prod-${name}`).sort(),
  );
  for (const { Properties } of tables) {
    assert.equal(Properties.BillingMode, 'PAY_PER_REQUEST');
    assert.deepEqual(Properties.TimeToLiveSpecification, { AttributeName: 'ttl', Enabled: true });
    assert.deepEqual(Properties.StreamSpecification, { StreamViewType: 'NEW_AND_OLD_IMAGES' });
    for (const replica of Properties.Replicas) {
      assert.equal(replica.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled, true);
    }
  }
});

test('a table has the index its declaration names, sparse by its own keys, and no other', () => {
  for (const { name, index } of manifest.tables) {
    const table = tables.find(({ Properties }) => Properties.TableName === `genesis-prod-${name}`);
    const indexes = (table?.Properties.GlobalSecondaryIndexes ?? []).map((found: any) => [
      found.IndexName,
      found.KeySchema.map((key: any) => key.AttributeName),
      found.Projection,
    ]);
    assert.deepEqual(indexes, index ? [[index, ['listed_in', 'listed_at'], { ProjectionType: 'ALL' }]] : []);
  }
});

test('tables are encrypted under a key of the stage, which rotates', () => {
  const [key, ...others] = prod.all('AWS::KMS::Key');
  assert.deepEqual([key?.Properties.EnableKeyRotation, others.length], [true, 0]);
  for (const { Properties } of tables) {
    assert.equal(Properties.SSESpecification.SSEType, 'KMS');
    assert.match(written(Properties.Replicas[0].SSESpecification.KMSMasterKeyId), /^<Key/);
  }
});

test('where data is kept nothing goes with its stack but what a failed creation made, and elsewhere everything', () => {
  const dev = Templates.of('dev');
  const policies = (stage: Templates, type: string) =>
    new Set(stage.all(type).map(({ DeletionPolicy, UpdateReplacePolicy }) => `${DeletionPolicy} ${UpdateReplacePolicy}`));
  for (const type of ['AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::SecretsManager::Secret']) {
    assert.deepEqual(policies(prod, type), new Set(['RetainExceptOnCreate Retain']), type);
    assert.deepEqual(policies(dev, type), new Set(['Delete Delete']), type);
  }
  const isProtected = (stage: Templates) =>
    new Set(stage.all('AWS::DynamoDB::GlobalTable').map(({ Properties }) => Properties.Replicas[0].DeletionProtectionEnabled));
  assert.deepEqual([isProtected(prod), isProtected(dev)], [new Set([true]), new Set([false])]);
});

test('buckets are private, versioned, encrypted, and let nobody in without TLS', () => {
  const named = buckets.map(({ Properties }) => written(Properties.BucketName));
  for (const name of [...manifest.buckets.map((bucket) => bucket.name), 'backups', 'access-logs']) {
    assert.ok(
      named.some((bucket) => bucket === `genesis-prod-111122223333-us-east-1-${name}`),
      name,
    );
  }
  for (const { Properties } of buckets) {
    assert.equal(Properties.VersioningConfiguration.Status, 'Enabled');
    assert.ok(Properties.BucketEncryption);
    assert.ok(Properties.LifecycleConfiguration.Rules.length > 0);
    assert.ok(Object.values(Properties.PublicAccessBlockConfiguration).every((blocked) => blocked === true));
  }
  const policies = prod.all('AWS::S3::BucketPolicy').map(({ Properties }) => JSON.stringify(Properties.PolicyDocument));
  assert.equal(policies.length, buckets.length);
  for (const policy of policies) assert.match(policy, /"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"/);
});

test('what is in the audit bucket stays for its time', () => {
  const [audit, ...others] = buckets.filter(({ Properties }) => Properties.ObjectLockEnabled);
  assert.deepEqual([written(audit?.Properties.BucketName), others], ['genesis-prod-111122223333-us-east-1-audit', []]);
  assert.deepEqual(audit?.Properties.ObjectLockConfiguration.Rule.DefaultRetention, { Mode: 'GOVERNANCE', Days: 365 });
});

test('a secret is generated, or begins as the manifest says: no template has one', () => {
  for (const { name, generated_characters, initial } of manifest.secrets) {
    const secret = prod.all('AWS::SecretsManager::Secret').find(({ Properties }) => Properties.Name === `genesis/prod/${name}`);
    assert.equal(secret?.Properties.SecretString, initial ?? undefined);
    assert.ok(['{}', null].includes(initial), `${name} would stand in the template`);
    assert.equal(secret?.Properties.GenerateSecretString?.PasswordLength, generated_characters ?? undefined);
  }
});
