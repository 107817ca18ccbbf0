// SPDX-License-Identifier: LGPL-2.1-or-later
// What a reader makes of JUnit on standard input, as JSON.
const {parse} = require('junit2json');
const {readFileSync} = require('fs');

parse(readFileSync(0, 'utf8')).then((found) => process.stdout.write(JSON.stringify(found)));
