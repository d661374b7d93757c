import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';

/** A mail as it is kept: what SES was told about it, beside the message itself. */
interface Envelope {
  readonly id: string;
  /** By the stack's clock. */
  readonly at: string;
  readonly to: string;
  readonly source: string;
  readonly configurationSet: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A mail as a program reads it. */
export interface ReadMail extends Envelope {
  readonly from: string;
  readonly subject: string;
  /** By lower-case name, unfolded; encoded words as they were sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly {
    readonly filename: string;
    readonly contentType: string;
    readonly size: number;
    /** Base64. */
    readonly content: string;
  }[];
}

/** The beginning of a mail's name: when it was taken. */
const NAME = /^(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})-(\d{3})Z-/u;
/** Mails that are kept in memory once they have been read. */
const MAX_READ = 2_000;

/**
 * Every mail that the local SES has taken, on disk: `NAME.eml` is the message, `NAME.json` its
 * envelope, and the names sort by the time of arrival.
 */
export class Inbox {
  readonly #directory: string;
  readonly #read = new Map<string, Promise<ReadMail>>();
  /** Oldest first. */
  readonly #ids: string[];
  readonly #known: Set<string>;

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
    this.#ids = readdirSync(directory)
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -'.json'.length))
      .toSorted();
    this.#known = new Set(this.#ids);
  }

  get size(): number {
    return this.#ids.length;
  }

  /** When each was taken, in milliseconds since 1970, oldest first. */
  times(): number[] {
    return this.#ids.map((id) => {
      const [, day = '', hours = '', minutes = '', seconds = '', ms = ''] = NAME.exec(id) ?? [];
      return Date.parse(`${day}T${hours}:${minutes}:${seconds}.${ms}Z`);
    });
  }

  /** Durable once it returns, as far as the end of this process can tell. */
  keep(envelope: Omit<Envelope, 'id' | 'at'>, message: Buffer): string {
    const at = new Date().toISOString();
    const order = String(this.#ids.length + 1).padStart(6, '0');
    const id = `${at.replaceAll(/[:.]/gu, '-')}-${order}-${randomUUID().slice(0, 8)}`;
    const file = (extension: string) => join(this.#directory, `${id}.${extension}`);
    writeFileSync(file('eml'), message);
    // The envelope comes last and at once: a mail is there when its envelope is.
    writeFileSync(file('part'), JSON.stringify({ id, at, ...envelope } satisfies Envelope));
    renameSync(file('part'), file('json'));
    this.#ids.push(id);
    this.#known.add(id);
    return id;
  }

  async read(id: string): Promise<ReadMail | null> {
    if (!this.#known.has(id)) return null;
    const reading = this.#read.get(id) ?? this.#parse(id);
    this.#read.set(id, reading);
    const [oldest] = this.#read.keys();
    if (this.#read.size > MAX_READ && oldest !== undefined) this.#read.delete(oldest);
    return reading;
  }

  /** The newest of them, or all; oldest first. */
  async newest(count = Infinity): Promise<ReadMail[]> {
    const ids = this.#ids.slice(Math.max(0, this.#ids.length - count));
    const mails = await Promise.all(ids.map((id) => this.read(id)));
    return mails.filter((mail) => mail !== null);
  }

  /** The message as it would go over the wire, or null. */
  source(id: string): Buffer | null {
    return this.#known.has(id) ? readFileSync(join(this.#directory, `${id}.eml`)) : null;
  }

  async #parse(id: string): Promise<ReadMail> {
    const envelope = JSON.parse(
      readFileSync(join(this.#directory, `${id}.json`), 'utf8'),
    ) as Envelope;
    const parsed = await simpleParser(readFileSync(join(this.#directory, `${id}.eml`)), {
      skipHtmlToText: true,
      skipTextToHtml: true,
    });
    return {
      ...envelope,
      from: parsed.from?.text ?? '',
      subject: parsed.subject ?? '',
      headers: Object.fromEntries(
        parsed.headerLines.map(({ key, line }) => [
          key,
          line
            .slice(line.indexOf(':') + 1)
            .replaceAll(/\r?\n\s+/gu, ' ')
            .trim(),
        ]),
      ),
      text: parsed.text ?? '',
      html: typeof parsed.html === 'string' ? parsed.html : '',
      attachments: parsed.attachments.map(({ filename = '', contentType, size, content }) => ({
        filename,
        contentType,
        size,
        content: content.toString('base64'),
      })),
    };
  }
}
