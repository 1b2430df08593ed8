'use strict';

// Builds the addon with CMake from the checkout that this package is part of. Node-API is stable, so one
// build serves every Node from 18 on.
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.resolve(fs.realpathSync(__dirname), '..', '..');
const build = path.join(root, 'build', 'node');
const run = (...command) => execFileSync(command[0], command.slice(1), { stdio: 'inherit' });

run('cmake', '-S', root, '-B', build, '-DCMAKE_BUILD_TYPE=Release', '-DMARKETPLACE_BUILD_NODE=ON',
  '-DMARKETPLACE_BUILD_TESTS=OFF', '-DMARKETPLACE_BUILD_EXAMPLES=OFF');
run('cmake', '--build', build, '--target', 'marketplace_node', '--parallel', '2');

fs.mkdirSync(path.join(__dirname, 'build'), { recursive: true });
fs.copyFileSync(path.join(build, 'bindings', 'node', 'marketplace.node'), path.join(__dirname, 'build', 'marketplace.node'));
