import type { VerificationStore } from '../ports/subscriptions.ts';
import { keys } from './keys.ts';
import type { Table } from './table.ts';

export function verificationStore(table: Table): VerificationStore {
  return {
    async isVerified(address) {
      return (await table.get(keys.verification(address))) !== null;
    },

    async verifyAddress(address, at) {
      await table.add(keys.verification(address), { at });
    },
  };
}
