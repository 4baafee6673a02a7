// Looks at all records of a file, as every run does before it trains.
import { examineRecords } from '../../lib/dataset/examine-records.js';
import { FormatSupport } from '../../lib/dataset/format-support.js';

const [file] = process.argv.slice(2);
const needs = { numClasses: 3, imageShape: [3, 28, 28] };
const started = performance.now();
const { images } = await examineRecords(file, { needs, formats: new FormatSupport() });
console.log(JSON.stringify({ images, seconds: (performance.now() - started) / 1000 }));
