import type { VerificationStore } from '../ports/subscriptions.ts';
import { EXPIRY, expiryAt, keys } from './keys.ts';
import type { Table } from './table.ts';

export function verificationStore(table: Table): VerificationStore {
  return {
    async isVerified(addresses, now) {
      const found = await Promise.all(
        addresses.map(async (address) => table.get(keys.verification(address))),
      );
      return found.some((row) => row !== null && (row.expires ?? Infinity) > expiryAt(now));
    },

    async verifyAddress(address, at, until) {
      await table.save(keys.verification(address), { at, [EXPIRY]: expiryAt(until) });
    },
  };
}
