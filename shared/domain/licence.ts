import * as z from 'zod/mini';

/**
 * The licences under which a deployment may publish its data, by their own addresses. Both let
 * everybody use the data for any purpose.
 */
export const LICENCES = [
  'https://creativecommons.org/licenses/by/4.0/',
  'https://creativecommons.org/publicdomain/zero/1.0/',
] as const;

export const Licence = z.enum(LICENCES);
export type Licence = z.infer<typeof Licence>;
