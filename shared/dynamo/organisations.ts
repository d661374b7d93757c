import { createHash } from 'node:crypto';
import { nameWithoutDiacritics } from '../domain/similarity.ts';
import { plus } from '../domain/time.ts';
import type { OrganisationKey, OrganisationStore } from '../ports/organisations.ts';
import { keys, partitions } from './keys.ts';
import type { Table } from './table.ts';

/** Enough bits that no two organisations meet. The name itself may be too long for a key. */
const HASH_CHARS = 16;
/** Few organisations are new in a week. This is for the week of a large campaign. */
const IN_FLIGHT = 16;

export function organisationStore(table: Table): OrganisationStore {
  return {
    organisationKey(name) {
      const hash = createHash('sha256').update(nameWithoutDiacritics(name)).digest('base64url');
      return hash.slice(0, HASH_CHARS);
    },

    async organisationsBefore(consultation, unit, instant) {
      const found = new Set<OrganisationKey>();
      const sort = { upTo: plus(instant, -1) };
      for (const partition of partitions.organisations(consultation, unit)) {
        const rows = table.query({ partition, index: 'received', sort, keysOnly: true });
        for await (const { key } of rows) found.add(key.sort);
      }
      return found;
    },

    async noteOrganisations(consultation, unit, since) {
      const waiting = since.entries();
      const write = async () => {
        for (const [hash, receivedAt] of waiting) {
          await table.add(keys.organisation(consultation, unit, hash), { receivedAt });
        }
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, write));
    },
  };
}
