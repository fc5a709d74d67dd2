import { CfnOutput, Duration } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledged.ts';
import { type Place, PlatformStack } from '../platform-stack.ts';
import { certificate } from './domain.ts';
import { firewall } from './firewall.ts';

/** Where CloudFront's distributions are, whatever their number, in the eyes of Route 53. */
const CLOUDFRONT_ZONE = 'Z2FDTNDATAQYW2';

/** CloudFront and WAF in front of the API. Nothing is cached: every answer is of one caller at one time. */
export class EdgeStack extends PlatformStack {
  constructor(scope: Construct, place: Place, apiEndpoint: string) {
    super(scope, 'edge', 'CloudFront and WAF in front of the API', place);
    const { domain } = place.configuration;
    const distribution = new cloudfront.Distribution(this, 'Distribution', {
      comment: this.names.prefix,
      defaultBehavior: {
        origin: new HttpOrigin(apiEndpoint, { originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2] }),
        allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
        cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
        originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
      },
      minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
      logBucket: this.#logs(),
      webAclId: firewall(this).attrArn,
      ...(domain && { domainNames: [domain.name], certificate: certificate(this, domain) }),
    });
    acknowledge(distribution, 'AwsSolutions-CFR1', 'The platform is for callers of any country.');
    if (!domain)
      acknowledge(distribution, 'AwsSolutions-CFR4', "Without a domain of one's own CloudFront's certificate brings its protocols.");
    if (domain) this.#lead(domain, distribution);
    new CfnOutput(this, 'EdgeUrl', { value: `https://${domain?.name ?? distribution.distributionDomainName}` });
  }

  #lead(domain: { name: string; hostedZoneId: string }, distribution: cloudfront.Distribution): void {
    new route53.CfnRecordSet(this, 'Record', {
      name: domain.name,
      type: 'A',
      hostedZoneId: domain.hostedZoneId,
      aliasTarget: { dnsName: distribution.distributionDomainName, hostedZoneId: CLOUDFRONT_ZONE },
    });
  }

  #logs(): s3.Bucket {
    const bucket = new s3.Bucket(this, 'Logs', {
      bucketName: this.names.bucket('edge-logs'),
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      // CloudFront writes its logs by an ACL.
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_PREFERRED,
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(this.place.configuration.logDays) }],
      removalPolicy: this.removalOfData,
    });
    acknowledge(bucket, 'AwsSolutions-S1', 'It holds logs itself.');
    return bucket;
  }
}
