import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { acknowledge } from '../acknowledged.ts';
import { liveFunction } from '../live-function.ts';
import type { Triggered } from '../manifest.ts';
import type { PlatformStack } from '../platform-stack.ts';

/** A function's route, which only its declared guard opens to everybody. */
export function addRoute(
  stack: PlatformStack,
  httpApi: apigateway.HttpApi,
  { name, trigger }: Triggered<'http'>,
  authorizer: apigateway.IHttpRouteAuthorizer | undefined,
): void {
  const route = new apigateway.HttpRoute(stack, `Route-${name}`, {
    httpApi,
    routeKey: apigateway.HttpRouteKey.with(trigger.path, apigateway.HttpMethod[trigger.method]),
    integration: new HttpLambdaIntegration(`Integration-${name}`, liveFunction(stack, name)),
    ...(trigger.guard !== 'public' && authorizer && { authorizer }),
  });
  if (trigger.guard === 'public') acknowledge(route, 'AwsSolutions-APIG4', `${name} is declared public.`);
}
