import type { DigestWriter } from '../../ports/writers.ts';
import { DIGEST_HTML_BUDGET, digestMail, weighDigestItem } from './digest-mail.ts';
import { digestTable } from './digest-table.ts';

export const digestWriter: DigestWriter = {
  budget: DIGEST_HTML_BUDGET,
  weigh: weighDigestItem,
  table: digestTable,
  mail: digestMail,
};
