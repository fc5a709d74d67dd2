/** The name of the topic that tells of alarms. */
export const ALARMS = 'alarms';
