import { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { CREDENTIALS } from './authorizer.ts';

const { GET, POST, PUT, DELETE, PATCH, OPTIONS } = apigateway.CorsHttpMethod;
const METHODS = [GET, POST, PUT, DELETE, PATCH, OPTIONS];

/** What pages of these origins may ask, and read of an answer's headers; none where none may ask anything. */
export function cors(origins: string[], exposeHeaders: string[]): apigateway.CorsPreflightOptions | undefined {
  if (origins.length === 0) return undefined;
  return {
    allowOrigins: origins,
    allowMethods: METHODS,
    allowHeaders: ['content-type', 'idempotency-key', 'traceparent', 'x-request-id', ...CREDENTIALS],
    exposeHeaders,
    maxAge: Duration.hours(1),
  };
}
