import type { Consultation } from '../domain/consultation.ts';
import type { MadeChoice, ModerationAct, Standing, StandingChange } from '../domain/standing.ts';
import type { Instant, Window } from '../domain/time.ts';
import type { RowKey } from './rows.ts';

/** Versions of submissions, choices of publication, acts of moderation. */
type FactKind = 'opinions' | 'choices' | 'acts';

/** What decides what everybody sees of a submission, beside its versions. */
export interface StandingStore {
  /** `taken`: there is a choice of the same time already. */
  addChoice(consultation: string, choice: MadeChoice): Promise<'added' | 'taken'>;
  /**
   * Adds the act together with the mail that tells the author, due at `now`. `taken`: there is an
   * act of the same time already.
   */
  addAct(act: ModerationAct, now: Instant): Promise<'added' | 'taken'>;
  actKey(act: Pick<ModerationAct, 'consultation' | 'reference' | 'receivedAt'>): RowKey;
  /** Finds the newest acts of the consultation, newest first, before `before` unless it is null. */
  newestActs(consultation: string, limit: number, before: Instant | null): Promise<ModerationAct[]>;
  /** Finds the submission as it stands. Null: there is none. */
  findStanding(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    reference: string,
  ): Promise<Standing | null>;
  /** Reads the acts within the window, in their order. */
  streamActs(consultation: string, window: Window): AsyncIterable<ModerationAct>;
  /**
   * Returns the whole window if it holds at most `most` of these facts, and otherwise its
   * beginning. Facts that came at the same time stay together, so a beginning may hold a few more.
   * Null: the window holds none.
   */
  cutWindow(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    window: Window,
    about: { readonly most: number; readonly of: readonly FactKind[] },
  ): Promise<Window | null>;
  /**
   * Reads what became of each submission within the window by a version, a choice or an act. Each
   * comes once. A window reads the same whenever it is read.
   */
  streamStandingChanges(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    window: Window,
  ): AsyncIterable<StandingChange>;
  /**
   * Reads each submission about which something has come at or after `from`, as it stands at the
   * window's end, in the order of what has come. `at` is the time of its latest version since `from`,
   * or of its latest choice or act. A submission with both may come twice. The window begins with the
   * consultation. It holds the choices and acts of the window in memory, some hundred bytes each.
   */
  streamStandings(
    consultation: Pick<Consultation, 'id' | 'shards'>,
    window: Window,
    from: Instant,
  ): AsyncIterable<{ readonly at: Instant; readonly standing: Standing }>;
}
