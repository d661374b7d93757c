import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { copyOf, type Item, type Path, refusal } from './attributes.ts';

/*
 * The part of DynamoDB's expressions that the table uses, read by recursive descent. Attributes are
 * named only by placeholders, because a bare name might be one of the 573 reserved words.
 */

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

const MAX_EXPRESSION_BYTES = 4_096;
const TOKEN = /\s*(?:([#:]\w+|\w+|<>|<=|>=|[=<>().,])|$)/y;

/** The names and values of one command. An expression of the command must use each of them. */
export class Placeholders {
  readonly #known: ReadonlyMap<string, string | AttributeValue>;
  readonly #unused: Set<string>;

  constructor(command: {
    readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
    readonly ExpressionAttributeValues?: Item | undefined;
  }) {
    for (const given of ['ExpressionAttributeNames', 'ExpressionAttributeValues'] as const) {
      const placeholders = command[given];
      if (placeholders !== undefined && Object.keys(placeholders).length === 0) {
        throw refusal(`${given} must not be empty`);
      }
    }
    this.#known = new Map<string, string | AttributeValue>([
      ...Object.entries(command.ExpressionAttributeNames ?? {}),
      ...Object.entries(command.ExpressionAttributeValues ?? {}),
    ]);
    this.#unused = new Set(this.#known.keys());
  }

  name(placeholder: string): string {
    const name = this.#use(placeholder);
    if (typeof name !== 'string') throw refusal(`The name ${placeholder} is not defined`);
    return name;
  }

  value(placeholder: string): AttributeValue {
    const value = this.#use(placeholder);
    if (typeof value !== 'object') throw refusal(`The value ${placeholder} is not defined`);
    return copyOf(value);
  }

  refuseUnused(): void {
    if (this.#unused.size > 0) {
      throw refusal(`Unused in expressions: ${[...this.#unused].join(', ')}`);
    }
  }

  #use(placeholder: string) {
    this.#unused.delete(placeholder);
    return this.#known.get(placeholder);
  }
}

/** The tokens of one expression, taken one after the other. */
export class Tokens {
  readonly #tokens: readonly string[];
  readonly #placeholders: Placeholders;
  readonly #text: string;
  #at = 0;

  constructor(text: string, placeholders: Placeholders) {
    if (Buffer.byteLength(text) > MAX_EXPRESSION_BYTES) {
      throw refusal('Expression size has exceeded the maximum allowed size');
    }
    this.#text = text;
    this.#placeholders = placeholders;
    this.#tokens = [...tokensOf(text)];
    if (this.isAtEnd()) throw refusal('The expression can not be empty');
  }

  isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  isNext(start: string): boolean {
    return this.#tokens[this.#at]?.startsWith(start) ?? false;
  }

  take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  /** Takes a keyword. Its case does not matter. */
  takeWord(word: string): boolean {
    if (this.#tokens[this.#at]?.toUpperCase() !== word) return false;
    this.#at += 1;
    return true;
  }

  expect(token: string): void {
    if (!this.take(token)) throw this.unexpected();
  }

  expectEnd(): void {
    if (!this.isAtEnd()) throw this.unexpected();
  }

  path(): Path {
    const path = [this.topLevel()];
    while (this.take('.')) path.push(this.topLevel());
    return path;
  }

  topLevel(): string {
    return this.#placeholders.name(this.#placeholder('#'));
  }

  value(): AttributeValue {
    return this.#placeholders.value(this.#placeholder(':'));
  }

  comparator(): Comparator {
    for (const one of ['=', '<>', '<', '<=', '>', '>='] as const) if (this.take(one)) return one;
    throw this.unexpected();
  }

  unexpected(): Error {
    const token = this.#tokens[this.#at] ?? 'its end';
    return refusal(`Syntax error, or unknown to the simulation: ${token} in "${this.#text}"`);
  }

  #placeholder(start: '#' | ':'): string {
    const token = this.#tokens[this.#at];
    if (token === undefined || !this.isNext(start)) throw this.unexpected();
    this.#at += 1;
    return token;
  }
}

function* tokensOf(text: string): Generator<string, void, undefined> {
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex;
    const [, token] = TOKEN.exec(text) ?? [];
    if (token === undefined) {
      if (text.slice(from).trim() === '') return;
      throw refusal(`Syntax error, or unknown to the simulation: ${text.slice(from)}`);
    }
    yield token;
  }
}
