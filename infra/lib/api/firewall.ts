import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import type { PlatformStack } from '../platform-stack.ts';

/** Requests of one address in five minutes that are taken for an attack. */
const ATTACK = 5000;

/** Rules that AWS keeps up to date. Bodies are of the size their endpoint declares, which the common rules think too large. */
const MANAGED = [
  { name: 'AWSManagedRulesAmazonIpReputationList', counted: [] },
  { name: 'AWSManagedRulesKnownBadInputsRuleSet', counted: [] },
  { name: 'AWSManagedRulesCommonRuleSet', counted: ['SizeRestrictions_BODY'] },
];

export function firewall(stack: PlatformStack): wafv2.CfnWebACL {
  return new wafv2.CfnWebACL(stack, 'Firewall', {
    name: stack.names.prefix,
    scope: 'CLOUDFRONT',
    defaultAction: { allow: {} },
    visibilityConfig: visible('all'),
    rules: [...MANAGED.map(managed), { ...flood(), priority: MANAGED.length }],
  });
}

function managed({ name, counted }: (typeof MANAGED)[number], priority: number): wafv2.CfnWebACL.RuleProperty {
  const ruleActionOverrides = counted.map((rule) => ({ name: rule, actionToUse: { count: {} } }));
  return {
    name,
    priority,
    overrideAction: { none: {} },
    visibilityConfig: visible(name),
    statement: { managedRuleGroupStatement: { vendorName: 'AWS', name, ruleActionOverrides } },
  };
}

function flood(): Omit<wafv2.CfnWebACL.RuleProperty, 'priority'> {
  return {
    name: 'flood',
    action: { block: {} },
    visibilityConfig: visible('flood'),
    statement: { rateBasedStatement: { limit: ATTACK, aggregateKeyType: 'IP' } },
  };
}

function visible(metricName: string): wafv2.CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false };
}
