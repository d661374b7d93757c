import { consultationStore, publicStore } from '../shared/wiring.ts';
import { Table } from '../shared/dynamo/table.ts';
import { dataFile } from '../shared/open-data/data-file.ts';
import type { Format, Publisher } from '../shared/open-data/publisher.ts';
import { streamFile } from '../shared/open-data/volume.ts';

export const PUBLISHER: Publisher = {
  name: { lv: 'Valsts kanceleja', en: 'State Chancellery of Latvia' },
  licence: 'https://creativecommons.org/licenses/by/4.0/',
  siteUrl: 'https://sadzirdets.example',
};

/** Does what `npm run opinion -- export` does, into nothing. Returns the number of characters. */
export async function handler({
  consultation: id,
  format,
}: {
  readonly consultation: string;
  readonly format: Format;
}): Promise<number> {
  const table = new Table(process.env['TABLE_NAME'] ?? '');
  const consultation = await consultationStore(table).findConsultation(id);
  if (consultation === null) throw new Error(`No consultation ${id}`);
  const file = dataFile(format, consultation, PUBLISHER);
  let length = 0;
  for await (const piece of streamFile(publicStore(table), id, file)) length += piece.length;
  return length;
}
