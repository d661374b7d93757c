import type { ConsultationRecord } from '../../domain/consultation-record.ts';
import { pathTo } from '../../routes.ts';
import { recordCopyFor } from '../copy/record.ts';
import { alternatesOf, type PageContext, renderPage } from '../layout.tsx';
import { NOT_TRANSLATED } from '../not-translated.ts';
import {
  Announcements,
  Checkpoint,
  Digests,
  Drafts,
  ReceivedFigures,
  type RecordPartProps,
  Window,
} from '../record-parts.tsx';
import { RecordRules } from '../record-rules.tsx';

interface RecordModel extends PageContext {
  readonly record: ConsultationRecord;
}

/** Shows the record of a consultation as one document, which is made to be printed too. */
export function recordPage({ record, ...context }: RecordModel): string {
  const { language, site } = context;
  const copy = recordCopyFor(language);
  const { consultation, title, plan, state, log } = record;
  const about: RecordPartProps = { language, record, siteUrl: site.url };
  return renderPage(context, {
    title: `${copy.title}: ${title[language]}`,
    description: copy.description(title[language]),
    alternates: alternatesOf('record', (one) => ({ language: one, consultation })),
    listed: true,
    children: (
      <div class="page record">
        <header class="page-head">
          <p class="plan">{plan[language]}</p>
          <h1>{copy.title}</h1>
          <p class="record-about">{title[language]}</p>
          <p class="lead">{log?.isFinal === true ? copy.final : copy.lead[state]}</p>
          <p class="record-source">{copy.source}</p>
        </header>
        <Window {...about} />
        <Drafts {...about} />
        <Announcements {...about} />
        <ReceivedFigures {...about} />
        <Digests {...about} />
        <RecordRules language={language} rules={record.rules} />
        <Checkpoint {...about} />
        <p class="on-paper">
          {copy.address}:{' '}
          <span {...NOT_TRANSLATED}>{site.url + pathTo('record', { language, consultation })}</span>
        </p>
        <p class="back">
          <a class="ds-link" href={pathTo('consultation', { language, consultation })}>
            {copy.back}
          </a>
          {' · '}
          <a class="ds-link" href={pathTo('apiRecord', { consultation })}>
            {copy.asData}
          </a>
        </p>
      </div>
    ),
  });
}
