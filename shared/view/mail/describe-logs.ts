import type { Language } from '../../domain/text.ts';
import type { SealedLog } from '../../ports/writers.ts';
import { abridgeLine } from '../excerpt.ts';
import { mailCopyFor } from './copy/index.ts';
import { fold } from './plain.ts';

/** What a mail says of logs. The checkpoints are there to be copied, so they are whole. */
export interface LogsModel {
  readonly title: string;
  readonly what: string;
  readonly check: { readonly label: string; readonly href: string };
  readonly checkpoints: readonly { readonly of: string; readonly lines: readonly string[] }[];
}

/** In UTF-16 units. The name of the log in the checkpoint says the rest. */
const TITLE_CHARS = 80;

/** Returns null if there is nothing to say. */
export function describeLogs(
  logs: readonly SealedLog[],
  language: Language,
  checkUrl: string,
): LogsModel | null {
  if (logs.length === 0) return null;
  const copy = mailCopyFor(language).logs;
  return {
    title: copy.title(logs.length),
    what: copy.what(logs.length),
    check: { label: copy.check, href: checkUrl },
    checkpoints: logs.map(({ consultation, seal }) => ({
      of: copy.of(abridgeLine(consultation.title[language], TITLE_CHARS), seal.upTo),
      lines: seal.checkpoint.trimEnd().split('\n'),
    })),
  };
}

/**
 * Returns the lines of the text part. Those of a checkpoint are not folded and have nothing before
 * them, so that whoever copies them has the bytes that were signed.
 */
export function logLines(logs: LogsModel | null): string[] {
  if (logs === null) return [];
  const { title, what, check, checkpoints } = logs;
  return [
    ...fold(title),
    ...fold(what),
    ...fold(`${check.label}:`),
    check.href,
    ...checkpoints.flatMap(({ of, lines }) => ['', ...fold(`${of}:`), '', ...lines]),
    '',
  ];
}
