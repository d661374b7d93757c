import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Inbox } from '../../local/inbox.ts';
import { aFolder } from '../support/assembly.ts';

const ENVELOPE = { to: 'a@b.example', source: 's@b.example', configurationSet: '', tags: {} };

function keep(inbox: Inbox, subject: string): string {
  return inbox.keep(ENVELOPE, Buffer.from(`Subject: ${subject}\r\n\r\nText\r\n`));
}

async function subjects(inbox: Inbox, count?: number): Promise<string[]> {
  return (await inbox.newest(count)).map(({ subject }) => subject);
}

afterEach(() => {
  vi.useRealTimers();
});

describe('the inbox', () => {
  it('keeps mails in the order in which they came, many in the same millisecond too', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-01-05T10:00:00Z') });
    const folder = aFolder();
    const inbox = new Inbox(folder);
    const expected = Array.from({ length: 30 }, (_, index) => `No. ${index}`);
    for (const subject of expected) keep(inbox, subject);
    expect(await subjects(inbox)).toEqual(expected);
    expect(await subjects(new Inbox(folder))).toEqual(expected);
    expect(await subjects(inbox, 2)).toEqual(['No. 28', 'No. 29']);
    expect((await inbox.newest())[0]?.at).toBe('2027-01-05T10:00:00.000Z');
  });

  it('keeps them across restarts, and adds to them', async () => {
    const folder = aFolder();
    keep(new Inbox(folder), 'first');
    const later = new Inbox(folder);
    keep(later, 'second');
    expect(await subjects(later)).toEqual(['first', 'second']);
    expect(later.size).toBe(2);
  });

  it('has no mail whose storing was broken off', async () => {
    const folder = aFolder();
    writeFileSync(join(folder, '2027-01-05-broken-off.eml'), 'Subject: x\r\n\r\n');
    writeFileSync(join(folder, '2027-01-05-broken-off.part'), '{"id":');
    expect(await subjects(new Inbox(folder))).toEqual([]);
  });

  it('finds a mail by its id, and nothing else in the folder', async () => {
    const inbox = new Inbox(aFolder());
    const id = keep(inbox, 'one');
    expect(await inbox.read(id)).toMatchObject({ id, subject: 'one', to: 'a@b.example' });
    expect(inbox.source(id)?.toString()).toContain('Subject: one');
    expect(await inbox.read(`../${id}`)).toBeNull();
    expect(inbox.source('../../etc/passwd')).toBeNull();
  });
});
