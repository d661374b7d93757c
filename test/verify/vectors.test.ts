import { expect, test } from 'vitest';
import { fromHex, isSame, toHex, utf8, webSha256, type Bytes } from '../../verify/bytes.ts';
import { canonicalJson } from '../../verify/canonical-json.ts';
import { readCheckpoint, readOrigin } from '../../verify/checkpoint.ts';
import { isConsistent, isIncluded, leafHash, rootsAt } from '../../verify/merkle.ts';
import {
  isSignedBy,
  readNote,
  readVerifierKey,
  signersOf,
  writeVerifierKey,
} from '../../verify/note.ts';
import { Refusal } from '../../verify/refusal.ts';
import { bundlesOf, readBundle, tilePath, tilesOf } from '../../verify/tiles.ts';
import { TEST_LEAVES, TEST_ROOTS } from '../support/test-tree.ts';

/*
 * The examples of the specifications: RFC 6962 and 9162 (the test tree of Certificate Transparency),
 * C2SP signed-note, tlog-checkpoint and tlog-tiles, RFC 8032, RFC 8785.
 */

const bytes = (hex: string): Bytes => fromHex(hex) as Bytes;

/** The nodes of the tree of 8 leaves, by height. */
const NODES = [
  [
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
    '0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7',
    '07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7',
    'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    '4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658',
    'b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f',
    '46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1',
  ],
  [
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
    '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
    'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
  ],
  [
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
  ],
];
const node = (height: number, index: number) => bytes(NODES[height]?.[index] ?? '');
const tree = (size: number) => ({ size, root: bytes(TEST_ROOTS[size] ?? '') });
const leafOf = async (index: number) => leafHash(bytes(TEST_LEAVES[index] ?? ''), webSha256);

test('leaves and roots are those of the test tree', async () => {
  const leaves = await Promise.all(TEST_LEAVES.map(async (_, index) => leafOf(index)));
  expect(leaves.map(toHex)).toEqual(NODES[0]);
  const roots = await rootsAt(leaves, TEST_ROOTS.keys(), webSha256);
  expect([...roots.keys()].toSorted().map((size) => toHex(roots.get(size) as Bytes))).toEqual(
    TEST_ROOTS,
  );
});

/** The paths of the example in RFC 9162, section 2.1.5, over the seven first leaves. */
const INCLUSIONS: (readonly [index: number, size: number, proof: readonly Bytes[]])[] = [
  [0, 7, [node(0, 1), node(1, 1), bytes('')]],
  [3, 7, [node(0, 2), node(1, 0), bytes('')]],
  [4, 7, [node(0, 5), node(0, 6), node(2, 0)]],
  [6, 7, [node(1, 2), node(2, 0)]],
  [0, 8, [node(0, 1), node(1, 1), node(2, 1)]],
  [5, 8, [node(0, 4), node(1, 3), node(2, 0)]],
  [2, 3, [node(1, 0)]],
  [0, 1, []],
  [1, 5, [node(0, 0), node(1, 1), node(0, 4)]],
];

test('the paths of RFC 9162 prove inclusion', async () => {
  // The example calls the root over the leaves 4 to 6 “l”.
  const right = await rootsAt([await leafOf(4), await leafOf(5), await leafOf(6)], [3], webSha256);
  for (const [index, size, known] of INCLUSIONS) {
    const proof = known.map((hash) => (hash.length === 0 ? (right.get(3) as Bytes) : hash));
    const leaf = await leafOf(index);
    expect(await isIncluded({ index, leaf, proof }, tree(size), webSha256)).toBe(true);
    for (const wrong of [
      { index: index + 1, leaf, proof },
      { index: -1, leaf, proof },
      { index: index + 0.5, leaf, proof },
      { index, leaf: await leafOf(7 - index), proof },
      { index, leaf, proof: [...proof, leaf] },
      { index, leaf, proof: proof.length === 0 ? [leaf] : proof.slice(1) },
    ]) {
      expect(await isIncluded(wrong, tree(size), webSha256)).toBe(false);
    }
  }
});

test('the paths of RFC 9162 prove consistency', async () => {
  const right = await rootsAt([await leafOf(4), await leafOf(5), await leafOf(6)], [3], webSha256);
  const l = right.get(3) as Bytes;
  const proofs: (readonly [number, number, readonly Bytes[]])[] = [
    [3, 7, [node(0, 2), node(0, 3), node(1, 0), l]],
    [4, 7, [l]],
    [6, 7, [node(1, 2), node(0, 6), node(2, 0)]],
    [1, 8, [node(0, 1), node(1, 1), node(2, 1)]],
    [6, 8, [node(1, 2), node(1, 3), node(2, 0)]],
    [2, 5, [node(1, 1), node(0, 4)]],
    [7, 7, []],
    [0, 5, []],
  ];
  for (const [earlier, later, proof] of proofs) {
    expect(await isConsistent(tree(earlier), tree(later), proof, webSha256)).toBe(true);
    const others: readonly Bytes[][] = [[...proof, l], proof.length === 0 ? [l] : proof.slice(1)];
    for (const other of others) {
      expect(await isConsistent(tree(earlier), tree(later), other, webSha256)).toBe(false);
    }
    const forged = { size: earlier, root: node(0, 7) };
    expect(await isConsistent(forged, tree(later), proof, webSha256)).toBe(false);
    if (earlier !== later) {
      expect(await isConsistent(tree(later), tree(earlier), proof, webSha256)).toBe(false);
    }
  }
});

