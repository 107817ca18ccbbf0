// SPDX-License-Identifier: LGPL-2.1-or-later
// What heimdall and saf make of results of XCCDF:  node hdf.js RESULTS...  writes an array of HDF.
const {XCCDFResultsMapper} = require('@mitre/hdf-converters');
const {readFileSync} = require('fs');

process.stdout.write(JSON.stringify(process.argv.slice(2).map(
  (path) => new XCCDFResultsMapper(readFileSync(path, 'utf8'), false).toHdf())));
