// Runs the JavaScript blocks of one page: JSON of blocks in, JSON of what each comment expects and what came out.

import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import vm from 'node:vm';

const [packageFolder] = process.argv.slice(2);
const load = createRequire(path.join(packageFolder, 'package.json'));
globalThis.require = (name) => (name === 'marketplace-engine' ? load('./index.js') : load(name));
const { MarketplaceError } = globalThis.require('marketplace-engine');

let printed = [];
console.log = (...values) => printed.push(values.map(text).join(' '));

function text(value) {
  return typeof value === 'string' ? value : inspect(value, { breakLength: Infinity, compact: true, depth: 8 });
}

const withoutComment = (line) => line.replace(/\s*\/\/ .*$/, '').trimEnd();
const asScript = (source) => source.replace(/^import (.+) from '(.+)';$/gm, "const $1 = require('$2');");
const isComplete = (source) => {
  if (!/[;}]\s*$/.test(source)) return false;
  try {
    new vm.Script(`(async () => {\n${source}\n})`);
    return true;
  } catch {
    return false;
  }
};

/** The statements of a block, each with the number of its last line. */
function* statements(block) {
  let source = '';
  for (const [number, line] of block.text.split('\n').entries()) {
    if (/^\s*\/\//.test(line)) continue;
    source += `${withoutComment(asScript(line))}\n`;
    if (!source.trim()) source = '';
    if (source && isComplete(source.trimEnd())) {
      yield { source: source.trimEnd(), last: number };
      source = '';
    }
  }
  if (source) throw new SyntaxError(`not a whole statement: ${source}`);
}

function expectation(lines, after) {
  const behind = lines[after].split('// -> ')[1];
  if (behind) return behind.trim();
  const under = [];
  for (const line of lines.slice(after + 1)) {
    if (!line.trim().startsWith('// ->')) break;
    under.push(line.trim().slice(5).trim());
  }
  return under.length > 0 ? under.join('\n') : undefined;
}

async function result(source) {
  printed = [];
  let value;
  const awaited = /^((?:const|let) .+? = )?([^]+);$/.exec(source);
  if (awaited && /\bawait\b/.test(source)) {
    globalThis.awaitedValue = await vm.runInThisContext(`(async () => (${awaited[2]}))()`);
    value = vm.runInThisContext(`${awaited[1] ?? ''}globalThis.awaitedValue;`) ?? (awaited[1] && globalThis.awaitedValue);
  } else {
    value = vm.runInThisContext(source);
    const assigned = /^const (\w+) = /.exec(source);
    if (assigned) value = vm.runInThisContext(assigned[1]);
  }
  return printed.length > 0 ? printed.join('\n') : text(value);
}

async function runBlock(block, checks) {
  const lines = block.text.split('\n');
  for (const { source, last } of statements(block)) {
    const expected = expectation(lines, last);
    let actual;
    try {
      actual = await result(source);
    } catch (error) {
      if (!(error instanceof MarketplaceError) || !expected?.startsWith('error ')) throw error;
      actual = `error ${error.message}`;
    }
    if (expected !== undefined) checks.push({ line: block.line + last, expected, actual });
  }
}

const checks = [];
let failure = '';
for (const block of JSON.parse(readFileSync(0, 'utf8'))) {
  try {
    await runBlock(block, checks);
  } catch (error) {
    failure = `line ${block.line}: ${error.name}: ${error.message}`;
    break;
  }
}
process.stdout.write(JSON.stringify({ checks, failure }));