/** The example of C2SP signed-note, and those of its first implementation, in Go. */
const C2SP_KEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
const C2SP_NOTE =
  'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
const GO_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const GO_TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const GO_LINE =
  '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const ENOCH_KEY = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop';
const ENOCH_LINE =
  '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';

test('the notes of the specification and of its first implementation are signed', async () => {
  const example = await readVerifierKey(C2SP_KEY, webSha256);
  expect(await signersOf(readNote(C2SP_NOTE), [example])).toEqual([example]);
  const peter = await readVerifierKey(GO_KEY, webSha256);
  const enoch = await readVerifierKey(ENOCH_KEY, webSha256);
  expect(writeVerifierKey(peter)).toBe(GO_KEY);
  const both = readNote(`${GO_TEXT}\n${GO_LINE}${ENOCH_LINE}`);
  expect(both.text).toBe(GO_TEXT);
  expect(await signersOf(both, [peter])).toEqual([peter]);
  expect(await signersOf(both, [enoch, peter])).toEqual([peter, enoch]);
  expect(await signersOf(both, [])).toEqual([]);
  const forged = readNote(`${GO_TEXT.replace('answer', 'Answer')}\n${GO_LINE}`);
  await expect(signersOf(forged, [peter])).rejects.toThrow(Refusal);
  expect(await signersOf(forged, [enoch])).toEqual([]);
});

test('a text that is no signed note is refused', () => {
  for (const text of [
    GO_TEXT,
    `${GO_TEXT}\n`,
    `${GO_TEXT}\n${GO_LINE.slice(0, -1)}`,
    `\x01${GO_TEXT}\n${GO_LINE}`,
    `${GO_TEXT}\r\n${GO_LINE}`,
    `${GO_TEXT}\n${GO_LINE.replace('PeterNeumann', 'Bad Name')}`,
    `${GO_TEXT}\n${GO_LINE.replace('PeterNeumann', 'Bad+Name')}`,
    `${GO_TEXT}\n${GO_LINE}Unexpected line.\n`,
    `${GO_TEXT}\n${GO_LINE.replace('—', '-')}`,
    `${GO_TEXT}\n— PeterNeumann x08goA==\n`,
    `${GO_TEXT}\n${GO_LINE.repeat(101)}`,
    `\n${GO_LINE}`,
    '',
  ]) {
    expect(() => readNote(text), JSON.stringify(text)).toThrow(Refusal);
  }
});

