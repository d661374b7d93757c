import type {
  ConsultationRecord,
  RecordedAnnouncement,
  RecordedDigest,
} from '../domain/consultation-record.ts';
import { BEGINNING } from '../domain/digest.ts';
import type { Language } from '../domain/text.ts';
import { wordsOf } from '../kinds/words.ts';
import { ruleOf } from '../moderation-rules.ts';
import { pathTo } from '../routes.ts';
import { recordCopyFor } from './copy/record.ts';
import { formatCount, formatNumber } from './format.ts';
import { NOT_TRANSLATED } from './not-translated.ts';

export interface RecordPartProps {
  readonly language: Language;
  readonly record: ConsultationRecord;
  readonly siteUrl: string;
}

/** When the consultation was open, and whether these times were changed. */
export function Window({ language, record }: RecordPartProps) {
  const copy = recordCopyFor(language);
  const { opensAt, closesAt, days, logged } = record.window;
  const changes = logged.slice(1);
  return (
    <section class="record-part" aria-labelledby="window-title">
      <h2 id="window-title">{copy.window}</h2>
      <dl class="record-facts">
        <div>
          <dt>{copy.opens}</dt>
          <dd>
            <time dateTime={opensAt}>{copy.opensAt(opensAt)}</time>
          </dd>
        </div>
        <div>
          <dt>{copy.closes}</dt>
          <dd>
            <time dateTime={closesAt}>{copy.closesAt(closesAt)}</time>
          </dd>
        </div>
        <div>
          <dt>{copy.length}</dt>
          <dd>{copy.days(days)}</dd>
        </div>
      </dl>
      {changes.length > 0 && (
        <>
          <h3>{copy.moved}</h3>
          <ul>
            {changes.map((one) => (
              <li>
                {copy.movedAt(one.loggedAt, one.opensAt, one.closesAt)} ({copy.entry(one.entry)})
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** Each version of the draft, with the hash by which a copy can be checked. */
export function Drafts({ language, record }: RecordPartProps) {
  const copy = recordCopyFor(language);
  const { consultation, drafts } = record;
  return (
    <section class="record-part" aria-labelledby="drafts-title">
      <h2 id="drafts-title">{copy.drafts}</h2>
      <ul class="record-list">
        {drafts.map(({ version, logged }) => (
          <li>
            <p>
              <a
                class="ds-link"
                href={pathTo('draft', { language, consultation, version: String(version) })}
              >
                {copy.version(version)}
              </a>
            </p>
            {logged === null ? (
              <p>{copy.notLogged}</p>
            ) : (
              <>
                <p>
                  {copy.loggedAt(logged.at)} ({copy.entry(logged.entry)})
                </p>
                <p>
                  {copy.sha256}: <code {...NOT_TRANSLATED}>{logged.sha256}</code>
                </p>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What was sent to subscribers, and to how many addresses. */
export function Announcements({ language, record }: RecordPartProps) {
  const copy = recordCopyFor(language);
  const { announcements } = record;
  return (
    <section class="record-part" aria-labelledby="announcements-title">
      <h2 id="announcements-title">{copy.announcements}</h2>
      {announcements.length === 0 ? (
        <p>{copy.noAnnouncements}</p>
      ) : (
        <ul class="record-list">
          {announcements.map((one) => (
            <li>
              <p>
                <a
                  class="ds-link"
                  href={pathTo('announcement', { language, announcement: one.id })}
                >
                  {nameOf(one, language)}
                </a>
              </p>
              <p>
                <time dateTime={one.sentAt}>{copy.sentAt(one.sentAt)}</time>
              </p>
              <Reach language={language} announcement={one} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function nameOf({ kind, subject }: RecordedAnnouncement, language: Language): string {
  const copy = recordCopyFor(language).announcement;
  return kind === 'written' ? (subject?.[language] ?? '') : copy[kind];
}

interface ReachProps {
  readonly language: Language;
  readonly announcement: RecordedAnnouncement;
}

function Reach({ language, announcement: { reach } }: ReachProps) {
  const copy = recordCopyFor(language);
  if (reach === null) return <p>{copy.notCounted}</p>;
  return (
    <p>
      {copy.reach(reach.sent, reach.accepted)} {reach.complete ? '' : `${copy.goesOn} `}
      {copy.reachAt(reach.countedAt)}
    </p>
  );
}

/** How much came, and what has become of it. */
export function ReceivedFigures({ language, record }: RecordPartProps) {
  const copy = recordCopyFor(language);
  const { received, kind } = record;
  return (
    <section class="record-part" aria-labelledby="received-title">
      <h2 id="received-title">{copy.received}</h2>
      {received === null ? (
        <p>{copy.nothingCounted}</p>
      ) : (
        <>
          {received.submissions === null ? (
            <p>{copy.notCountedFromStart}</p>
          ) : (
            <Numbers
              language={language}
              numbers={[
                [copy.submissions, received.submissions.received],
                [copy.versions, received.submissions.versions],
                [copy.withdrawnSubmissions, received.submissions.withdrawn],
              ]}
            />
          )}
          <h3>{formatCount(language, received.parts.received, wordsOf(kind, language).parts)}</h3>
          <Numbers
            language={language}
            numbers={PARTS.filter((name) => name === 'published' || received.parts[name] > 0).map(
              (name) => [copy.part[name], received.parts[name]],
            )}
          />
          {received.parts.hiddenByRule !== null && received.parts.hiddenByRule.length > 0 && (
            <>
              <h3>{copy.byRule}</h3>
              <Numbers
                language={language}
                numbers={received.parts.hiddenByRule.map(({ rule, parts }) => [
                  ruleOf(rule)?.title[language] ?? rule,
                  parts,
                ])}
              />
            </>
          )}
          <p class="as-of">{copy.countedUpTo(received.upTo)}</p>
        </>
      )}
    </section>
  );
}

const PARTS = ['published', 'unpublished', 'internal', 'hidden', 'withdrawn'] as const;

interface NumbersProps {
  readonly language: Language;
  readonly numbers: readonly (readonly [label: string, count: number])[];
}

function Numbers({ language, numbers }: NumbersProps) {
  return (
    <dl class="record-numbers">
      {numbers.map(([label, count]) => (
        <div>
          <dt>{label}</dt>
          <dd>{formatNumber(language, count)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The digests of each unit, and how many of its mailboxes have accepted them. */
export function Digests({ language, record }: RecordPartProps) {
  const copy = recordCopyFor(language);
  return (
    <section class="record-part" aria-labelledby="digests-title">
      <h2 id="digests-title">{copy.digests}</h2>
      {record.units.map(({ name, digests }) => (
        <>
          <h3>{name[language]}</h3>
          {digests.length === 0 ? (
            <p>{copy.noDigests}</p>
          ) : (
            <DigestTable language={language} name={name[language]} digests={digests} />
          )}
        </>
      ))}
      <p class="as-of">{copy.acceptedMeans}</p>
    </section>
  );
}

interface DigestTableProps {
  readonly language: Language;
  /** The unit. */
  readonly name: string;
  readonly digests: readonly RecordedDigest[];
}

function DigestTable({ language, name, digests }: DigestTableProps) {
  const copy = recordCopyFor(language);
  return (
    <div class="table-frame" tabIndex={0} role="group" aria-label={name}>
      <table class="record-table">
        <thead>
          <tr>
            <th scope="col">{copy.number}</th>
            <th scope="col">{copy.day}</th>
            <th scope="col">{copy.period}</th>
            <th scope="col">{copy.count}</th>
            <th scope="col">{copy.accepted}</th>
            <th scope="col">{copy.logged}</th>
          </tr>
        </thead>
        <tbody>
          {digests.map(({ number, day, window: { from, to }, ...digest }) => (
            <tr>
              <th scope="row">{formatNumber(language, number)}</th>
              <td>{copy.dayOf(day)}</td>
              <td>{from === BEGINNING ? copy.until(to) : copy.between(from, to)}</td>
              <td>{formatNumber(language, digest.count)}</td>
              <td>{copy.acceptedOf(digest.accepted, digest.mailboxes)}</td>
              <td>{formatNumber(language, digest.entry)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The newest checkpoint of the log in full, and how to check it. */
export function Checkpoint({ language, record, siteUrl }: RecordPartProps) {
  const copy = recordCopyFor(language);
  const { consultation, log } = record;
  const [why, compare, run] = copy.checkSteps;
  return (
    <section class="record-part" aria-labelledby="checkpoint-title">
      <h2 id="checkpoint-title">{copy.log}</h2>
      {log === null ? (
        <p>{copy.notSealed}</p>
      ) : (
        <>
          <p>
            {log.isFinal ? copy.logFinal : copy.logNewest} {copy.logHolds(log.size, log.upTo)}{' '}
            <a class="ds-link" href={pathTo('log', { language, consultation })}>
              {copy.aboutLog}
            </a>
          </p>
          <pre class="checkpoint" {...NOT_TRANSLATED}>
            {log.checkpoint}
          </pre>
          <h3>{copy.check}</h3>
          <ol>
            <li>{why}</li>
            <li>{compare}</li>
            <li>
              {run}
              <br />
              <code {...NOT_TRANSLATED}>{`npm run verify -- ${siteUrl}/log/${consultation}/`}</code>
            </li>
          </ol>
        </>
      )}
    </section>
  );
}
