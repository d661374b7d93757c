import { parseArgs } from 'node:util';
import { EXAMPLE, readDeployment } from '../infra/deployment.ts';
import type { Digest } from '../shared/domain/digest.ts';
import { write } from '../local/standard-output.ts';
import { consultationStore } from '../shared/dynamo/consultations.ts';
import { digestStore } from '../shared/dynamo/digests.ts';
import { healthStore } from '../shared/dynamo/health.ts';
import { submissionStore } from '../shared/dynamo/submissions.ts';
import { kindOf } from '../shared/kinds/kinds.ts';
import { readDigestItems, digestMailWriter } from '../shared/usecases/compose-digest.ts';
import { groupLetters } from '../shared/usecases/group-letters.ts';
import { resendDigest } from '../shared/usecases/resend-digest.ts';
import { digestRows } from '../shared/view/mail/digest-table.ts';
import { buildDigestWriter, NO_SITE } from './built-mails.ts';
import { runCommand, type CommandOutcome } from './command.ts';
import { deliveryTable, digestLine, healthLines, mailLines } from './digest-words.ts';
import { TARGET_OPTIONS, TARGET_USAGE, targetOf } from './target.ts';

const USAGE = `Usage: npm run digest -- list UNIT                   a line for each digest of the unit
       npm run digest -- show UNIT NUMBER            the mail as it was, and what became of it
       npm run digest -- resend UNIT NUMBER          once more to each mailbox that the unit has now
       npm run digest -- health                      what the last nightly reconciliation has found
       npm run --silent digest -- csv UNIT NUMBER [--kind KIND]
                                                     the complete set of what it told
       ${TARGET_USAGE}`;

const OPTIONS = { ...TARGET_OPTIONS, kind: { type: 'string' } } as const;

/** Runs the operator's commands for digests. */
await runCommand(USAGE, async () => {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  const [command = '', unit, number, ...more] = positionals;
  if (command === 'health') return unit === undefined ? health() : 'misused';
  if (unit === undefined || more.length > 0) return 'misused';
  if (command === 'list') return number === undefined ? list(unit) : 'misused';
  if (number === undefined || !/^[1-9]\d{0,5}$/u.test(number)) return 'misused';
  switch (command) {
    case 'show':
      return show(unit, Number(number));
    case 'resend':
      return resend(unit, Number(number));
    case 'csv':
      return csv(unit, Number(number));
    default:
      return 'misused';
  }

  type Store = ReturnType<typeof openStore>['store'];

  function openStore() {
    const { table, clock, siteUrl } = targetOf(values);
    const store = {
      ...consultationStore(table),
      ...submissionStore(table),
      ...digestStore(table),
      ...healthStore(table),
    };
    return { store, clock, siteUrl: siteUrl ?? NO_SITE };
  }

  async function list(id: string): Promise<CommandOutcome> {
    const { store } = openStore();
    if ((await store.findUnit(id)) === null) return noUnit(id);
    const batches = await store.digestsFrom(id, 1);
    if (batches.length === 0) console.log(`${id} has had no digest yet`);
    for (const batch of batches) console.log(digestLine(batch));
    return 'done';
  }

  async function show(id: string, wanted: number): Promise<CommandOutcome> {
    const { store, siteUrl } = openStore();
    const unit = await store.findUnit(id);
    if (unit === null) return noUnit(id);
    const batch = await store.findDigest(id, wanted);
    if (batch === null) return noDigest(id, wanted);
    const { digest, deliveries } = batch;
    const { config } = readDeployment(values.deployed ?? EXAMPLE);
    const writer = await buildDigestWriter(config.owner);
    // The checkpoints that stood in the mail are not kept, and newer ones did not stand in it.
    const unsealed = { ...store, newestSeals: () => Promise.resolve([]) };
    const mails = digestMailWriter({ store: unsealed, writer, siteUrl }, digest);
    const repeat = deliveries.get('0')?.repeat ?? false;
    const mail = await mails(unit, '0', digest.recipients[0] ?? '', repeat);
    const lines = [...mailLines(mail), '', ...deliveryTable(batch)];
    await write(`${lines.join('\n')}\n`);
    return 'done';
  }

  async function resend(id: string, wanted: number): Promise<CommandOutcome> {
    const { store, clock } = openStore();
    const resent = await resendDigest({ store, clock })(id, wanted);
    switch (resent.outcome) {
      case 'no-such-unit':
        return noUnit(id);
      case 'no-such-digest':
        return noDigest(id, wanted);
      case 'no-mailbox':
        console.error(
          `${id} has no mailbox: publish its consultation again with one, then send the digest again`,
        );
        return 'refused';
      case 'under-way':
        console.error(`No. ${wanted} is already on its way to each mailbox of ${id}`);
        return 'refused';
      case 'due':
        console.log(`No. ${wanted} goes out again within a minute or two, to:`);
        for (const mailbox of resent.mailboxes) console.log(`  ${mailbox}`);
        return 'done';
    }
  }

  async function health(): Promise<CommandOutcome> {
    const { store, clock } = openStore();
    const { lines, isWell } = healthLines(await store.lastReport(), clock.now());
    for (const line of lines) console.log(line);
    return isWell ? 'done' : 'amiss';
  }

  /**
   * Prints all that a digest told about consultations of one kind, however much it is, in the
   * format of the mail's attachment.
   */
  async function csv(id: string, wanted: number): Promise<CommandOutcome> {
    const { store } = openStore();
    const found = await store.findDigest(id, wanted);
    if (found === null) return noDigest(id, wanted);
    const kinds = await kindsOf(store, found.digest);
    const [kind, ...others] = kinds.filter((one) => (values.kind ?? one) === one);
    if (kind === undefined || others.length > 0) {
      console.error(`Name one kind of consultation with --kind: ${kinds.join(', ')}`);
      return 'refused';
    }
    await writeRows(store, found.digest, kind);
    return 'done';
  }

  /** Returns the kinds of the consultations that the digest covers, each once. */
  async function kindsOf({ findConsultation }: Store, { consultations }: Digest) {
    const found = await Promise.all(consultations.map(findConsultation));
    return [...new Set(found.flatMap((one) => (one === null ? [] : [one.kind])))];
  }

  async function writeRows(store: Store, digest: Digest, kind: string) {
    const { head, row } = digestRows(kindOf({ kind }), digest.language);
    if ((await write(head)) === 'unread') return;
    const groups = await groupLetters({ store }, digest);
    for await (const { consultation, items } of readDigestItems(store, digest, groups)) {
      if (consultation.kind !== kind) continue;
      const rows = items.map((item) => row(consultation, item)).join('');
      if ((await write(rows)) === 'unread') return;
    }
  }

  async function noUnit(id: string): Promise<'refused'> {
    const ids = (await openStore().store.listUnits()).map((unit) => unit.id);
    console.error(
      ids.length === 0
        ? `There is no unit ${id}: publish a consultation first`
        : `There is no unit ${id}. Name one of these: ${ids.join(', ')}`,
    );
    return 'refused';
  }

  function noDigest(id: string, wanted: number): 'refused' {
    console.error(
      `There is no digest No. ${wanted} of ${id}: npm run digest -- list ${id} names those there are`,
    );
    return 'refused';
  }
});
