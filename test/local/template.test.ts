import { describe, expect, it } from 'vitest';
import { anAssembly } from '../support/assembly.ts';

function aService() {
  const assembly = anAssembly({
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue', Properties: { Name: { Ref: 'AWS::Region' } } },
      Role: { Type: 'AWS::IAM::Role' },
    },
  });
  assembly.become('Queue', { ref: 'https://queue', attributes: { Arn: 'arn:queue' } });
  return assembly;
}

describe('the template', () => {
  it.each([
    ['a reference', { Ref: 'Queue' }, 'https://queue'],
    ['the region', { Ref: 'AWS::Region' }, 'eu-north-1'],
    ['the account', { Ref: 'AWS::AccountId' }, '000000000000'],
    ['what nothing here stands for, by its own name', { Ref: 'Role' }, 'Role'],
    ['an attribute', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:queue'],
    ['an attribute written with a dot', { 'Fn::GetAtt': 'Queue.Arn' }, 'arn:queue'],
    ['what is joined', { 'Fn::Join': ['/', ['a', { Ref: 'Queue' }]] }, 'a/https://queue'],
    ['what is split', { 'Fn::Split': [':', { 'Fn::GetAtt': ['Queue', 'Arn'] }] }, ['arn', 'queue']],
    ['what is selected', { 'Fn::Select': ['1', { 'Fn::Split': [':', 'a:b'] }] }, 'b'],
    [
      'what is substituted',
      { 'Fn::Sub': ['${Queue} ${Queue.Arn} ${AWS::Partition} ${Own}', { Own: { Ref: 'Queue' } }] },
      'https://queue arn:queue aws https://queue',
    ],
    ['what is substituted in a plain text', { 'Fn::Sub': '${AWS::Region}!' }, 'eu-north-1!'],
    ['all of it at any depth', [{ a: { Ref: 'Queue' }, b: 1 }], [{ a: 'https://queue', b: 1 }]],
  ])('resolves %s', (_, written, resolved) => {
    expect(aService().resolve(written)).toEqual(resolved);
  });

  it('resolves the properties of its resources, by type', () => {
    const assembly = aService();
    expect(assembly.of('AWS::SQS::Queue')).toEqual([
      { id: 'Queue', properties: { Name: 'eu-north-1' } },
    ]);
    expect(assembly.idsOf('AWS::SQS::Queue', 'AWS::IAM::Role')).toEqual(['Queue', 'Role']);
  });

  it('follows what one stack imports from another', () => {
    const assembly = anAssembly(
      {
        Resources: { Table: { Type: 'AWS::DynamoDB::Table' } },
        Outputs: { Name: { Value: { Ref: 'Table' }, Export: { Name: 'stateful:table' } } },
      },
      { Resources: {} },
    );
    assembly.become('Table', { ref: 'the-table', attributes: {} });
    expect(assembly.resolve({ 'Fn::ImportValue': 'stateful:table' })).toBe('the-table');
    expect(() => assembly.resolve({ 'Fn::ImportValue': 'other' })).toThrow(
      'No stack exports other',
    );
  });

  it.each([
    ['an intrinsic that it does not know', { 'Fn::Cidr': ['10.0.0.0/16', 1, 8] }, /Fn::Cidr/u],
    ['a reference to nothing', { Ref: 'Nothing' }, /Nothing, which it does not hold/u],
    ['an attribute of nothing', { 'Fn::GetAtt': ['Nothing', 'Arn'] }, /Nothing/u],
    ['a substitution of nothing', { 'Fn::Sub': '${Nothing.Arn}' }, /Nothing/u],
  ])('throws at %s', (_, written, message) => {
    expect(() => aService().resolve(written)).toThrow(message);
  });
});
