import type { Lead } from '../domain/lineage.ts';
import type { Language } from '../domain/text.ts';
import { pathTo } from '../routes.ts';
import { copyFor } from './copy/index.ts';

/** Says which commitments of later plans have grown from a proposal, with links to them. */
export function Leads({ language, leads }: { language: Language; leads: readonly Lead[] }) {
  if (leads.length === 0) return null;
  const copy = copyFor(language).leads;
  return (
    <section class="notice" aria-labelledby="leads-title">
      <h2 id="leads-title">{copy.title}</h2>
      <ul>
        {leads.map(({ consultation, commitment }) => {
          const { title } =
            consultation.draft.commitments.find(({ number }) => number === commitment) ?? {};
          const path = pathTo('consultation', { language, consultation: consultation.id });
          return (
            <li>
              <a class="ds-link" href={`${path}#commitment-${commitment}`}>
                {title === undefined
                  ? copy.commitment(commitment)
                  : copy.titled(commitment, title[language])}
              </a>{' '}
              ({consultation.plan[language]})
            </li>
          );
        })}
      </ul>
    </section>
  );
}
