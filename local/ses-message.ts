/** Replaces the message's Message-ID and Date with those of SES, as SES does. */
export function stampMessage(message: Buffer, messageId: string, region: string): Buffer {
  const { head, rest } = splitMessage(message);
  const kept = head.replaceAll(/^(?:message-id|date):.*\r?\n(?:[ \t].*\r?\n)*/gimu, '');
  const own = [
    `Message-ID: <${messageId}@${region}.amazonses.com>`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
  ];
  return Buffer.from(`${own.join('\r\n')}\r\n${kept}${rest}`, 'latin1');
}

/** Returns the headers in their order, unfolded. Encoded words stay as they were sent. */
export function headersOf(message: Buffer): { name: string; value: string }[] {
  return splitMessage(message)
    .head.replaceAll(/\r?\n[ \t]+/gu, ' ')
    .split(/\r?\n/u)
    .filter((line) => line.includes(':'))
    .map((line) => {
      const colon = line.indexOf(':');
      return { name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() };
    });
}

/** Limit of a header line in bytes, without its line end (RFC 5322). */
const MAX_LINE_BYTES = 998;

export function hasOverlongHeader(message: Buffer): boolean {
  return splitMessage(message)
    .head.split(/\r?\n/u)
    .some((line) => line.length > MAX_LINE_BYTES);
}

/** Splits the message byte by byte (latin1), because the message has an encoding of its own. */
function splitMessage(message: Buffer): { head: string; rest: string } {
  const text = message.toString('latin1');
  const blank = /(?<=^|\n)\r?\n/u.exec(text);
  const end = blank?.index ?? text.length;
  return { head: text.slice(0, end), rest: text.slice(end) };
}
