import { KMSClient, type KMSClientConfig } from '@aws-sdk/client-kms';
import { LocalKms } from '../../local/kms.ts';
import { Permissions } from '../../local/permissions.ts';
import { ACCOUNT } from '../../local/account.ts';
import { aFolder, anAssembly } from './assembly.ts';
import { onTestFinished } from 'vitest';

const KEY = {
  Type: 'AWS::KMS::Key',
  Properties: { KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY' },
};

/** The ARN of a key of {@link aKms}. */
export const arnOf = (id: string) => `arn:aws:kms:eu-north-1:${ACCOUNT}:key/${id}`;

interface Wanted {
  /** Where the material of the keys lies. */
  readonly folder?: string;
  /** Further properties of both keys. */
  readonly properties?: object;
}

/**
 * A KMS with the keys `Old` and `New`, and with one function, `Reader`, which may read the public
 * key of `New` but not sign. It is closed when the test has finished.
 */
export async function aKms({ folder = aFolder(), properties = {} }: Wanted = {}) {
  const key = { ...KEY, Properties: { ...KEY.Properties, ...properties } };
  const assembly = anAssembly({
    Resources: {
      Old: key,
      New: key,
      Reader: { Type: 'AWS::Lambda::Function', Properties: { Role: { Ref: 'Role' } } },
      Role: { Type: 'AWS::IAM::Role' },
      Policy: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          Roles: [{ Ref: 'Role' }],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: 'kms:GetPublicKey',
                Resource: { 'Fn::GetAtt': ['New', 'Arn'] },
              },
            ],
          },
        },
      },
    },
  });
  const permissions = new Permissions();
  const kms = await LocalKms.start(assembly, folder, permissions);
  permissions.limit(assembly);
  onTestFinished(() => kms.close());
  return {
    kms,
    assembly,
    permissions,
    folder,
    client: (changes: KMSClientConfig = {}) => aClient(kms.endpoint, changes),
  };
}

/** A client of the KMS at that address. It is destroyed when the test has finished. */
export function aClient(endpoint: string, changes: KMSClientConfig = {}): KMSClient {
  const client = new KMSClient({
    endpoint,
    region: 'eu-north-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    ...changes,
  });
  onTestFinished(() => {
    client.destroy();
  });
  return client;
}
