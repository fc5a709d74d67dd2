import type * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import type { PlatformStack } from '../platform-stack.ts';
import type { Domain } from './domain.ts';

/** How often Route 53 asks a region for its health, in seconds, and how often in a row it must fail. */
const CHECK = { requestInterval: 30, failureThreshold: 3 };

/** Tells whether a region can do its work. */
const READY = '/health/ready';

type Target = route53.CfnRecordSet.AliasTargetProperty;

/**
 * Leads the stage's name to this region. With further regions the names are a chain: each leads to its region while that
 * is healthy, and else to the next name, the last of which is simply the last region.
 */
export function lead(stack: PlatformStack, domain: Domain, own: apigateway.DomainName, apiEndpoint: string): void {
  const regions = [stack.place.configuration.region, ...stack.place.configuration.replicas];
  const place = regions.indexOf(stack.place.region);
  const here = { dnsName: own.regionalDomainName, hostedZoneId: own.regionalHostedZoneId };
  const isLast = place === regions.length - 1;
  if (regions.length === 1) {
    record(stack, 'Record', domain, { name: linkName(domain, 0), aliasTarget: here });
    return;
  }
  const next = { dnsName: linkName(domain, place), hostedZoneId: domain.hostedZoneId, evaluateTargetHealth: true };
  const primary = isLast ? undefined : failingOver(stack, 'Primary', domain, place, here, healthCheck(stack, apiEndpoint));
  const secondary = place === 0 ? undefined : failingOver(stack, 'Secondary', domain, place - 1, isLast ? here : next);
  // Route 53 refuses an alias of a name that has no record yet.
  if (primary) secondary?.addResourceDependency(primary);
}

/** The name that leads to a region or those after it. */
function linkName(domain: Domain, place: number): string {
  return place === 0 ? domain.name : `standby-${place}.${domain.name}`;
}

function failingOver(
  stack: PlatformStack,
  id: 'Primary' | 'Secondary',
  domain: Domain,
  link: number,
  aliasTarget: Target,
  check?: route53.CfnHealthCheck,
): route53.CfnRecordSet {
  return record(stack, id, domain, {
    name: linkName(domain, link),
    aliasTarget,
    setIdentifier: `${stack.place.region}-${id.toLowerCase()}`,
    failover: id.toUpperCase(),
    ...(check && { healthCheckId: check.attrHealthCheckId }),
  });
}

type Leading = Omit<route53.CfnRecordSetProps, 'type' | 'hostedZoneId'>;

function record(stack: PlatformStack, id: string, domain: Domain, props: Leading): route53.CfnRecordSet {
  return new route53.CfnRecordSet(stack, id, { type: 'A', hostedZoneId: domain.hostedZoneId, ...props });
}

function healthCheck(stack: PlatformStack, apiEndpoint: string): route53.CfnHealthCheck {
  return new route53.CfnHealthCheck(stack, 'Health', {
    healthCheckConfig: { type: 'HTTPS', fullyQualifiedDomainName: apiEndpoint, port: 443, resourcePath: READY, enableSni: true, ...CHECK },
    healthCheckTags: [{ key: 'Name', value: stack.names.of(stack.place.region) }],
  });
}
