import assert from 'node:assert/strict';
import { test } from 'node:test';
import { triggeredBy } from '../lib/manifest.ts';
import { configured, manifest, Templates, written } from './stage.ts';

const prod = new Templates(configured('prod', { corsOrigins: ['https://app.example.com'] }));
const routes = new Map(prod.all('AWS::ApiGatewayV2::Route').map(({ Properties }) => [Properties.RouteKey as string, Properties]));

test('every declared route is there and no other, closed unless it is declared public', () => {
  const declared = triggeredBy(manifest, 'http');
  assert.deepEqual([...routes.keys()].sort(), declared.map(({ trigger }) => `${trigger.method} ${trigger.path}`).sort());
  for (const { trigger } of declared) {
    const { AuthorizationType, AuthorizerId } = routes.get(`${trigger.method} ${trigger.path}`) ?? {};
    assert.deepEqual([AuthorizationType, Boolean(AuthorizerId)], trigger.guard === 'public' ? ['NONE', false] : ['CUSTOM', true]);
  }
});

test('a route leads to the version with the traffic of its function', () => {
  const integrations = prod.all('AWS::ApiGatewayV2::Integration').map(({ Properties }) => Properties);
  const uris = integrations.map(({ IntegrationUri }) => written(IntegrationUri).split(':').slice(-2).join(':'));
  assert.deepEqual(
    uris.sort(),
    triggeredBy(manifest, 'http')
      .map(({ name }) => `genesis-prod-${name}:live`)
      .sort(),
  );
  for (const { PayloadFormatVersion } of integrations) assert.equal(PayloadFormatVersion, '2.0');
});

test('who calls is asked for every request and remembered by nobody', () => {
  const [authorizer] = prod.all('AWS::ApiGatewayV2::Authorizer');
  const { AuthorizerPayloadFormatVersion, EnableSimpleResponses, IdentitySource, AuthorizerResultTtlInSeconds } =
    authorizer?.Properties ?? {};
  assert.deepEqual(
    [AuthorizerPayloadFormatVersion, EnableSimpleResponses, IdentitySource, AuthorizerResultTtlInSeconds],
    ['2.0', true, [], 0],
  );
});

test('requests are logged and throttled, and pages of the configured origins may ask', () => {
  const [stage] = prod.all('AWS::ApiGatewayV2::Stage');
  assert.ok(stage?.Properties.AccessLogSettings.DestinationArn);
  assert.ok(!stage?.Properties.AccessLogSettings.Format.includes('authorizer'), "who calls is nobody else's business");
  assert.deepEqual(
    [stage?.Properties.DefaultRouteSettings.ThrottlingRateLimit, stage?.Properties.DefaultRouteSettings.ThrottlingBurstLimit],
    [1000, 2000],
  );
  const [api] = prod.all('AWS::ApiGatewayV2::Api');
  const { AllowOrigins, AllowMethods, AllowHeaders, AllowCredentials, ExposeHeaders, MaxAge } = api?.Properties.CorsConfiguration ?? {};
  assert.deepEqual([AllowOrigins, AllowCredentials, MaxAge], [['https://app.example.com'], undefined, 3600]);
  assert.deepEqual(AllowMethods, ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']);
  const credentials = ['x-api-key', 'authorization', 'x-mfa-code'];
  assert.deepEqual(AllowHeaders, ['content-type', 'idempotency-key', 'traceparent', 'x-request-id', ...credentials]);
  assert.deepEqual(ExposeHeaders, manifest.exposed_headers);
});

test('an edge lets everything through its firewall and remembers nothing', () => {
  const edge = new Templates(configured('dev', { edge: true }));
  const [distribution] = edge.all('AWS::CloudFront::Distribution');
  const { WebACLId, DefaultCacheBehavior, Logging } = distribution?.Properties.DistributionConfig ?? {};
  assert.ok(WebACLId && Logging);
  assert.equal(DefaultCacheBehavior.ViewerProtocolPolicy, 'https-only');
  assert.equal(DefaultCacheBehavior.CachePolicyId, '4135ea2d-6df8-44a3-9df3-4b5a84be39ad');
  const [firewall] = edge.all('AWS::WAFv2::WebACL');
  assert.equal(firewall?.Properties.Rules.length, 4);
});
