// Prints the milliseconds from before the import to the first answer. Arguments: an entry of the package, prefix, image.
const [entry, prefix, image] = process.argv.slice(2);
const started = performance.now();
const { Classifier } = await import(entry);
const options = { epoch: 1, imageShape: [3, 28, 28], resize: 32 };
const classifier = await Classifier.load(prefix, options);
const [best] = await classifier.classify(image);
const milliseconds = performance.now() - started;
if (!(best.probability > 0)) throw new Error('there is no answer');
console.log(milliseconds);
await classifier.dispose();
