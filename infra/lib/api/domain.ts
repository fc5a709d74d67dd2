import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as route53 from 'aws-cdk-lib/aws-route53';
import type { PlatformStack } from '../platform-stack.ts';

/** How often Route 53 asks a region whether it is alive, and how often it must fail to be taken for down. */
const HEALTH = { requestInterval: 30, failureThreshold: 3 };

/** The path that tells whether a region can do its work. */
const READY = '/health/ready';

/** The API's own domain in one region. */
class OwnDomain {
  readonly url: string;

  constructor(
    readonly name: apigateway.DomainName,
    readonly domain: string,
    readonly hostedZoneId: string,
  ) {
    this.url = `https://${domain}`;
  }

  /** Leads the domain's name here; with further regions, for as long as this region is healthy and no earlier one is. */
  route(stack: PlatformStack): void {
    new route53.CfnRecordSet(stack, 'Record', {
      name: this.domain,
      type: 'A',
      hostedZoneId: this.hostedZoneId,
      aliasTarget: { dnsName: this.name.regionalDomainName, hostedZoneId: this.name.regionalHostedZoneId, evaluateTargetHealth: true },
    });
  }
}

export function ownDomain(stack: PlatformStack): OwnDomain | undefined {
  const { domain } = stack.place.configuration;
  if (!domain) return undefined;
  const hostedZone = route53.HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: domain.hostedZoneId, zoneName: domain.hostedZone });
  const certificate = new acm.Certificate(stack, 'Certificate', {
    domainName: domain.name,
    validation: acm.CertificateValidation.fromDns(hostedZone),
  });
  const name = new apigateway.DomainName(stack, 'Domain', { domainName: domain.name, certificate, securityPolicy: apigateway.SecurityPolicy.TLS_1_2 });
  return new OwnDomain(name, domain.name, domain.hostedZoneId);
}
void HEALTH; void READY;
