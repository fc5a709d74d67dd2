import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manifest, Templates, written } from './stage.ts';
import { VARIATIONS } from './variations.ts';

const stage = new Templates(VARIATIONS.regions());

test('tables are replicated under a key of each region', () => {
  const tables = stage.all('AWS::DynamoDB::GlobalTable');
  assert.equal(tables.length, manifest.tables.length);
  for (const { Properties } of tables) {
    assert.deepEqual(Properties.Replicas.map((replica: any) => replica.Region).sort(), ['eu-west-1', 'us-east-1', 'us-west-2']);
    for (const replica of Properties.Replicas) {
      assert.ok(replica.DeletionProtectionEnabled && replica.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled);
      assert.match(
        written(replica.SSESpecification.KMSMasterKeyId),
        replica.Region === 'us-east-1' ? /^<Key/ : new RegExp(`:kms:${replica.Region}:111122223333:alias/genesis-prod$`),
      );
    }
  }
});

test('objects are copied from the first region to the others', () => {
  const replicated = stage.all('AWS::S3::Bucket').filter(({ Properties }) => Properties.ReplicationConfiguration);
  const destinations = replicated.flatMap(({ Properties }) =>
    Properties.ReplicationConfiguration.Rules.map((rule: any) => written(rule.Destination.Bucket)),
  );
  const copied = manifest.buckets.filter(({ locked }) => !locked);
  const twins = copied.flatMap(({ name }) =>
    ['eu-west-1', 'us-west-2'].map((region) => `arn:aws:s3:::genesis-prod-111122223333-${region}-${name}`),
  );
  assert.deepEqual(destinations.sort(), twins.sort());
});

test('each region has all functions, and only the first keeps its schedules', () => {
  assert.equal(
    stage.all('AWS::Lambda::Function').filter(({ Properties }) => Properties.Runtime === 'provided.al2023').length,
    3 * manifest.functions.length,
  );
  const states = (stack: string) =>
    new Set(
      stage
        .in(stack)
        .filter(({ Type }) => Type === 'AWS::Scheduler::Schedule')
        .map(({ Properties }) => Properties.State),
    );
  assert.deepEqual(states('genesis-prod-events'), new Set(['ENABLED']));
  assert.deepEqual(states('genesis-prod-events-eu-west-1'), new Set(['DISABLED']));
});

test('the name leads to the first region that is healthy', () => {
  const records = stage.all('AWS::Route53::RecordSet').map(({ Properties }) => Properties);
  const chain = records.map(({ Name, Failover, SetIdentifier, HealthCheckId }) => [Name, Failover, SetIdentifier, Boolean(HealthCheckId)]);
  assert.deepEqual(chain.sort(), [
    ['api.example.com', 'PRIMARY', 'us-east-1-primary', true],
    ['api.example.com', 'SECONDARY', 'eu-west-1-secondary', false],
    ['standby-1.api.example.com', 'PRIMARY', 'eu-west-1-primary', true],
    ['standby-1.api.example.com', 'SECONDARY', 'us-west-2-secondary', false],
  ]);
  const checks = stage.all('AWS::Route53::HealthCheck').map(({ Properties }) => Properties.HealthCheckConfig);
  assert.deepEqual(
    checks.map(({ ResourcePath, RequestInterval, FailureThreshold }) => [ResourcePath, RequestInterval, FailureThreshold]),
    [
      ['/health/ready', 30, 3],
      ['/health/ready', 30, 3],
    ],
  );
  assert.ok(
    manifest.functions.some(({ trigger }) => trigger.kind === 'http' && trigger.guard === 'public' && trigger.path === '/health/ready'),
  );
});

test('no two roles of the account have one name', () => {
  const names = stage.all('AWS::IAM::Role').flatMap(({ Properties }) => Properties.RoleName ?? []);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.ok(name.length <= 64, name);
});
