// Every record of the library: from JavaScript to JSON and back, frozen, strict.

import assert from 'node:assert/strict';
import test from 'node:test';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { generator, marketplace, randomRecord, records, root } from './node_support.mjs';

const { fromJson, toJson, MarketplaceError } = marketplace;
const declared = readFileSync(path.join(root, 'bindings/node/index.d.ts'), 'utf8');

function publicName(type) {
  const short = type.name.slice(type.name.lastIndexOf(':') + 1);
  const modules = Object.keys(marketplace).filter((name) => declared.includes(`  '${name}.${short}': ${name}.${short};`));
  const own = modules.find((name) => type.name === `marketplace::${name}::${short}`);
  return `${own ?? modules.find((name) => ['core', 'money', 'order', 'engine'].includes(name))}.${short}`;
}

for (const type of records) {
  test(`${type.name} goes to JavaScript and back without loss`, () => {
    const name = publicName(type);
    const random = generator(type.name.length * 7919);
    for (let i = 0; i < 10; i += 1) {
      const value = randomRecord(random, type.name);
      const text = toJson(name, value);
      const record = fromJson(name, text);
      assert.equal(toJson(name, record), text);
      assert.deepEqual(fromJson(name, toJson(name, record)), record);
      assert.ok(Object.isFrozen(record));
      for (const [field, given] of Object.entries(value)) {
        if (typeof given === 'bigint' || typeof given === 'number' || typeof given === 'boolean') assert.equal(record[field], given);
      }
    }
    assert.throws(() => fromJson(name, '{"no_such_field": 1}'), { name: 'MarketplaceError', code: 'unknown_field' });
    assert.throws(() => toJson(name, { noSuchField: 1 }), { code: 'unknown_field', field: 'noSuchField' });
  });
}

test('an unknown record is not found', () => {
  assert.throws(() => fromJson('order.Nothing', '{}'), MarketplaceError);
  assert.throws(() => fromJson(5, '{}'), MarketplaceError);
});
