import { CfnOutput, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { triggeredBy } from '../manifest.ts';
import { type Place, PlatformStack } from '../platform-stack.ts';
import { callerAuthorizer } from './authorizer.ts';
import { cors } from './cors.ts';
import { ownDomain } from './domain.ts';
import { lead } from './failover.ts';
import { addRoute } from './routes.ts';

const LOGGED = [
  'requestId',
  'requestTime',
  'httpMethod',
  'path',
  'routeKey',
  'status',
  'protocol',
  'responseLength',
  'responseLatency',
  'integrationLatency',
  'integrationErrorMessage',
];

/** The HTTP API: a route for each function with one. */
export class ApiStack extends PlatformStack {
  readonly api: apigateway.HttpApi;

  constructor(scope: Construct, place: Place) {
    super(scope, 'api', 'The HTTP API', place);
    const { manifest, configuration } = place;
    const corsPreflight = cors(configuration.corsOrigins, manifest.exposed_headers);
    // Behind an edge the domain is the edge's.
    const domain = configuration.edge ? null : configuration.domain;
    this.api = new apigateway.HttpApi(this, 'Api', {
      apiName: this.names.prefix,
      createDefaultStage: false,
      // Health checks go by the endpoint that is the region's alone.
      disableExecuteApiEndpoint: domain !== null && configuration.replicas.length === 0,
      ...(corsPreflight && { corsPreflight }),
    });
    const authorizer = callerAuthorizer(this);
    for (const declared of triggeredBy(manifest, 'http')) addRoute(this, this.api, declared, authorizer);
    const own = domain && ownDomain(this, domain);
    if (domain && own) lead(this, domain, own, this.endpoint);
    const stage = this.#stage(own);
    new CfnOutput(this, 'ApiId', { value: this.api.apiId });
    new CfnOutput(this, 'ApiUrl', { value: domain ? `https://${domain.name}` : stage.url });
  }

  /** The host that the API has of itself. */
  get endpoint(): string {
    return `${this.api.apiId}.execute-api.${this.region}.${this.urlSuffix}`;
  }

  #stage(own: apigateway.DomainName | null): apigateway.HttpStage {
    const { throttle, logDays } = this.place.configuration;
    const logGroup = new logs.LogGroup(this, 'AccessLogs', {
      logGroupName: `/aws/vendedlogs/apis/${this.names.prefix}`,
      retention: logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const format = Object.fromEntries(LOGGED.map((name) => [name, `$context.${name}`]));
    return new apigateway.HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle: { rateLimit: throttle.requestsPerSecond, burstLimit: throttle.burst },
      accessLogSettings: {
        destination: new apigateway.LogGroupLogDestination(logGroup),
        format: AccessLogFormat.custom(JSON.stringify(format)),
      },
      ...(own && { domainMapping: { domainName: own } }),
    });
  }
}
