// Runs panels' own transformations over their rows with Grafana's own library. In, on standard input:
// [{transformations, fields: [{name, type, values}]}]. Out: for each of them the frames that the panel gets.
const { readFileSync } = require('node:fs');
// Both look for a browser: the one must find none, the other cannot do without.
require('react-use');
globalThis.window = { addEventListener() {}, localStorage: { getItem: () => null } };
const data = require('@grafana/data');
const { lastValueFrom } = require('rxjs');

const transformers = new Map(Object.values(data.standardTransformers).map((transformation) => [transformation.id, transformation]));
data.standardTransformersRegistry.setInit(() => [...transformers].map(([id, transformation]) => ({ id, name: transformation.name, transformation })));

async function framesOf({ transformations, fields }) {
  const frames = await lastValueFrom(data.transformDataFrame(transformations, [data.toDataFrame({ refId: 'A', fields })]));
  return frames.map((frame) => frame.fields.map(({ name, type, values }) => ({ name, type, values })));
}

Promise.all(JSON.parse(readFileSync(0, 'utf8')).map(framesOf)).then((panels) => process.stdout.write(JSON.stringify(panels)));
