import type { AddressEraser } from '../ports.ts';
import { AUDIT_ROWS, keys, partitions } from './keys.ts';
import type { Table } from './table.ts';

export function addressEraser(table: Table): AddressEraser {
  return {
    async eraseAddress(address, announcements) {
      const subscription = (await table.delete(keys.subscription(address))) === 'deleted';
      let deliveries = 0;
      for (const announcement of announcements) {
        const outcome = await table.delete(keys.announced(announcement, address));
        if (outcome === 'deleted') deliveries += 1;
      }
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
}
