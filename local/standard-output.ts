/**
 * Writes to standard output, and waits for a slower reader. `unread` means that the reader has gone
 * away, as `head` does when it has enough. Throws when the text cannot be written for another
 * reason.
 */
export async function write(text: string): Promise<'written' | 'unread'> {
  const fault = await new Promise<Error | null | undefined>((resolve) => {
    process.stdout.write(text, resolve);
  });
  if (!fault) return 'written';
  if (isUnread(fault)) return 'unread';
  throw fault;
}

/** Lets this program continue when its reader goes away. */
export function outliveReader(): void {
  process.stdout.on('error', (fault: Error) => {
    if (!isUnread(fault)) throw fault;
  });
}

function isUnread(fault: Error): boolean {
  return 'code' in fault && fault.code === 'EPIPE';
}
