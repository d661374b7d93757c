import { Agent, request } from 'node:http';

/** A request as it goes over the wire. `fetch` would tidy up its path and refuse some headers. */
export interface RawRequest {
  readonly method?: string;
  /** With the query. It is sent exactly as it stands here. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Buffer;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
  /** The same as UTF-8. */
  readonly body: string;
}

const agent = new Agent({ keepAlive: true });

/** Sends the request to the site at this address. Follows no redirect. */
export async function sendRaw(
  url: string,
  { method = 'GET', path, headers = {}, body }: RawRequest,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, method, path, headers, agent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', reject).once('end', () => {
        const { statusCode: status = 0, headers: answered } = answer;
        const bytes = Buffer.concat(chunks);
        resolve({ status, headers: answered, bytes, body: bytes.toString() });
      });
    });
    asked.once('error', reject).end(body);
  });
}
