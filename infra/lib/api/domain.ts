import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as route53 from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import type { Settings } from '../configuration.ts';
import type { PlatformStack } from '../platform-stack.ts';

export type Domain = NonNullable<Settings['domain']>;

/** The API's own domain in a region. The records that lead there are of the whole stage. */
export function ownDomain(stack: PlatformStack, domain: Domain): apigateway.DomainName {
  return new apigateway.DomainName(stack, 'Domain', {
    domainName: domain.name,
    certificate: certificate(stack, domain),
    securityPolicy: apigateway.SecurityPolicy.TLS_1_2,
  });
}

export function certificate(scope: Construct, domain: Domain): acm.Certificate {
  return new acm.Certificate(scope, 'Certificate', {
    domainName: domain.name,
    validation: acm.CertificateValidation.fromDns(zone(scope, domain)),
  });
}

function zone(scope: Construct, domain: Domain): route53.IHostedZone {
  return route53.HostedZone.fromHostedZoneAttributes(scope, 'Zone', { hostedZoneId: domain.hostedZoneId, zoneName: domain.hostedZone });
}
