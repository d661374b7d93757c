import { isDeepStrictEqual } from 'node:util';
import type { Consultation } from '../../shared/domain/consultation.ts';
import { earliestDue, isAbandoned } from '../../shared/domain/delivery.ts';
import type { DigestItem } from '../../shared/domain/digest-content.ts';
import type { Finding } from '../../shared/domain/health.ts';
import type { Submission } from '../../shared/domain/submission.ts';
import type { DigestBatch } from '../../shared/ports/batches.ts';
import { deliveriesOf, keyOf } from '../support/ports.ts';
import { byId, publicTruth, withoutZeros } from '../support/public-truth.ts';
import type { Rested } from './history.ts';
import { brokenLog } from './log-promise.ts';
import type { TakenMail, World } from './world.ts';
import { toldBy } from './writers.ts';

type Picture = Map<string, string>;

/**
 * Returns how a history has broken the promise, one line for each breach. If something is missing
 * and an alarm names it, the promise is kept.
 */
export async function brokenPromises(rested: Rested): Promise<string[]> {
  const { world, consultation, acknowledged, violations } = rested;
  const found = await world.stores.findConsultation(consultation);
  if (found === null) throw new Error('The consultation is gone');
  const versions = await Array.fromAsync(world.stores.streamVersions(found));
  const units = (await world.stores.listUnits()).map(({ id }) => id);
  const report = await world.stores.lastReport();
  if (report === null) return ['nothing was reconciled'];
  const { findings } = report;
  const perUnit = await Promise.all(
    units.map((unit) => brokenToUnit(world, unit, versions, findings)),
  );
  return [
    ...violations,
    ...acknowledged.flatMap((one) =>
      versions.some((version) => isSame(version, one))
        ? []
        : [`${one.reference} version ${one.version} was acknowledged and does not stand`],
    ),
    ...perUnit.flat(),
    ...world.leaked.map(({ to }) => `a mail to ${to} left a table that was restored`),
    ...(await brokenReceipts(world, found, versions)),
    ...(await brokenAnnouncements(rested)),
    ...(await brokenLog(world, consultation, versions, units)),
    ...(await brokenPublication(world, found, versions)),
    ...toldTwice(world),
  ];
}

function isSame(version: Submission, one: Rested['acknowledged'][number]): boolean {
  const { reference, version: number, content } = one;
  return (
    version.reference === reference && version.version === number && version.content === content
  );
}

/**
 * Each unit must be told each change once. The picture that its digests give must equal the
 * records.
 */
async function brokenToUnit(
  world: World,
  unit: string,
  versions: readonly Submission[],
  findings: readonly Finding[],
): Promise<string[]> {
  const digests = await world.stores.digestsFrom(unit, 1);
  const broken = digests.flatMap((batch, index) => brokenSeries(unit, batch, index, digests));
  const picture: Picture = new Map();
  const toldIn = new Map<string, number>();
  for (const { digest, deliveries } of digests) {
    const { number } = digest;
    const copies = world.taken.filter(({ mail }) => isDigest(mail, unit, number));
    const accepted = copies.filter((copy) => copy.accepted);
    const [first] = accepted;
    const isNamed = findings.some((finding) => names(finding, unit, number));
    const states = [...deliveries.values()].map(({ state }) => state);
    if (isNamed && (states.includes('delivered') || !states.includes('sent'))) {
      broken.push(`${unit} No. ${number} is named without a cause (${states.join(', ')})`);
    }
    // SES has taken the digest and reports nothing, so the reconciliation names it. Its opinions
    // may be read nowhere, so there is no picture to compare.
    if (first === undefined && isNamed) return broken;
    if (first === undefined) {
      broken.push(`${unit} No. ${number} was accepted by no mailbox (${states.join(', ')})`);
      continue;
    }
    broken.push(...differences(copies), ...unmarked(unit, number, copies));
    for (const item of toldBy(first.mail).items) {
      broken.push(...wrongItem(unit, number, item, picture, toldIn));
    }
  }
  broken.push(...wrongTotals(unit, digests, versions));
  const recorded = recordsFor(unit, versions);
  for (const key of new Set([...recorded.keys(), ...picture.keys()])) {
    const [told, stands] = [picture.get(key), recorded.get(key)];
    if (told !== stands)
      broken.push(`${unit} reads of ${key} ${told ?? 'nothing'}, not ${stands ?? 'nothing'}`);
  }
  return broken;
}

function names(finding: Finding, unit: string, number: number): boolean {
  switch (finding.finding) {
    case 'opinion-not-accepted':
      return finding.unit === unit && finding.digest === number;
    case 'receipt-silent':
      return false;
    default:
      return finding.unit === unit && finding.number === number;
  }
}

