// index.d.ts by the TypeScript compiler: types_program.mts passes, and what it expects to be refused is.

import assert from 'node:assert/strict';
import test from 'node:test';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './node_support.mjs';

const compiler = path.join(root, 'bindings/node/node_modules/typescript/bin/tsc');

test('a typed program compiles', { skip: !existsSync(compiler) && 'typescript is not installed' }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'marketplace-types-'));
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(path.join(root, 'bindings/node'), path.join(folder, 'node_modules/marketplace-engine'));
  copyFileSync(path.join(root, 'tests/faces/types_program.mts'), path.join(folder, 'program.mts'));
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', 'program.mts'];
  try {
    execFileSync(process.execPath, [compiler, ...options], { cwd: folder, encoding: 'utf8' });
  } catch (failed) {
    assert.fail(failed.stdout);
  }
});
