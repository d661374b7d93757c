import * as z from 'zod/mini';
import type { AddressEraser, AddressKey } from '../ports/subscriptions.ts';
import { AUDIT_ROWS, keys, partitions, shardOfAddress } from './keys.ts';
import { parseRow } from './row.ts';
import type { Table } from './table.ts';

const Batched = z.object({ deliveries: z.record(z.string(), z.unknown()) });

export function addressEraser(table: Table): AddressEraser {
  return {
    async eraseAddress(address, announcements) {
      const subscription = (await table.delete(keys.subscription(address))) === 'deleted';
      let deliveries = 0;
      for (const announcement of announcements) {
        if (await eraseDelivery(announcement, address)) deliveries += 1;
      }
      await table.delete(keys.verification(address));
      const audit = table.query({
        partition: partitions.address(address),
        sort: { prefix: AUDIT_ROWS },
      });
      let auditRows = 0;
      for await (const { key } of audit) {
        if ((await table.delete(key)) === 'deleted') auditRows += 1;
      }
      return { subscription, deliveries, auditRows };
    },
  };

  async function eraseDelivery(announcement: string, address: AddressKey): Promise<boolean> {
    const partition = partitions.batches(announcement, shardOfAddress(address));
    for await (const row of table.query({ partition })) {
      const { deliveries } = parseRow(Batched, row);
      if (!Object.hasOwn(deliveries, address)) continue;
      await table.update(row.key, { [`deliveries.${address}`]: null }, { announcement });
      return true;
    }
    return false;
  }
}