function brokenSeries(
  unit: string,
  { digest, deliveries }: DigestBatch,
  index: number,
  all: readonly DigestBatch[],
): string[] {
  const before = all[index - 1]?.digest;
  const isNext = digest.number === index + 1;
  const touches = before === undefined || before.window.to === digest.window.from;
  const isAtRest = earliestDue(deliveries.values()) === null;
  return isNext && touches && isAtRest
    ? []
    : [`${unit} No. ${digest.number} does not follow, or is not at rest`];
}

function isDigest({ tags }: TakenMail['mail'], unit: string, number: number): boolean {
  return tags['kind'] === 'digest' && tags['unit'] === unit && tags['number'] === String(number);
}

/** All copies of one digest must tell the same. */
function differences(copies: readonly TakenMail[]): string[] {
  const said = new Set(copies.map(({ mail }) => JSON.stringify(toldBy(mail).items)));
  return said.size > 1 ? [`copies of one digest differ: ${[...said].join(' and ')}`] : [];
}

/** A mailbox gets a digest once without a mark. Every further copy must be marked as a repeat. */
function unmarked(unit: string, number: number, copies: readonly TakenMail[]): string[] {
  const unmarkedTo = copies.filter(({ mail }) => !toldBy(mail).repeat).map(({ mail }) => mail.to);
  return new Set(unmarkedTo).size === unmarkedTo.length
    ? []
    : [`${unit} No. ${number} came twice to a mailbox without a word`];
}

function wrongItem(
  unit: string,
  number: number,
  item: DigestItem,
  picture: Picture,
  toldIn: Map<string, number>,
): string[] {
  const key = `${item.reference}/${item.commitment ?? 'whole'}`;
  const says = `${unit} No. ${number} says of ${key} ${item.change}`;
  const wasTold = picture.has(key);
  const broken = [];
  if (wasTold === (item.change === 'new'))
    broken.push(`${says}, and ${wasTold ? 'it was told' : 'it was not'}`);
  if (item.change === 'edited' && picture.get(key) === wordsOf(item))
    broken.push(`${says}, and nothing is`);
  if (item.change === 'edited' && (item.was === null || picture.get(key) !== wordsOf(item.was)))
    broken.push(`${says}, and compares it with what was not told`);
  const replaced = item.replaces?.number;
  if (wasTold && replaced !== toldIn.get(key)) {
    broken.push(`${says} what No. ${replaced ?? '–'} told, and No. ${toldIn.get(key) ?? '–'} did`);
  }
  if (item.change === 'withdrawn') picture.delete(key);
  else picture.set(key, wordsOf(item));
  toldIn.set(key, number);
  return broken;
}

function wordsOf({
  organisation,
  publication,
  answers,
}: Pick<DigestItem, 'organisation' | 'publication' | 'answers'>) {
  return JSON.stringify([organisation, publication, answers?.['rating'], answers?.['text']]);
}

/**
 * What each digest says has come up to its end must be what the records say, however often and at
 * which times its run was killed and repeated.
 */
function wrongTotals(
  unit: string,
  digests: readonly DigestBatch[],
  versions: readonly Submission[],
): string[] {
  const known = new Set<string>();
  return digests.flatMap(({ digest: { number, window, toDate = [] } }) => {
    const received = versions.filter(({ receivedAt }) => receivedAt < window.to);
    const newest = new Map(received.map((one) => [one.reference, one]));
    for (const one of received) {
      if (one.version > (newest.get(one.reference)?.version ?? 0)) newest.set(one.reference, one);
    }
    const standing = [...newest.values()]
      .map((one) => ({ ...one, parts: one.parts.filter((part) => part.unit === unit) }))
      .filter(({ parts }) => parts.length > 0);
    const authors = standing
      .filter(({ receivedAt }) => receivedAt >= window.from)
      .map(({ organisation }) => organisation);
    const fresh = new Set(authors.filter((name) => !known.has(name)));
    for (const name of fresh) known.add(name);
    const recorded = {
      submissions: standing.length,
      parts: standing.flatMap(({ parts }) => parts).length,
      organisations: known.size,
      newOrganisations: fresh.size,
    };
    const said = toDate.map(({ submissions, parts, organisations, newOrganisations }) =>
      JSON.stringify({ submissions, parts, organisations, newOrganisations }),
    );
    return said.length === 1 && said[0] === JSON.stringify(recorded)
      ? []
      : [`${unit} No. ${number} counts ${said.join()}, and not ${JSON.stringify(recorded)}`];
  });
}

