import { SESServiceException } from '@aws-sdk/client-ses';
import type { Chance } from './chance.ts';

/** How often things go wrong, in thousandths. */
export interface Weather {
  /** At each call of the database. */
  readonly database: number;
  /** At each mail handed to SES. */
  readonly ses: number;
  /** At each nudge: it fails. At each message and report: it comes twice. */
  readonly queue: number;
  /** At each mail: SES never reports what became of it. */
  readonly report: number;
  /** At each step: the process is killed. */
  readonly kill: number;
  /** At each step: the clock jumps. */
  readonly jump: number;
}

export const CALM: Weather = { database: 0, ses: 0, queue: 0, report: 0, kill: 0, jump: 0 };
/**
 * In a storm everything goes wrong. In each other weather a few things go wrong often. The product
 * must lose nothing in any of them.
 */
export const WEATHERS = {
  storm: { database: 60, ses: 150, queue: 100, report: 30, kill: 12, jump: 15 },
  'lost answers': { ...CALM, database: 100 },
  'busy mail system': { ...CALM, ses: 400, report: 60, jump: 10 },
  'sudden deaths': { ...CALM, kill: 30, queue: 100 },
} as const satisfies Record<string, Weather>;

export type DatabaseFault = 'refused' | 'lost';
export type SesFault =
  'throttled' | 'day-full' | 'paused' | 'not-connected' | 'lost' | 'broken' | 'content';

const SES_FAULTS: readonly SesFault[] = [
  'throttled',
  'throttled',
  'day-full',
  'paused',
  'not-connected',
  'not-connected',
  'lost',
  'lost',
  'broken',
];

/** `refused`: nothing was written. `lost`: the command was carried out, and its answer is lost. */
export function databaseFault(chance: Chance, { database }: Weather): DatabaseFault | null {
  if (!chance.happens(database)) return null;
  return chance.happens(400) ? 'refused' : 'lost';
}

export function sesFault(chance: Chance, { ses }: Weather): SesFault | null {
  return chance.happens(ses) ? chance.pick(SES_FAULTS) : null;
}

/** Says whether SES takes the mail in spite of the fault. */
export function isTaken(fault: SesFault | null): boolean {
  return fault === null || fault === 'lost';
}

/** Returns the error with which the SDK rejects. */
export function rejectionOf(fault: SesFault): Error {
  switch (fault) {
    case 'throttled':
      return refusal('Throttling', 'Maximum sending rate exceeded.');
    case 'day-full':
      return refusal('Throttling', 'Daily message quota exceeded.');
    case 'paused':
      return refusal('AccountSendingPausedException', 'Sending is paused for this account.');
    case 'content':
      return refusal('MessageRejected', 'The message holds something that is not sent.');
    case 'not-connected':
      return timeOut('the request socket did not establish a connection with the server');
    case 'lost':
      return timeOut('the request did not complete within the time');
    case 'broken':
      return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
  }
}

function refusal(name: string, message: string): SESServiceException {
  const $metadata = { httpStatusCode: 400 };
  return new SESServiceException({ name, message, $fault: 'client', $metadata });
}

function timeOut(message: string): Error {
  return Object.assign(new Error(message), { name: 'TimeoutError' });
}
