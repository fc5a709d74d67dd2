import type { Configuration } from '../lib/configuration.ts';
import { configured } from './stage.ts';

export const domain = { name: 'api.example.com', hostedZone: 'example.com', hostedZoneId: 'Z0000000000000' };

/** A model as it is, and one by a profile of several regions. */
const ON_BEDROCK = {
  default: ['bedrock:us.anthropic.claude-3-5-sonnet-20241022-v2:0', 'extractive'],
  providers: {
    bedrock: {
      protocol: 'bedrock' as const,
      region: 'us-west-2',
      models: ['us.anthropic.claude-3-5-sonnet-20241022-v2:0', 'amazon.titan-embed-text-v2:0'],
    },
  },
};

/** Stages that together have everything in them that a configuration may ask for. */
export const VARIATIONS = {
  regions: () =>
    configured('prod', {
      replicas: ['eu-west-1', 'us-west-2'],
      domain,
      corsOrigins: ['https://app.example.com'],
      alarmEmails: ['operator@example.com'],
    }),
  edge: () => configured('dev', { edge: true, domain, reservedConcurrency: { 'start-run': 5 }, models: ON_BEDROCK }),
  rehearsal: () => configured('rehearsal'),
} satisfies Record<string, () => Configuration>;
