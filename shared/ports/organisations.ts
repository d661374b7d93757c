import type { Instant } from '../domain/time.ts';

/** Stands for an organisation, however its name is spelled. */
export type OrganisationKey = string;

/** Knows since when the digests of a unit have told it something of an organisation. */
export interface OrganisationStore {
  organisationKey(name: string): OrganisationKey;
  /**
   * Finds the organisations of which the unit has read something that was received before
   * `instant`. Strongly consistent.
   */
  organisationsBefore(
    consultation: string,
    unit: string,
    instant: Instant,
  ): Promise<Set<OrganisationKey>>;
  /**
   * Notes organisations with the time of receipt of the first thing that the unit reads of them. If
   * an organisation was noted before, that stays.
   */
  noteOrganisations(
    consultation: string,
    unit: string,
    since: ReadonlyMap<OrganisationKey, Instant>,
  ): Promise<void>;
}
