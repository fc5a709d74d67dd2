import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { configured, manifest, many, type Resource, Templates, written } from './stage.ts';
import { VARIATIONS } from './variations.ts';

const prod = Templates.of('prod');
const TENANT = '${aws:PrincipalTag/tenant}';

/** What has a wildcard because nothing narrower can stand for it; the reasons are beside the acknowledgements. */
const WILDCARDS = [
  [/^\*$/, /^(xray|logs):/],
  [/:log-group:\/aws\/lambda\/genesis-prod-[a-z-]+:\*$/, /^logs:(CreateLogStream|PutLogEvents)$/],
  [/:execution:genesis-prod-run:\*$/, /^states:(DescribeExecution|StopExecution)$/],
  [/:function:genesis-prod-[a-z-]+:\*$/, /^lambda:InvokeFunction$/],
  [/\/\$\{aws:PrincipalTag\/tenant\}\/\*$/, /^s3:(Get|Put|Delete)Object$/],
] as const;

function statements(role: Resource): any[] {
  return (role.Properties.Policies ?? []).flatMap((policy: any) => policy.PolicyDocument.Statement);
}

const roles = prod.all('AWS::IAM::Role');
const all = roles.flatMap(statements);
const tenantRoles = roles.filter(({ Properties }) => String(Properties.RoleName).endsWith('-tenant'));

function ownRole(name: string): Resource {
  return roles.find(({ Properties }) => Properties.Description === `As which ${name} runs`) as Resource;
}

function tenantRole(name: string): Resource | undefined {
  return tenantRoles.find(({ Properties }) => Properties.RoleName === `genesis-prod-${name}-tenant`);
}

test('no statement has a wildcard but where nothing narrower can stand', () => {
  for (const { Action, Resource: resources } of all) {
    for (const resource of many<any>(resources)
      .map(written)
      .filter((resource) => resource.includes('*'))) {
      const known = WILDCARDS.some(([arn, action]) => arn.test(resource) && many<string>(Action).every((one) => action.test(one)));
      assert.ok(known, `${many(Action)} on ${resource}`);
    }
    for (const action of many<string>(Action)) assert.ok(!action.includes('*'), action);
  }
  assert.deepEqual(prod.all('AWS::IAM::Policy'), [], 'a policy outside its role is one nobody here looked at');
});

test('the worker alone may ask Bedrock, and only for the models that the stage names', () => {
  const stage = new Templates(VARIATIONS.edge());
  const asking = stage
    .all('AWS::IAM::Role')
    .flatMap((role) => statements(role).map((statement) => ({ as: role.Properties.Description, ...statement })))
    .filter(({ Action }) => many<string>(Action)[0]?.startsWith('bedrock:'));
  assert.deepEqual(
    asking.map(({ as, Action }) => [as, Action]),
    [['As which execute-agent-step runs', 'bedrock:InvokeModel']],
  );
  const arns = many<any>(asking[0].Resource).map((arn) => written(arn).split(':bedrock:')[1]);
  assert.deepEqual(arns.map((arn) => arn?.replace(/\d{12}/, 'ACCOUNT')).sort(), [
    '*::foundation-model/anthropic.claude-3-5-sonnet-20241022-v2:0',
    'us-west-2::foundation-model/amazon.titan-embed-text-v2:0',
    'us-west-2:ACCOUNT:inference-profile/us.anthropic.claude-3-5-sonnet-20241022-v2:0',
  ]);
});

test('a stage that does not say which models of Bedrock it asks is told to', () => {
  const models = { providers: { bedrock: { protocol: 'bedrock' as const } } };
  assert.throws(() => new Templates(configured('dev', { models })), /models\.providers\.bedrock has no list `models`/);
});

