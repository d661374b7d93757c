/** SES writes its own Message-ID and Date over whatever the message has. */
export function stamped(message: Buffer, messageId: string, region: string): Buffer {
  const { head, rest } = parts(message);
  const kept = head.replaceAll(/^(?:message-id|date):.*\r?\n(?:[ \t].*\r?\n)*/gimu, '');
  const own = [
    `Message-ID: <${messageId}@${region}.amazonses.com>`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
  ];
  return Buffer.from(`${own.join('\r\n')}\r\n${kept}${rest}`, 'latin1');
}

/** In their order, unfolded; encoded words as they were sent. */
export function headersOf(message: Buffer): { name: string; value: string }[] {
  return parts(message)
    .head.replaceAll(/\r?\n[ \t]+/gu, ' ')
    .split(/\r?\n/u)
    .filter((line) => line.includes(':'))
    .map((line) => {
      const colon = line.indexOf(':');
      return { name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() };
    });
}

/** Bytes of a header line at most, without its end (RFC 5322). */
const MAX_LINE_BYTES = 998;

export function hasOverlongHeader(message: Buffer): boolean {
  return parts(message)
    .head.split(/\r?\n/u)
    .some((line) => line.length > MAX_LINE_BYTES);
}

/** Byte by byte: what the message holds is in an encoding of its own. */
function parts(message: Buffer): { head: string; rest: string } {
  const text = message.toString('latin1');
  const blank = /(?<=^|\n)\r?\n/u.exec(text);
  const end = blank?.index ?? text.length;
  return { head: text.slice(0, end), rest: text.slice(end) };
}
