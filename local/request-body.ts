import type { IncomingMessage } from 'node:http';

/** Reads the body of a request to its end. Returns null if it is larger than `bytes`. */
export async function readAtMost(request: IncomingMessage, bytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= bytes) chunks.push(chunk);
  }
  return size > bytes ? null : Buffer.concat(chunks);
}