test('what a function keeps in tables is open by leading keys alone', () => {
  const directories = manifest.functions.flatMap(({ grants }) => grants.filter(({ keys }) => keys).map(({ resource }) => resource.name));
  for (const role of roles) {
    for (const { Action, Condition, Resource: resource } of statements(role)) {
      if (!many<string>(Action)[0]?.startsWith('dynamodb:')) continue;
      const isDirectory = many(resource).every((arn) => directories.some((name) => written(arn).endsWith(`:table/genesis-prod-${name}`)));
      const leaders = tenantRoles.includes(role) ? [TENANT, ...(isDirectory ? ['platform'] : [])] : ['platform'];
      const allowed = leaders.map((leader) => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${leader}#*`] } }));
      assert.ok(
        allowed.some((condition) => isDeepStrictEqual(Condition, condition)),
        `${many(Action)} by ${JSON.stringify(Condition)}`,
      );
    }
  }
});

test('what a function keeps in buckets is open below the tenant alone', () => {
  const ofBuckets = roles
    .flatMap((role) => statements(role).map((statement) => ({ role, ...statement })))
    .filter(({ Action }) => many<string>(Action)[0]?.startsWith('s3:'));
  assert.ok(ofBuckets.length > 0);
  for (const { role, Action, Resource: resource, Condition } of ofBuckets) {
    assert.ok(tenantRoles.includes(role));
    if (Action === 's3:ListBucket') assert.deepEqual(Condition, { StringLike: { 's3:prefix': [`${TENANT}/*`] } });
    else for (const arn of many(resource)) assert.match(written(arn), /\/\$\{aws:PrincipalTag\/tenant\}\/\*$/);
  }
});

test('only the function itself takes its tenant role, with the tag of a tenant and no other', () => {
  assert.ok(tenantRoles.length > 0);
  for (const { Properties } of tenantRoles) {
    const [trust, ...others] = Properties.AssumeRolePolicyDocument.Statement;
    assert.equal(others.length, 0);
    assert.match(trust.Principal.AWS['Fn::GetAtt'][0], /RolesOwn/);
    assert.deepEqual(trust.Action, ['sts:AssumeRole', 'sts:TagSession']);
    assert.deepEqual(trust.Condition, {
      StringLike: { 'aws:RequestTag/tenant': '????????-????-????-????-????????????' },
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] },
    });
  }
});

test('a function may do what it declared, under whose credentials it declared it, and nothing else', () => {
  const besides = /^(logs|xray|kms|sts):/;
  for (const { name, grants, trigger } of manifest.functions) {
    const declared = (principal: string) =>
      new Set(grants.filter((grant) => grant.principal === principal).flatMap((grant) => grant.actions));
    const allowed = (role: Resource | undefined) =>
      new Set((role ? statements(role) : []).flatMap(({ Action }) => many<string>(Action)).filter((action) => !besides.test(action)));
    const own = declared('platform');
    // Lambda leaves with the function's own rights what it could not handle.
    if (['schedule', 'broken_execution'].includes(trigger.kind)) own.add('sqs:SendMessage');
    assert.deepEqual(allowed(ownRole(name)), own, name);
    assert.deepEqual(allowed(tenantRole(name)), declared('tenant'), name);
  }
});

test('a function touches the resources it declared and no other', () => {
  for (const { name, grants } of manifest.functions) {
    const declared = new Set(grants.flatMap(({ resource }) => (resource.kind === 'table' ? [`table/genesis-prod-${resource.name}`] : [])));
    const reached = [ownRole(name), tenantRole(name)].flatMap((role) => (role ? statements(role) : []));
    const tables = reached
      .flatMap(({ Resource: resource }) => many<any>(resource).map(written))
      .flatMap((arn) => arn.match(/table\/[a-z-]+/) ?? []);
    assert.deepEqual(new Set(tables), declared, name);
  }
});

test('a stage without tenant credentials has no tenant roles, and says so to its functions', () => {
  const stage = new Templates(configured('dev', { tenantCredentials: false, customerKey: false, deployment: 'direct' }));
  const names = stage.all('AWS::IAM::Role').map(({ Properties }) => Properties.RoleName);
  assert.deepEqual(new Set(names), new Set([undefined]));
  const functions = stage.all('AWS::Lambda::Function');
  assert.equal(functions.length, manifest.functions.length);
  for (const { Properties } of functions) assert.equal(Properties.Environment.Variables.GENESIS_TENANT_ROLE_ARN, '');
  assert.deepEqual([stage.all('AWS::CodeDeploy::DeploymentGroup'), stage.all('AWS::KMS::Key')], [[], []]);
});
