import type { Submission } from '../../shared/domain/submission.ts';
import { committedContentOf, commitTo, saltOf } from '../../shared/log/commitment.ts';
import { entriesOf, rootByDefinition } from '../support/log.ts';
import { verify } from '../support/log-source.ts';
import type { World } from './world.ts';

/** Returns how a history has broken what the log promises, one line for each breach. */
export async function brokenLog(
  { stores, clock }: World,
  consultation: string,
  versions: readonly Submission[],
  units: readonly string[],
): Promise<string[]> {
  const log = await stores.findLog(consultation);
  if (log === null) return ['nothing was sealed'];
  const entries = await entriesOf(stores, consultation);
  const contents = entries.flatMap((one) => (one.kind === 'submission' ? [one.content] : []));
  const told = entries.flatMap((one) =>
    one.kind === 'digest' ? [`${one.unit} ${one.number}`] : [],
  );
  const digests = await Promise.all(units.map(async (unit) => stores.digestsFrom(unit, 1)));
  const made = digests.flat().map(({ digest: { unit, number } }) => `${unit} ${number}`);
  return [
    ...differences('the versions', contents, versions.map(contentOf)),
    ...differences('the digests', told, made),
    ...(await brokenSeals(stores, consultation, log.state.size)),
    ...(await brokenRules({ stores, clock }, consultation)),
  ];
}

/**
 * What a verifier finds who knows nothing but the log. SES does not report on every mail, so the log
 * may not know that a digest was accepted: the reconciliation names these.
 */
async function brokenRules(
  { stores, clock }: Pick<World, 'stores' | 'clock'>,
  consultation: string,
): Promise<string[]> {
  const { verdicts } = await verify(stores, consultation, clock.now());
  return verdicts
    .filter(({ rule, outcome }) => outcome === 'fail' && rule !== 'accepted')
    .map(({ rule, reasons }) => `the log breaks the rule ${rule}: ${reasons.join(' ')}`);
}

function contentOf(version: Submission): string {
  return commitTo(committedContentOf(version), saltOf(version));
}

function differences(what: string, told: readonly string[], wanted: readonly string[]): string[] {
  const [one, other] = [told.toSorted().join(), wanted.toSorted().join()];
  return one === other ? [] : [`the log tells of ${what} ${one}, not ${other}`];
}

/** Each checkpoint that was ever signed must be of a tree with which the log still begins. */
async function brokenSeals(
  stores: World['stores'],
  consultation: string,
  size: number,
): Promise<string[]> {
  const written = await Array.fromAsync(stores.streamEntries(consultation, 0, size));
  const seals = (await stores.newestSeals(consultation, 1_000)).toReversed();
  return seals.flatMap(({ first, size: sealed, checkpoint }, index) => {
    const root = rootByDefinition(written.slice(0, sealed)).toString('base64');
    const [origin, lines, signed] = checkpoint.split('\n');
    const follows = first === (seals[index - 1]?.size ?? 0);
    return follows && lines === String(sealed) && signed === root
      ? []
      : [`the checkpoint ${origin} ${sealed} is not of this log`];
  });
}
