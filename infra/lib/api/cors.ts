import { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { CREDENTIALS } from './authorizer.ts';

const { GET, POST, PUT, DELETE, PATCH, OPTIONS } = apigateway.CorsHttpMethod;
const METHODS = [GET, POST, PUT, DELETE, PATCH, OPTIONS];

/** What a page may read of an answer's headers besides those that all may read. */
const EXPOSED = [
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'x-quota-reset',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
  'x-request-id',
];

/** What pages of these origins may ask; none where none may ask anything. */
export function cors(origins: string[]): apigateway.CorsPreflightOptions | undefined {
  if (origins.length === 0) return undefined;
  return {
    allowOrigins: origins,
    allowMethods: METHODS,
    allowHeaders: ['content-type', 'idempotency-key', 'traceparent', 'x-request-id', ...CREDENTIALS],
    exposeHeaders: EXPOSED,
    maxAge: Duration.hours(1),
  };
}
