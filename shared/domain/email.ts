import * as z from 'zod/mini';
import { singleLine } from './text.ts';

/** RFC 5321, 4.5.3.1: 64 octets before the at sign, 254 in all. */
const MAX_LOCAL_PART = 64;
const MAX_ADDRESS = 254;

const ATOM = String.raw`[A-Za-z0-9!#$%&'*+/=?^_\x60{|}~-]+`;
const LOCAL_PART = new RegExp(String.raw`^${ATOM}(?:\.${ATOM})*$`, 'u');
const HOST_NAME = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z][a-z0-9-]{0,61}[a-z0-9])$/u;

/**
 * Returns the form of the typed address that can be mailed, or null. The domain becomes lower-case
 * ASCII (RFC 5891), because `birojs@ķekava.lv` is a valid address. The part before the at sign must
 * be ASCII, because SES accepts nothing else, and keeps its case.
 */
export function parseEmail(typed: string): string | null {
  const address = singleLine(typed);
  if (address.length > MAX_ADDRESS) return null;
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  const domain = toAsciiDomain(address.slice(at + 1));
  if (domain === null || local.length > MAX_LOCAL_PART || !LOCAL_PART.test(local)) return null;
  const mailable = `${local}@${domain}`;
  return mailable.length <= MAX_ADDRESS ? mailable : null;
}

function toAsciiDomain(domain: string): string | null {
  if (/[\s/?#@:%\\[\]]/u.test(domain)) return null;
  const url = URL.parse(`http://${domain}`);
  return url !== null && HOST_NAME.test(url.hostname) ? url.hostname : null;
}

/** An address that SES can mail, in the form in which it is stored and compared. */
export const Email = z.string().check(
  z.overwrite((typed) => parseEmail(typed) ?? typed),
  z.minLength(1, { abort: true }),
  z.refine((address) => parseEmail(address) !== null, { error: 'not-an-email' }),
);

/**
 * Returns the form in which two addresses are compared. For every mail system in use `Anna@` and
 * `anna@` are one person, although RFC 5321 allows them to differ.
 */
export function foldEmail(email: string): string {
  return email.toLowerCase();
}

const WRITTEN = 'must be an e-mail address, such as balss@iestade.lv';
/** An address that somebody has written into settings. It must have the form that can be mailed. */
export const WrittenEmail = z
  .string(WRITTEN)
  .check(z.refine((written) => parseEmail(written) === written, WRITTEN));
