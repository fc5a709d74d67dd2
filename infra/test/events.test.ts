import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, triggeredBy } from '../lib/manifest.ts';
import { manifest, many, Templates, written } from './stage.ts';

const prod = Templates.of('prod');
const queues = new Map(prod.all('AWS::SQS::Queue').map(({ Properties }) => [Properties.QueueName as string, Properties]));
const live = (name: string) => `:function:genesis-prod-${name}:live`;

test('a queue has its dead letters, and everything in it is encrypted', () => {
  for (const { name, visibility_seconds, max_receives, dead_letters } of manifest.queues) {
    const queue = queues.get(`genesis-prod-${name}`);
    assert.equal(queue?.VisibilityTimeout, visibility_seconds);
    assert.equal(queue?.RedrivePolicy.maxReceiveCount, max_receives);
    assert.ok(queues.has(`genesis-prod-${dead_letters}`));
  }
  for (const queue of queues.values()) assert.equal(queue.SqsManagedSseEnabled, true);
});

test('a queue feeds its function in batches whose messages fail one by one', () => {
  const feeds = prod.all('AWS::Lambda::EventSourceMapping').map(({ Properties }) => Properties);
  const declared = triggeredBy(manifest, 'queue');
  assert.equal(feeds.length, declared.length);
  for (const { name, trigger } of declared) {
    const feed = feeds.find(({ FunctionName }) => written(FunctionName).endsWith(live(name)));
    assert.deepEqual(
      [feed?.BatchSize, feed?.ScalingConfig.MaximumConcurrency, feed?.FunctionResponseTypes],
      [trigger.batch_size, trigger.max_concurrency, ['ReportBatchItemFailures']],
    );
  }
});

test('a schedule invokes its function as often as declared, and leaves what it could not deliver', () => {
  const schedules = new Map(prod.all('AWS::Scheduler::Schedule').map(({ Properties }) => [Properties.Name as string, Properties]));
  const declared = triggeredBy(manifest, 'schedule');
  assert.deepEqual([...schedules.keys()].sort(), declared.map(({ name }) => name).sort());
  for (const { name, trigger } of declared) {
    const schedule = schedules.get(name);
    assert.equal(schedule?.ScheduleExpression, trigger.every_minutes === 1 ? 'rate(1 minute)' : `rate(${trigger.every_minutes} minutes)`);
    assert.ok(written(schedule?.Target.Arn).endsWith(live(name)));
    assert.ok(schedule?.Target.DeadLetterConfig && schedule.Target.RetryPolicy.MaximumRetryAttempts > 0);
    assert.equal(schedule?.State, 'ENABLED');
  }
});

test('executions that broke are told of', () => {
  const [rule, ...others] = prod.all('AWS::Events::Rule');
  const [declared] = triggeredBy(manifest, 'broken_execution');
  assert.equal(others.length, 0);
  assert.deepEqual(rule?.Properties.EventPattern.detail.status, ['FAILED', 'TIMED_OUT', 'ABORTED']);
  assert.match(written(rule?.Properties.EventPattern.detail.stateMachineArn[0]), /:stateMachine:genesis-prod-run$/);
  const [target] = rule?.Properties.Targets;
  assert.ok(written(target.Arn).endsWith(live(declared?.name ?? '')));
  assert.ok(target.DeadLetterConfig);
});

test('the workflow is the definition of the code, with a place for each of its placeholders', () => {
  const [workflow] = prod.all('AWS::StepFunctions::StateMachine');
  const { DefinitionString, DefinitionSubstitutions, LoggingConfiguration } = workflow?.Properties ?? {};
  const definition = readFileSync(join(ROOT, manifest.workflow.definition), 'utf8');
  assert.equal(DefinitionString, definition);
  const placeholders = [...definition.matchAll(/\$\{([^}]+)\}/g)].map(([, name]) => name);
  assert.deepEqual(new Set(Object.keys(DefinitionSubstitutions)), new Set(placeholders));
  assert.equal(LoggingConfiguration.Level, 'ALL');
});

test('the workflow sends to its queues and invokes its functions, and nothing else', () => {
  const role = prod.all('AWS::IAM::Role').find(({ Properties }) => Properties.Description === 'As which runs are executed');
  const statements: any[] = role?.Properties.Policies[0].PolicyDocument.Statement;
  const resources = (action: string) =>
    statements.filter(({ Action }) => many(Action).includes(action)).flatMap(({ Resource }) => many(Resource).map(written));
  assert.deepEqual(
    resources('sqs:SendMessage').map((arn) => arn.split(':').at(-1)),
    manifest.workflow.queues.map((name) => `genesis-prod-${name}`),
  );
  assert.deepEqual(
    resources('lambda:InvokeFunction').map((arn) => arn.split(':').slice(-2).join(':')),
    manifest.workflow.functions.map((name) => `genesis-prod-${name}:live`),
  );
});
