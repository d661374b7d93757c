/*
 * The limits of what a request may bring and what an answer may hold (ADR 17). The limit of a field
 * stands in its schema.
 */

/** A request body as API Gateway hands it over. */
interface Body {
  readonly body?: string | undefined;
  readonly isBase64Encoded: boolean;
}

/**
 * Limit of a body in bytes. The texts of the longest submission (360,000 bytes) take three times
 * their size in a form, where each byte of a letter with a diacritic becomes three characters.
 */
export const MAX_BODY_BYTES = 1_500_000;

/**
 * Limit of the fields of a form. Our longest form has a rating and an opinion for each of 60
 * commitments, for as many that the draft no longer has, and for the draft as a whole.
 */
export const MAX_FORM_FIELDS = 300;

/**
 * Limit of the values in a JSON body: each object, list, text or number counts. The longest
 * submission has 300. A list that is a little too long still passes, so that its schema can say
 * where the mistake is.
 */
export const MAX_JSON_VALUES = 5_000;

/**
 * Limit of an answer in bytes, when the answer holds what the request brought. Lambda ends at
 * 6 MB.
 */
const MAX_ANSWER_BYTES = 1_000_000;

/** Thrown for a request beyond a limit. The chain answers it with the failure `too-large`. */
class RequestTooLarge extends Error {
  readonly statusCode = 413;
}

/** Throws when the body is too long. */
export function checkBody({ body = '', isBase64Encoded }: Body): void {
  // Base64 is measured without decoding it: four characters are three bytes.
  const bytes = isBase64Encoded ? (body.length * 3) / 4 : Buffer.byteLength(body);
  if (bytes > MAX_BODY_BYTES) throw new RequestTooLarge();
}

/**
 * Throws when a posted form is too long or has too many fields. Counts them without reading them.
 */
export function checkForm(body: Body): void {
  checkBody(body);
  const form = bytesOf(body);
  let fields = 1;
  for (let at = form.indexOf('&'); at >= 0; at = form.indexOf('&', at + 1)) {
    fields += 1;
    if (fields > MAX_FORM_FIELDS) throw new RequestTooLarge();
  }
}

const [QUOTE, BACKSLASH, COMMA, LIST, OBJECT] = Buffer.from('"\\,[{');

/**
 * Throws when a JSON body is too long or has too many values. Counts them by what separates and
 * opens them, without reading them: to read a million empty objects takes seconds.
 */
export function checkJson(body: Body): void {
  checkBody(body);
  const json = bytesOf(body);
  let values = 1;
  let isInText = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (byte === QUOTE) isInText = !isInText;
    else if (isInText && byte === BACKSLASH) at += 1;
    else if (!isInText && (byte === COMMA || byte === LIST || byte === OBJECT)) values += 1;
    if (values > MAX_JSON_VALUES) throw new RequestTooLarge();
  }
}

function bytesOf({ body = '', isBase64Encoded }: Body): Buffer {
  return Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}

/** Says whether an answer is too long to be sent. */
export function isAnswerTooLarge({ body = '' }: { readonly body?: string | undefined }): boolean {
  return Buffer.byteLength(body) > MAX_ANSWER_BYTES;
}
