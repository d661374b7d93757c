import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';

/** What SES was told about a kept mail. It is stored beside the message itself. */
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
  /** By lower-case name, unfolded. Encoded words stay as they were sent. */
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

/** The start of a mail's file name: the time when SES took the mail. */
const NAME = /^(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})-(\d{3})Z-/u;
/** Limit of parsed mails that stay in memory. */
const MAX_READ = 2_000;

/**
 * Every mail that the local SES has taken, on disk. `NAME.eml` is the message and `NAME.json` its
 * envelope. Names sort by the time of arrival.
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

  /** Returns when each mail was taken, in milliseconds since 1970, oldest first. */
  times(): number[] {
    return this.#ids.map((id) => {
      const [, day = '', hours = '', minutes = '', seconds = '', ms = ''] = NAME.exec(id) ?? [];
      return Date.parse(`${day}T${hours}:${minutes}:${seconds}.${ms}Z`);
    });
  }

  /** Stores a mail. When this returns, the mail survives the end of this process. */
  keep(envelope: Omit<Envelope, 'id' | 'at'>, message: Buffer): string {
    const at = new Date().toISOString();
    const order = String(this.#ids.length + 1).padStart(6, '0');
    const id = `${at.replaceAll(/[:.]/gu, '-')}-${order}-${randomUUID().slice(0, 8)}`;
    const file = (extension: string) => join(this.#directory, `${id}.${extension}`);
    writeFileSync(file('eml'), message);
    // The envelope comes last and appears in one step: a mail exists when its envelope exists.
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

  /** Returns the newest `count` mails, or all, oldest first. */
  async newest(count = Infinity): Promise<ReadMail[]> {
    const ids = this.#ids.slice(Math.max(0, this.#ids.length - count));
    const mails = await Promise.all(ids.map((id) => this.read(id)));
    return mails.filter((mail) => mail !== null);
  }

  /** Returns the message as it would go over the wire, or null when there is no such mail. */
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
