'use strict';

// Finds the addon: built into this folder by npm install, or where MARKETPLACE_ADDON says (a build tree).
const path = require('node:path');

module.exports = require(process.env.MARKETPLACE_ADDON || path.join(__dirname, 'build', 'marketplace.node'));
