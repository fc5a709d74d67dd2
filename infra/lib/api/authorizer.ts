import { Duration } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { liveFunction } from '../live-function.ts';
import { triggeredBy } from '../manifest.ts';
import type { PlatformStack } from '../platform-stack.ts';

/** The headers with what callers prove who they are with: an API key, a session, the code of a second factor. */
export const CREDENTIALS = ['x-api-key', 'authorization', 'x-mfa-code'];

/**
 * Tells functions who calls. It is asked for every request: what it once said is remembered nowhere, so that a revoked key
 * and a session that is over open nothing from the next request on, and a code opens one request. The gateway could only
 * remember by headers that every request has, and refuses one without them before any function can say why.
 */
export function callerAuthorizer(stack: PlatformStack): apigateway.IHttpRouteAuthorizer | undefined {
  const [declared] = triggeredBy(stack.place.manifest, 'authorizer');
  if (!declared) return undefined;
  return new HttpLambdaAuthorizer('Authorizer', liveFunction(stack, declared.name), {
    authorizerName: declared.name,
    responseTypes: [HttpLambdaResponseType.SIMPLE],
    identitySource: [],
    resultsCacheTtl: Duration.seconds(0),
  });
}
