import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manifest, many, Templates, written } from './stage.ts';
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
  const copied = [...manifest.buckets.map(({ name }) => name), 'backups'];
  const twins = copied.flatMap((name) =>
    ['eu-west-1', 'us-west-2'].map((region) => `arn:aws:s3:::genesis-prod-111122223333-${region}-${name}`),
  );
  assert.deepEqual(destinations.sort(), twins.sort());
});

test('who copies objects reads what is copied with its locks, and writes to the other regions alone', () => {
  const [replicator, ...others] = stage
    .all('AWS::IAM::Role')
    .filter(({ Properties }) => Properties.AssumeRolePolicyDocument.Statement[0].Principal.Service === 's3.amazonaws.com');
  assert.deepEqual(others, []);
  const statements: any[] = replicator?.Properties.Policies[0].PolicyDocument.Statement;
  const regions = (action: string) => {
    const allowed = statements.find(({ Action }) => many<string>(Action).includes(action));
    return new Set(many<any>(allowed.Resource).map((arn) => written(arn).match(/111122223333-([a-z]+-[a-z]+-\d)-/)?.[1]));
  };
  assert.deepEqual(regions('s3:GetObjectVersionForReplication'), new Set(['us-east-1']));
  assert.deepEqual(regions('s3:GetObjectRetention'), new Set(['us-east-1']));
  assert.deepEqual(regions('s3:ReplicateObject'), new Set(['eu-west-1', 'us-west-2']));
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

test('a name is there before another leads to it', () => {
  const records = stage.all('AWS::Route53::RecordSet');
  const named = new Set(records.map(({ Properties }) => Properties.Name));
  const aliases = records.filter(({ Properties }) => named.has(Properties.AliasTarget.DNSName));
  assert.equal(aliases.length, 1);
  for (const { Properties, DependsOn } of aliases) {
    const earlier = stage.in('genesis-prod-api-eu-west-1', DependsOn).filter(({ Type }) => Type === 'AWS::Route53::RecordSet');
    assert.deepEqual(
      earlier.map((record) => record.Properties.Name),
      [Properties.AliasTarget.DNSName],
    );
  }
});

test('no two roles of the account have one name', () => {
  const names = stage.all('AWS::IAM::Role').flatMap(({ Properties }) => Properties.RoleName ?? []);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.ok(name.length <= 64, name);
});
