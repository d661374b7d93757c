import type { VerificationStore } from '../ports/subscriptions.ts';
import { keys } from './keys.ts';
import type { Table } from './table.ts';

export function verificationStore(table: Table): VerificationStore {
  return {
    async isVerified(addresses) {
      const found = await Promise.all(
        addresses.map(async (address) => table.get(keys.verification(address))),
      );
      return found.some((row) => row !== null);
    },

    async verifyAddress(address, at) {
      await table.add(keys.verification(address), { at });
    },
  };
}
