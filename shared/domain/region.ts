import * as z from 'zod/mini';

/**
 * The AWS regions in the European Union. The privacy page promises that the data stay there
 * (General Data Protection Regulation, chapter V).
 */
export const REGIONS = [
  'eu-central-1',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-3',
] as const;

export const Region = z.enum(
  REGIONS,
  `must be an AWS region in the European Union: ${REGIONS.join(', ')}`,
);
export type Region = z.infer<typeof Region>;
