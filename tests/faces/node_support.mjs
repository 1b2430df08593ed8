// The package under test, and random values of any record from the library's description of itself.

import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

/// Texts of the types that are written as text; the others are currencies.
const SCALARS = {
  Rate: ['0%', '13.25%', '1/3', '-2/7'],
  Gtin: ['00036000291452', '09780306406157', '00000096385074', '10614141000415'],
};

export const root = fileURLToPath(new URL('../..', import.meta.url));
const built = path.join(root, 'build/dev/bindings/node/marketplace.node');
if (!process.env.MARKETPLACE_ADDON && existsSync(built)) process.env.MARKETPLACE_ADDON = built;

const require = createRequire(import.meta.url);
export const marketplace = require(path.join(root, 'bindings/node/index.js'));
const native = require(path.join(root, 'bindings/node/load.js'));
export const description = JSON.parse(native.description());
export const types = new Map(description.types.map((type) => [type.name, type]));
export const records = description.types.filter((type) => type.kind === 'record');

export const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
const shortName = (name) => name.slice(name.lastIndexOf(':') + 1);
const snake = (name) => shortName(name).replace(/(?<!^)([A-Z])/g, '_$1').toLowerCase();

// A linear congruential generator: the same values in every run.
export function generator(seed) {
  let state = BigInt(seed) * 2862933555777941757n + 3037000493n;
  const next = () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return state >> 16n;
  };
  const below = (count) => Number(next() % BigInt(count));
  const pick = (list) => list[below(list.length)];
  return { next, below, pick };
}

export function randomValue(random, type, depth = 0) {
  const { below, pick, next } = random;
  switch (type.kind) {
    case 'boolean': return below(2) === 1;
    case 'int32': return below(2 ** 31) - 2 ** 30;
    case 'int64':
      if (type.name === 'uint32') return below(2 ** 32);
      return pick([0n, 1n, -1n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n), BigInt.asIntN(64, next() << 16n)]);
    case 'real': return pick([0, -1.5, 0.1, 1 / 3, 6371008.8, 5e-324, 1.7976931348623157e308]);
    case 'text': return pick(['', 'a', 'ümlaut', '日本', '"quoted"\\', 'line\nbreak', '__proto__']);
    case 'timestamp': return pick(['2024-02-29T12:00:00.123456Z', '1969-12-31T23:59:59.999999Z', '2100-01-01T00:00:00.000000Z']);
    case 'date': return pick(['2018-02-28', '2024-02-29', '1999-12-31']);
    case 'scalar': return pick(SCALARS[type.name] ?? ['EUR', 'JPY', 'XXX']);
    case 'enumeration': return pick(types.get(type.name).enumerators);
    case 'record': return randomRecord(random, type.name, depth + 1);
    case 'optional': return randomValue(random, type.element, depth);
    case 'list': return Array.from({ length: below(3) }, () => randomValue(random, type.element, depth + 1));
    case 'dictionary': return Object.fromEntries(Array.from({ length: below(3) }, (_, i) => [`key_${i}`, randomValue(random, type.element, depth + 1)]));
    case 'choice': {
      const { name } = pick(type.alternatives);
      return { kind: snake(name), ...randomRecord(random, name, depth + 1) };
    }
    default: throw new Error(`no values of ${type.kind}`);
  }
}

export function randomRecord(random, name, depth = 0) {
  const out = {};
  if (depth > 5) return out;
  for (const field of types.get(name).fields) {
    if (random.below(3) > 0) out[camel(field.name)] = randomValue(random, field.type, depth);
  }
  return out;
}
