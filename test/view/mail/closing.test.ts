import { describe, expect, it } from 'vitest';
import { type Language, LANGUAGES } from '../../../shared/domain/text.ts';
import type { Mail } from '../../../shared/ports/mail.ts';
import { everyMail } from '../../support/every-mail.ts';
import { OWNER } from '../../support/owner.ts';

const mails: [name: string, language: Language, mail: Mail][] = LANGUAGES.flatMap((language) =>
  Object.entries(everyMail(language)).map(([name, mail]): [string, Language, Mail] => [
    name,
    language,
    mail,
  ]),
);

describe.each(mails)('the %s in %s', (_, language, { text, html }) => {
  const [institution, address] = [OWNER.name[language], OWNER.address[language]];

  it('ends with who answers for it', () => {
    const lines = text.trimEnd().split('\n');
    expect(lines.at(-1)).toBe(OWNER.email);
    expect(lines.slice(-3, -1).join(' ')).toContain(`${institution}, ${address}`);
    const foot = html.slice(html.lastIndexOf('<td class="p r b q"'));
    expect(foot).toContain(`${institution}, ${address}`);
    expect(foot).toContain(`href="mailto:${OWNER.email}"`);
  });
});
