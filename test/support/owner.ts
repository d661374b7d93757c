import type { Owner } from '../../shared/domain/owner.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import type { Site } from '../../shared/view/layout.tsx';

/** The institution that answers for everything in tests. */
export const OWNER: Owner = {
  name: { lv: 'Valsts kanceleja', en: 'State Chancellery of Latvia' },
  registrationNumber: '90000055313',
  address: {
    lv: 'Brīvības bulvāris 36, Rīga, LV-1520',
    en: 'Brīvības bulvāris 36, Riga, LV-1520, Latvia',
  },
  email: 'pasts@chancellery.example',
  phone: '+371 67082800',
  dataProtection: {
    name: { lv: 'Datu aizsardzības speciālists', en: 'Data protection officer' },
    email: 'dati@chancellery.example',
  },
  accessibility: { email: 'pieklustamiba@chancellery.example', phone: '+371 67082801' },
};

/** What all pages in tests share. */
export const PAGE_SITE: Site = {
  assetVersion: 'abc123',
  url: 'https://sadzirdets.example',
  owner: OWNER,
  licence: 'https://creativecommons.org/licenses/by/4.0/',
};

/** What only the page about personal data needs. */
export const KEPT = { retention: DEFAULT_RETENTION, region: 'eu-north-1' } as const;