/** Returns the opinions that stand in the records for a unit, by reference and commitment. */
function recordsFor(unit: string, versions: readonly Submission[]): Picture {
  const newest = new Map<string, Submission>();
  for (const one of versions) {
    if (one.version > (newest.get(one.reference)?.version ?? 0)) newest.set(one.reference, one);
  }
  const records: Picture = new Map();
  for (const { reference, organisation, publication, parts } of newest.values()) {
    for (const { commitment, unit: owner, answers } of parts) {
      if (owner !== unit) continue;
      records.set(
        `${reference}/${commitment ?? 'whole'}`,
        wordsOf({ organisation, publication, answers }),
      );
    }
  }
  return records;
}

/** A receipt goes out at most once. It may be missing only when its delivery says why. */
async function brokenReceipts(
  { stores, taken, attempts, deaths }: World,
  consultation: Consultation,
  versions: readonly Submission[],
): Promise<string[]> {
  const receipts = await Promise.all(
    versions.map(async (submission) => {
      const mails = await stores.findBatch(stores.receiptKey(consultation, submission));
      return { ...submission, receipt: mails?.deliveries.get('receipt') };
    }),
  );
  return receipts.flatMap(({ reference, version, receipt }) => {
    const name = `receipt ${reference} version ${version}`;
    const isIt = ({ mail: { tags } }: Pick<TakenMail, 'mail'>) =>
      tags['mail'] === 'receipt' &&
      tags['reference'] === reference &&
      tags['version'] === String(version);
    if (receipt === undefined || isAbandoned(receipt)) return [`${name} does not stand`];
    const sent = taken.filter(isIt);
    const met = attempts.filter(isIt).map(({ fault }) => fault);
    const isUnclear = met.includes('lost') || met.includes('broken');
    const isExplained =
      isUnclear ||
      (deaths.sendMail > 0 && receipt.state === 'unknown' && receipt.reason === 'lease-expired');
    if (receipt.state === 'unknown' && !isExplained) {
      return [`${name} is unknown without a cause (${receipt.reason})`];
    }
    if (sent.length > 1) return [`${name} was sent ${sent.length} times`];
    const excused = ['unknown', 'failed', 'suppressed', 'cancelled'].includes(receipt.state);
    if (sent.length === 0 && !excused) return [`${name} was never sent, and is ${receipt.state}`];
    return [];
  });
}

async function brokenAnnouncements({ world, subscribers }: Rested): Promise<string[]> {
  const deliveries = await deliveriesOf(world.stores, 'spring');
  const broken = [];
  for (const email of subscribers) {
    const isIt = ({ mail }: Pick<TakenMail, 'mail'>) => mail.to === email;
    const sent = world.taken.filter(isIt).length;
    const met = world.attempts.filter(isIt).map(({ fault }) => fault);
    const isUnclear =
      met.includes('lost') || met.includes('broken') || world.deaths.sendAnnouncements > 0;
    if (sent > 1) broken.push(`${email} was mailed ${sent} times`);
    const address = await keyOf(email);
    const state = deliveries.get(address)?.state;
    const isOver = (await world.stores.findSubscription(address))?.state === 'ended';
    const excused = isOver || state === 'unknown' || state === 'failed' || state === 'suppressed';
    if (state === 'unknown' && !isUnclear) broken.push(`${email} is unknown without a cause`);
    if (sent === 0 && !excused)
      broken.push(`${email} was not mailed, and is ${state ?? 'skipped'}`);
  }
  return broken;
}

/** Everybody must see exactly what the submissions and the choices say, and it must be counted so. */
async function brokenPublication(
  { stores, clock }: World,
  consultation: Consultation,
  versions: readonly Submission[],
): Promise<string[]> {
  const references = new Set(versions.map(({ reference }) => reference));
  const { parts, totals } = await publicTruth(stores, consultation, references, clock.now());
  const seen = byId(await Array.fromAsync(stores.streamPublic(consultation.id)));
  const projection = await stores.findProjection(consultation.id);
  if (projection === null) return ['nothing was projected'];
  return [
    ...unlike('everybody sees', seen, parts),
    ...unlike('everybody counts', withoutZeros(projection.totals), totals),
  ];
}

/** An author is told of an act of moderation once. */
function toldTwice({ taken }: World): string[] {
  const told = taken
    .filter(({ mail: { tags } }) => tags['kind'] === 'moderation')
    .map(({ mail: { tags } }) => `${tags['reference'] ?? ''} at ${tags['at'] ?? ''}`);
  return new Set(told).size === told.length ? [] : [`an act was told twice: ${told.join()}`];
}

function unlike(what: string, found: unknown, wanted: unknown): string[] {
  if (isDeepStrictEqual(found, wanted)) return [];
  return [`${what} ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`];
}
