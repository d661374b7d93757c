/**
 * Writes to standard output, and waits where the reader is slower. `unread`: the reader has gone, as
 * `head` does once it has enough. Throws when the text cannot be written for another reason.
 */
export async function write(text: string): Promise<'written' | 'unread'> {
  const fault = await new Promise<Error | null | undefined>((resolve) => {
    process.stdout.write(text, resolve);
  });
  if (!fault) return 'written';
  if (isUnread(fault)) return 'unread';
  throw fault;
}

/** From now on this program goes on when its reader goes away. */
export function outliveReader(): void {
  process.stdout.on('error', (fault: Error) => {
    if (!isUnread(fault)) throw fault;
  });
}

function isUnread(fault: Error): boolean {
  return 'code' in fault && fault.code === 'EPIPE';
}
