import type { Configuration } from '../lib/configuration.ts';
import { configured } from './stage.ts';

export const domain = { name: 'api.example.com', hostedZone: 'example.com', hostedZoneId: 'Z0000000000000' };

/** Stages that together have everything in them that a configuration may ask for. */
export const VARIATIONS = {
  regions: () =>
    configured('prod', {
      replicas: ['eu-west-1', 'us-west-2'],
      domain,
      corsOrigins: ['https://app.example.com'],
      alarmEmails: ['operator@example.com'],
    }),
  edge: () => configured('dev', { edge: true, domain, reservedConcurrency: { 'start-run': 5 } }),
  rehearsal: () => configured('rehearsal'),
} satisfies Record<string, () => Configuration>;
