import { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { type Manifest, triggeredBy } from '../manifest.ts';
import { CREDENTIALS } from './authorizer.ts';

/** What pages of these origins may ask; none where none may ask anything. */
export function cors(manifest: Manifest, origins: string[]): apigateway.CorsPreflightOptions | undefined {
  if (origins.length === 0) return undefined;
  const methods = new Set(triggeredBy(manifest, 'http').map(({ trigger }) => apigateway.CorsHttpMethod[trigger.method]));
  return {
    allowOrigins: origins,
    allowMethods: [...methods],
    allowHeaders: ['content-type', 'idempotency-key', ...CREDENTIALS],
    maxAge: Duration.hours(1),
  };
}
