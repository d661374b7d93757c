import { hash } from 'node:crypto';
import { readTilePath } from '../../shared/log/tiles.ts';
import type { LogReader } from '../../shared/ports/log.ts';
import { readLog } from '../../shared/usecases/read-log.ts';
import { checkLog, type Report } from '../../verify/check.ts';
import type { Source } from '../../verify/log.ts';

/** Serves a log to a verifier as the site serves it, without the way over HTTP. */
function sourceOf(store: LogReader, consultation: string): Source {
  const log = readLog({ store });
  const bytesAt = async (path: string): Promise<Buffer | null> => {
    const seal = await log.newest(consultation);
    if (seal === null) return null;
    if (path === 'checkpoint') return Buffer.from(seal.checkpoint);
    if (path === 'keys') return Buffer.from((await log.keys(consultation)).join('\n'));
    const after = /^checkpoints(?:[?]after=(?<size>\d+))?$/u.exec(path)?.groups;
    if (after !== undefined) {
      const before = after['size'] === undefined ? undefined : Number(after['size']);
      const seals = await store.newestSeals(consultation, 50, before);
      return Buffer.from(JSON.stringify({ checkpoints: seals.map(seenOf) }));
    }
    const request = path.startsWith('tile/') ? readTilePath(path.split('/').slice(1)) : null;
    return request === null ? null : log.tile(consultation, request);
  };
  return {
    name: `the log of ${consultation}`,
    async read(path) {
      const bytes = await bytesAt(path);
      return bytes === null ? null : new Uint8Array(bytes);
    },
  };
}

function seenOf({
  size,
  sealedAt,
  checkpoint,
}: {
  size: number;
  sealedAt: string;
  checkpoint: string;
}) {
  return { size, sealedAt, checkpoint };
}

/** Lets the verifier check a log as it is at this moment. */
export async function verify(store: LogReader, consultation: string, at: string): Promise<Report> {
  const sha256 = (bytes: Uint8Array) => new Uint8Array(hash('sha256', bytes, 'buffer'));
  return checkLog(sourceOf(store, consultation), { sha256, at });
}