test('a verifier key that is changed anywhere is refused', async () => {
  for (const key of [
    ...Array.from(GO_KEY, (_, place) => GO_KEY.slice(0, place)),
    ...Array.from(GO_KEY, (_, place) => GO_KEY.slice(place + 1)),
    ...Array.from(GO_KEY, (char, place) => {
      const next = String.fromCharCode(char.charCodeAt(0) + 1);
      return GO_KEY.slice(0, place) + next + GO_KEY.slice(place + 1);
    }),
    'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==',
    'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  ]) {
    await expect(readVerifierKey(key, webSha256), key).rejects.toThrow(Refusal);
  }
});

const CHECKPOINT = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`;

test('the checkpoint of C2SP tlog-checkpoint is read', () => {
  const { origin, size, root, note } = readCheckpoint(CHECKPOINT);
  expect({ origin, size, root: toHex(root) }).toEqual({
    origin: 'example.com/behind-the-sofa',
    size: 20852163,
    root: '0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62',
  });
  expect(note.signatures).toMatchObject([{ name: origin, id: '033de0ae' }]);
  expect(readCheckpoint(CHECKPOINT.replace('=\n\n', '=\nextension\n\n')).size).toBe(size);
});

test('a text that is no checkpoint is refused', () => {
  for (const [found, instead] of [
    ['example.com/behind-the-sofa\n2', '\n2'],
    ['20852163', '020852163'],
    ['20852163', '-1'],
    ['20852163', '1e3'],
    ['20852163', '9007199254740993'],
    ['q2I=', 'q2J='],
    ['CsUY', ''],
    ['q2I=\n', 'q2I=\n\nextension\n'],
  ] as const) {
    expect(() => readCheckpoint(CHECKPOINT.replace(found, instead)), instead).toThrow(Refusal);
  }
});

test('an origin says which log it is, and how often it has begun anew', () => {
  const base = 'localhost:4000/log/nap2-midterm-review';
  expect(readOrigin(base)).toEqual({ base, epoch: 1 });
  expect(readOrigin(`${base}/12`)).toEqual({ base, epoch: 12 });
  for (const other of [
    `${base}/1`,
    `${base}/02`,
    `${base}/`,
    `${base}/x`,
    'a b/log/c',
    'log/c',
    '',
  ]) {
    expect(readOrigin(other), other).toBeNull();
  }
});

test('the paths of tiles are those of C2SP tlog-tiles', () => {
  expect(tilePath({ level: 0, number: 1234067, width: 256 })).toBe('tile/0/x001/x234/067');
  expect(tilePath({ level: 'entries', number: 7, width: 9 })).toBe('tile/entries/007.p/9');
  expect(tilePath({ level: 1, number: 1000, width: 1 })).toBe('tile/1/x001/000.p/1');
  const tiles = tilesOf(70_000);
  const widths = [0, 1, 2, 3].map((level) => {
    const ofLevel = tiles.filter((tile) => tile.level === level);
    const full = ofLevel.filter(({ width }) => width === 256).length;
    return [full, ...ofLevel.map(({ width }) => width).filter((width) => width < 256)];
  });
  expect(widths).toEqual([[273, 112], [1, 17], [0, 1], [0]]);
  expect(tilesOf(256)).toEqual([
    { level: 0, number: 0, width: 256 },
    { level: 1, number: 0, width: 1 },
  ]);
  expect(tilesOf(0)).toEqual([]);
  expect(bundlesOf(257).map(tilePath)).toEqual(['tile/entries/000', 'tile/entries/001.p/1']);
});

test('a bundle holds each entry with its length', () => {
  const tile = { level: 'entries', number: 0, width: 2 } as const;
  const bundle = bytes('000161000262630000');
  expect(readBundle(bundle, tile, 3).map(toHex)).toEqual(['61', '6263']);
  expect(() => readBundle(bundle, tile)).toThrow(Refusal);
  expect(() => readBundle(bundle, tile, 4)).toThrow(Refusal);
  expect(() => readBundle(bundle.slice(0, -1), tile, 3)).toThrow(Refusal);
  expect(() => readBundle(bytes('ffff61'), { ...tile, width: 1 })).toThrow(Refusal);
});

test('signatures are those of RFC 8032', async () => {
  for (const [key, message, signature] of [
    [
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
      '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ],
    [
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
      '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ],
  ] as const) {
    expect(await isSignedBy(bytes(key), bytes(message), bytes(signature))).toBe(true);
    expect(await isSignedBy(bytes(key), bytes(`${message}00`), bytes(signature))).toBe(false);
    expect(await isSignedBy(bytes(key), bytes(message), bytes(signature).slice(1))).toBe(false);
    expect(await isSignedBy(bytes(key).slice(1), bytes(message), bytes(signature))).toBe(false);
  }
});

test('canonical JSON is that of RFC 8785', () => {
  const example: unknown = JSON.parse(
    String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
  );
  expect(canonicalJson(example)).toBe(
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  );
  const names = {
    '\u20ac': 'Euro Sign',
    '\r': 'Carriage Return',
    '\ufb33': 'Hebrew Letter Dalet With Dagesh',
    '1': 'One',
    '\ud83d\ude00': 'Emoji: Grinning Face',
    '\u0080': 'Control',
    '\u00f6': 'Latin Small Letter O With Diaeresis',
  };
  const order = Object.values(names).toSorted((one, other) => {
    return canonicalJson(names).indexOf(one) - canonicalJson(names).indexOf(other);
  });
  expect(order).toEqual([
    'Carriage Return',
    'One',
    'Control',
    'Latin Small Letter O With Diaeresis',
    'Euro Sign',
    'Emoji: Grinning Face',
    'Hebrew Letter Dalet With Dagesh',
  ]);
});

test('numbers are written as in RFC 8785, appendix B', () => {
  for (const [ieee, written] of [
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ] as const) {
    expect(canonicalJson(new DataView(bytes(ieee).buffer).getFloat64(0)), ieee).toBe(written);
  }
  for (const ieee of ['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000']) {
    const number = new DataView(bytes(ieee).buffer).getFloat64(0);
    expect(() => canonicalJson(number), ieee).toThrow(Refusal);
  }
});

test('what is no JSON has no canonical form', () => {
  const deep: unknown = JSON.parse('['.repeat(1000) + ']'.repeat(1000));
  for (const value of [
    undefined,
    '\ud800',
    { '\udc00': 1 },
    [undefined],
    [, 1],
    new Date(),
    1n,
    deep,
  ]) {
    expect(() => canonicalJson(value)).toThrow(Refusal);
  }
  expect(isSame(utf8(canonicalJson({ ā: 'ē' })), utf8('{"ā":"ē"}'))).toBe(true);
});
