import { DRAFT_DAYS, SENT_HOURS } from '../browser-keeps.ts';

/*
 * What this browser keeps: drafts of forms, and for a short time what it has sent. Storage can be
 * switched off or full. Then nothing is kept, and nothing else changes.
 */

/** What is filled in, by the names of the fields. A field of several choices has several values. */
export type Fields = Readonly<Record<string, readonly string[]>>;

interface KeptDraft {
  readonly fields: Fields;
  /** When the version that the form edited was received. Null: it edited none, or it is not known. */
  readonly from: string | null;
  /** True once it was sent as it is. When a receipt is shown, it is no longer a draft. */
  readonly sent: boolean;
}

interface SentBefore {
  readonly reference: string;
  /** When the version was received: its name here. It is stored, so the property keeps its word. */
  readonly version: string;
  /** See `marksOf`. */
  readonly marks: readonly number[];
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const DRAFT = 'draft:';
const SENT = 'sent:';

export function readDraft(name: string): KeptDraft | null {
  return read(DRAFT + name) as KeptDraft | null;
}

export function keepDraft(name: string, draft: KeptDraft): void {
  keep(DRAFT + name, draft, DRAFT_DAYS * DAY_MS);
}

export function forgetDraft(name: string): void {
  forget(DRAFT + name);
}

/** Returns what was sent from this browser to the consultation, the last first. */
export function readSent(consultation: string): readonly SentBefore[] {
  return (read(SENT + consultation) as readonly SentBefore[] | null) ?? [];
}

export function keepSent(consultation: string, sent: SentBefore): void {
  const others = readSent(consultation).filter(({ reference }) => reference !== sent.reference);
  keep(SENT + consultation, [sent, ...others].slice(0, MAX_SENT), SENT_HOURS * HOUR_MS);
}

/** How many submissions a browser recognises for each consultation. */
const MAX_SENT = 5;

/** Removes everything whose time is over, also what other forms have left. */
export function forgetWhatHasEnded(): void {
  try {
    const names = Object.keys(localStorage);
    for (const name of names.filter((one) => one.startsWith(DRAFT) || one.startsWith(SENT))) {
      if (read(name) === null) forget(name);
    }
  } catch {
    // Storage is switched off.
  }
}

/** Returns what is kept under the name, or null if there is nothing or its time is over. */
function read(name: string): unknown {
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? '{}') as {
      until?: number;
      what?: object;
    };
    return (kept.until ?? 0) > Date.now() ? (kept.what ?? null) : null;
  } catch {
    return null;
  }
}

function keep(name: string, what: object, ms: number): void {
  try {
    localStorage.setItem(name, JSON.stringify({ until: Date.now() + ms, what }));
  } catch {
    // Storage is switched off or full.
  }
}

function forget(name: string): void {
  try {
    localStorage.removeItem(name);
  } catch {
    // Storage is switched off.
  }
}
