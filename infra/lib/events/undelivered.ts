/** The queue of what an asynchronous invocation could not deliver. */
export const UNDELIVERED = 'undelivered-events';
