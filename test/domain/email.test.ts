import { describe, expect, it } from 'vitest';
import { Email, foldEmail, parseEmail } from '../../shared/domain/email.ts';

describe('an address', () => {
  it.each([
    ['anna@abele.example', 'anna@abele.example'],
    [' Anna.Ozola+ngo@Abele.Example ', 'Anna.Ozola+ngo@abele.example'],
    ["o'neill!#$%&*/=?^_`{|}~-@a.lv", "o'neill!#$%&*/=?^_`{|}~-@a.lv"],
    ['a@x1-y.z9-w.lv', 'a@x1-y.z9-w.lv'],
    ['birojs@ķekava.lv', 'birojs@xn--ekava-n5a.lv'],
    ['a@xn--ekava-n5a.lv', 'a@xn--ekava-n5a.lv'],
    [`${'a'.repeat(64)}@a.lv`, `${'a'.repeat(64)}@a.lv`],
    [`a@${'b'.repeat(63)}.lv`, `a@${'b'.repeat(63)}.lv`],
  ])('written %j is mailed as %j', (typed, mailable) => {
    expect(parseEmail(typed)).toBe(mailable);
    expect(Email.parse(typed)).toBe(mailable);
  });

  it.each([
    '',
    '@',
    'anna',
    'a.lv',
    '@a.lv',
    'anna@',
    'anna@localhost',
    'anna@127.0.0.1',
    'anna@[127.0.0.1]',
    'a b@c.lv',
    '.a@b.lv',
    'a.@b.lv',
    'a..b@c.lv',
    'a@b@c.lv',
    'a"b@c.lv',
    'ā@b.lv',
    'a,b@c.lv',
    'a@b.lv,c@d.lv',
    'a@-b.lv',
    'a@b-.lv',
    'a@b..lv',
    'a@b.lv.',
    'a@.lv',
    'a@b.1v',
    'a@b.l',
    'a@b.l-',
    'a@b.lv/c',
    'a@b.lv?c',
    'a@b.lv#c',
    'a@b.lv:25',
    'a@b%2elv',
    String.raw`a@b\c.lv`,
    'a@b c.lv',
    'a@b.lv\r\nBcc: c@d.lv',
    `${'a'.repeat(65)}@b.lv`,
    `a@${'b'.repeat(64)}.lv`,
  ])('is not %j', (typed) => {
    expect(parseEmail(typed)).toBeNull();
    expect(Email.safeParse(typed).success).toBe(false);
  });

  it('is 254 characters long at most', () => {
    const host = `${'b'.repeat(63)}.${'b'.repeat(63)}.${'b'.repeat(63)}.lv`;
    const fitting = `${'a'.repeat(254 - host.length - 1)}@${host}`;
    expect(fitting).toHaveLength(254);
    expect(parseEmail(fitting)).toBe(fitting);
    expect(parseEmail(`a${fitting}`)).toBeNull();
  });

  it('is not longer as it is typed either', () => {
    expect(parseEmail(`a@b.lv${'\u00ad'.repeat(248)}`)).toBe('a@b.lv');
    expect(parseEmail(`a@b.lv${'\u00ad'.repeat(249)}`)).toBeNull();
  });

  it('is compared without regard to case', () => {
    expect(foldEmail('Anna@Abele.example')).toBe('anna@abele.example');
  });
});
