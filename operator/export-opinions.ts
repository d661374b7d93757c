import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { EXAMPLE, readDeployment } from '../infra/deployment.ts';
import { write } from '../local/standard-output.ts';
import { consultationStore } from '../shared/dynamo/consultations.ts';
import { publicStore } from '../shared/dynamo/public-parts.ts';
import { dataFile } from '../shared/open-data/data-file.ts';
import { FORMATS, type Publisher } from '../shared/open-data/publisher.ts';
import { streamFile } from '../shared/open-data/volume.ts';
import type { CommandOutcome } from './command.ts';
import { type Target, targetOf } from './target.ts';

/** The options of an export, apart from those of the table. */
export const EXPORT_OPTIONS = { format: { type: 'string' }, out: { type: 'string' } } as const;

interface Wanted extends Target {
  readonly format?: string | undefined;
  readonly out?: string | undefined;
}

/** In UTF-16 units. Each part on its own would be a hundred thousand writes. */
const CHUNK = 65_536;

/**
 * Writes all public data of a consultation as one file, to standard output or to `out`, however much
 * it is. A file has its name only once it is complete.
 */
export async function exportOpinions(id: string, wanted: Wanted): Promise<CommandOutcome> {
  const format = FORMATS.find((one) => one === wanted.format);
  if (format === undefined) return 'misused';
  if (wanted.table !== undefined) {
    console.error(
      'The file names the licence and the publisher of a deployment: use --deployed NAME',
    );
    return 'refused';
  }
  const { table, siteUrl } = targetOf(wanted);
  const consultations = await consultationStore(table).listConsultations();
  const consultation = consultations.find((one) => one.id === id);
  if (consultation === undefined) {
    const ids = consultations.map((one) => one.id).toSorted();
    console.error(
      ids.length === 0
        ? `There is no consultation ${id}: publish one first`
        : `There is no consultation ${id}. Name one of these: ${ids.join(', ')}`,
    );
    return 'refused';
  }
  if (consultation.publishes === 'never') {
    console.error(`${id} never publishes what it receives`);
    return 'refused';
  }
  const { config } = readDeployment(wanted.deployed ?? EXAMPLE);
  const { licence, owner } = config;
  const publisher: Publisher = { name: owner.name, licence, siteUrl: siteUrl ?? '' };
  const file = dataFile(format, consultation, publisher);
  const chunks = inChunks(streamFile(publicStore(table), id, file));
  if (wanted.out === undefined) {
    for await (const chunk of chunks) if ((await write(chunk)) === 'unread') break;
    return 'done';
  }
  const unfinished = `${wanted.out}.part`;
  await pipeline(chunks, createWriteStream(unfinished));
  await rename(unfinished, wanted.out);
  return 'done';
}

async function* inChunks(pieces: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  let chunk = '';
  for await (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
