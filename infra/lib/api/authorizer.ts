import { Duration } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { liveFunction } from '../live-function.ts';
import { triggeredBy } from '../manifest.ts';
import type { PlatformStack } from '../platform-stack.ts';

/** The header with the caller's key. */
export const KEY = 'x-api-key';

/**
 * Tells functions who calls. With a cache the gateway itself refuses a request without a key; without one every request
 * gets to the function behind, which says so in a problem document.
 */
export function keyAuthorizer(stack: PlatformStack): apigateway.IHttpRouteAuthorizer | undefined {
  const [declared] = triggeredBy(stack.place.manifest, 'authorizer');
  if (!declared) return undefined;
  const seconds = stack.place.configuration.authorizerCacheSeconds;
  return new HttpLambdaAuthorizer('Authorizer', liveFunction(stack, declared.name), {
    authorizerName: declared.name,
    responseTypes: [HttpLambdaResponseType.SIMPLE],
    identitySource: seconds > 0 ? [`$request.header.${KEY}`] : [],
    resultsCacheTtl: Duration.seconds(seconds),
  });
}
