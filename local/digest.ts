import { parseArgs } from 'node:util';
import { consultationStore } from '../shared/dynamo/consultations.ts';
import { digestStore } from '../shared/dynamo/digests.ts';
import { submissionStore } from '../shared/dynamo/submissions.ts';
import { digestItems } from '../shared/usecases/compose-digest.ts';
import { digestRows } from '../shared/view/mail/digest-table.ts';
import { carriedOut, write } from './command.ts';
import { TARGET_OPTIONS, TARGET_USAGE, targetOf } from './target.ts';

const USAGE = `Usage: npm run --silent digest -- csv UNIT NUMBER ${TARGET_USAGE}`;

/** Writes out the complete set of a digest's opinions, however many, as its mail attaches them. */
await carriedOut(USAGE, async () => {
  const { values, positionals } = parseArgs({ options: TARGET_OPTIONS, allowPositionals: true });
  const [command, unit, number, ...more] = positionals;
  if (command !== 'csv' || unit === undefined || more.length > 0) return 'misused';
  if (number === undefined || !/^[1-9]\d{0,5}$/u.test(number)) return 'misused';

  const { table } = targetOf(values);
  const found = await digestStore(table).findDigest(unit, Number(number));
  if (found === null) {
    console.error(`There is no digest No. ${number} of ${unit}`);
    return 'refused';
  }
  const { digest } = found;
  const { head, row } = digestRows(digest.language);
  const store = {
    ...consultationStore(table),
    ...submissionStore(table),
    ...digestStore(table),
  };
  if ((await write(head)) === 'unread') return 'done';
  for await (const { consultation, items } of digestItems(store, digest)) {
    const rows = items.map((item) => row(consultation, item)).join('');
    if ((await write(rows)) === 'unread') break;
  }
  return 'done';
});
