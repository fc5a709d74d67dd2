import assert from 'node:assert/strict';
import { test } from 'node:test';
import { domainsOf } from '../lib/manifest.ts';
import { type Resource, configured, manifest, Templates, written } from './stage.ts';

const prod = Templates.of('prod');
const functions = new Map(prod.all('AWS::Lambda::Function').map((found) => [found.Properties.FunctionName as string, found]));

const deployed = (name: string): Resource => functions.get(`genesis-prod-${name}`) as Resource;

test('every declared function is in the stack of its domain and in no other', () => {
  for (const { name, domain } of manifest.functions) {
    const stacks = prod.stacks.filter((stack) =>
      prod.in(stack).some(({ Properties }) => Properties?.FunctionName === `genesis-prod-${name}` && Properties.Runtime),
    );
    assert.deepEqual(stacks, [`genesis-prod-functions-${domain}`], name);
  }
});

test('a function is what its declaration says', () => {
  for (const { name, memory_mib, timeout_seconds } of manifest.functions) {
    const { Runtime, Architectures, MemorySize, Timeout, TracingConfig, LoggingConfig } = deployed(name).Properties;
    assert.deepEqual(
      [Runtime, Architectures, MemorySize, Timeout, TracingConfig, LoggingConfig.LogFormat],
      ['provided.al2023', ['arm64'], memory_mib, timeout_seconds, { Mode: 'Active' }, 'JSON'],
      name,
    );
  }
});

test('a function is given the settings its code reads, and no other', () => {
  const stage = new Templates(configured('dev', { models: { default: 'extractive' } }));
  const names = manifest.settings.map(({ name }) => name).sort();
  const given = stage.all('AWS::Lambda::Function').filter(({ Properties }) => Properties.Runtime === 'provided.al2023');
  assert.equal(given.length, manifest.functions.length);
  for (const { Properties } of given)
    assert.deepEqual(Object.keys(Properties.Environment.Variables).sort(), names, Properties.FunctionName);
});

test('every function has an alias with the traffic, its own logs and its own role', () => {
  const names = manifest.functions.length;
  const roles = manifest.functions.map(({ name, domain }) => `${domain} ${written(deployed(name).Properties.Role)}`);
  assert.equal(new Set(roles).size, names);
  assert.equal(prod.all('AWS::Lambda::Alias').filter(({ Properties }) => Properties.Name === 'live').length, names);
  for (const group of prod.all('AWS::Logs::LogGroup')) assert.equal(group.Properties.RetentionInDays, 365);
});

test('a new version is probed, gets a tenth of the traffic, and goes back on its alarm', () => {
  const groups = prod.all('AWS::CodeDeploy::DeploymentGroup');
  assert.equal(groups.length, manifest.functions.length);
  for (const { Properties } of groups) {
    assert.equal(Properties.DeploymentConfigName, 'CodeDeployDefault.LambdaCanary10Percent10Minutes');
    assert.deepEqual([Properties.AlarmConfiguration.Enabled, Properties.AlarmConfiguration.Alarms.length], [true, 1]);
    assert.ok(Properties.AutoRollbackConfiguration.Events.includes('DEPLOYMENT_STOP_ON_ALARM'));
  }
  for (const alias of prod.all('AWS::Lambda::Alias')) assert.ok(alias.UpdatePolicy.CodeDeployLambdaAliasUpdate.BeforeAllowTrafficHook);
});

test('a probe asks with the event that the manifest has', () => {
  const probes = prod.all('AWS::Lambda::Function').filter(({ Properties }) => Properties.Runtime.startsWith('nodejs'));
  assert.equal(probes.length, domainsOf(manifest).length);
  for (const { Properties } of probes) {
    assert.deepEqual(JSON.parse(Properties.Environment.Variables.EVENT), manifest.probe);
    assert.match(Properties.Code.ZipFile, /Payload: process\.env\.EVENT/);
  }
});

test('a version goes back on what it alone fails at, and that is watched before it has traffic', () => {
  const metricsOf = (alarm: any) =>
    Object.fromEntries(alarm.Metrics.map(({ Id, Expression, MetricStat }: any) => [Id, Expression ?? MetricStat]));
  const dimensionsOf = ({ Metric }: any) => Object.fromEntries(Metric.Dimensions.map(({ Name, Value }: any) => [Name, written(Value)]));
  for (const { name, domain } of manifest.functions) {
    const all = (type: string) => prod.all(type, `genesis-prod-functions-${domain}`);
    const alarm = all('AWS::CloudWatch::Alarm').find(({ Properties }) => Properties.AlarmName === `genesis-prod-${name}-errors`);
    const { expr_1: expression, errors, failures, invocations } = metricsOf(alarm?.Properties);
    assert.equal(expression, '100 * (errors + failures) / invocations', name);
    const { version } = dimensionsOf(failures);
    assert.deepEqual([failures.Stat, dimensionsOf(failures)], ['Sum', { function: `genesis-prod-${name}`, version }]);
    const ofVersion = { FunctionName: `genesis-prod-${name}`, Resource: `genesis-prod-${name}:live`, ExecutedVersion: version };
    for (const measured of [errors, invocations]) assert.deepEqual([measured.Stat, dimensionsOf(measured)], ['Sum', ofVersion]);
    const alias = all('AWS::Lambda::Alias').find(({ Properties }) => written(Properties.FunctionVersion) === version);
    const group = all('AWS::CodeDeploy::DeploymentGroup').find(({ Properties }) => Properties.DeploymentGroupName === name);
    const rollback = group?.Properties.AlarmConfiguration.Alarms[0].Name;
    assert.match(written(rollback), new RegExp(`^<Alarm${name.replaceAll('-', '')}errors`));
    assert.ok(alias?.DependsOn.includes(rollback.Ref), name);
  }
});

test('a probe invokes the functions of its own stack and no other', () => {
  const probes = prod
    .all('AWS::IAM::Role')
    .filter(({ Properties }) => JSON.stringify(Properties).includes('PutLifecycleEventHookExecutionStatus'));
  const invoked = probes.flatMap(({ Properties }) => {
    const statements = Properties.Policies[0].PolicyDocument.Statement;
    const resource = statements.find((statement: any) => statement.Action === 'lambda:InvokeFunction').Resource;
    return [resource].flat().map((arn: unknown) => written(arn).split(':').at(-2));
  });
  assert.deepEqual(invoked.sort(), manifest.functions.map(({ name }) => `genesis-prod-${name}`).sort());
});

test('instances are set aside where the configuration says', () => {
  const [first, ...others] = manifest.functions.map(({ name }) => name);
  const stage = new Templates(configured('dev', { reservedConcurrency: { [first as string]: 7 } }));
  const reserved = stage.all('AWS::Lambda::Function').filter(({ Properties }) => Properties.ReservedConcurrentExecutions !== undefined);
  assert.deepEqual(
    reserved.map(({ Properties }) => [Properties.FunctionName, Properties.ReservedConcurrentExecutions]),
    [[`genesis-dev-${first}`, 7]],
  );
  assert.ok(others.length > 0);
});

test('no stack has more resources than CloudFormation takes', () => {
  for (const stack of prod.stacks) assert.ok(prod.in(stack).length < 500, `${stack} has ${prod.in(stack).length}`);
});
