import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningStack } from '../local/data-folder.ts';
import { dynamoClient } from '../local/tables.ts';
import { newSecret } from '../shared/crypto/secrets.ts';
import { announcementStore } from '../shared/dynamo/announcements.ts';
import { consultationStore } from '../shared/dynamo/consultations.ts';
import { lineageStore } from '../shared/dynamo/lineage.ts';
import { keyStore } from '../shared/dynamo/secrets.ts';
import { submissionStore } from '../shared/dynamo/submissions.ts';
import { Table } from '../shared/dynamo/table.ts';
import { makeFirstKeys } from '../shared/usecases/make-first-keys.ts';
import { publishConsultation } from '../shared/usecases/publish-consultation.ts';
import { clock, wireTokens } from '../shared/wiring.ts';

const DATA = 'data';

/**
 * Publishes every file of `data/` in the same way as the command. Throws when a file is refused.
 */
export async function publishDataFiles({
  dynamoEndpoint,
  tableName,
  region,
}: Pick<RunningStack, 'dynamoEndpoint' | 'tableName' | 'region'>): Promise<void> {
  const table = new Table(tableName, dynamoClient(dynamoEndpoint, region));
  const store = {
    ...announcementStore(table),
    ...consultationStore(table),
    ...lineageStore(table),
    ...submissionStore(table),
  };
  const publish = publishConsultation({ store, tokens: wireTokens(table, clock), clock });
  await makeFirstKeys({ store: keyStore(table), clock, newSecret });
  for (const name of readdirSync(DATA).filter((file) => file.endsWith('.json'))) {
    const outcome = await publish(JSON.parse(readFileSync(join(DATA, name), 'utf8')));
    if (outcome.outcome === 'refused') {
      throw new Error(`${DATA}/${name} was refused: ${JSON.stringify(outcome.failures)}`);
    }
  }
}
