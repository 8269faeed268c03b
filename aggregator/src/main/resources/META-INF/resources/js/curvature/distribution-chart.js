// How the elements of gradients and parameters are distributed, against step: a heat map each, whose
// columns are histograms.

import { byId, setNote } from '../dom.js';
import { formatCount, formatNumber } from '../numbers.js';
import { rowAt } from '../track.js';
import { StepChart, tipTable, tipTitle, valueAxis } from '../charts/step-chart.js';
import { asking } from './card.js';
import { cellSeries } from './cells.js';
import { binOf, quantileOf } from './histograms.js';

const KINDS = [
  { name: 'gradient', words: 'elements of the gradients', ask: 'gradient-histogram@50', colour: 0 },
  { name: 'parameter', words: 'parameters', ask: 'parameter-histogram@50', colour: 1 },
];

export class DistributionChart extends StepChart {
  #drawn = null;

  constructor(zoom) {
    super('distribution-chart', 'Histograms of gradients and parameters against step', zoom);
  }

  draw(model) {
    const { palette, last, histograms, batch } = model;
    const found = KINDS.map((kind) => ({ kind, answer: histograms?.of(kind.name, batch) ?? null }));
    const kinds = found.filter(({ answer }) => answer?.histograms.length > 0);
    const node = byId('distribution-chart');
    node.hidden = kinds.length === 0;
    node.classList.toggle('tall', kinds.length > 1);
    setNote(byId('distribution-ask'), asking(KINDS.map(({ name, words, ask }) => ({ name: words, ask, observed: !histograms?.lacks(name, batch) }))));
    setNote(byId('distribution-note'), noteOf(kinds.map(({ answer }) => answer)));
    if (kinds.length === 0 || this.#isDrawn([palette, last, this.zoom.steps, ...kinds.map(({ answer }) => answer)])) return;
    this.show(model, (step) => describe(kinds, palette, step), {
      grids: kinds.length === 1 ? [{ top: 30, bottom: 28 }] : [{ top: 30, bottom: '54%' }, { top: '54%', bottom: 28 }],
      yAxis: kinds.map(({ kind, answer }, gridIndex) => distributionAxis(palette, kind, answer.histograms, gridIndex)),
      series: kinds.map(({ kind, answer }, axis) => cellSeries({
        id: kind.name,
        name: kind.words,
        colour: palette.series[kind.colour],
        axis,
        cells: cellsOf(answer.histograms),
      })),
    });
    this.say(kinds.map(({ kind, answer }) => inWords(kind, answer.histograms.at(-1))).join(' '));
  }

  /** Thousands of cells are not drawn again unless they or what surrounds them changed. */
  #isDrawn(parts) {
    const same = this.#drawn?.length === parts.length && this.#drawn.every((part, i) => part === parts[i]);
    this.#drawn = parts;
    return same;
  }
}

function distributionAxis(palette, { words }, histograms, gridIndex) {
  const axes = histograms.map(({ axes: [axis] }) => axis);
  const [min, max] = [Math.min(...axes.map(({ minimum }) => minimum)), Math.max(...axes.map(({ maximum }) => maximum))];
  return valueAxis(palette, {
    gridIndex,
    name: words,
    min,
    max,
    interval: (max - min) / 4,
    splitLine: { show: false },
    axisLabel: { formatter: (value) => formatNumber(value) },
  });
}

/** Each column reaches from half-way to the histogram before it to half-way to the next. */
function cellsOf(histograms) {
  const steps = histograms.map(({ step }) => step);
  return histograms.flatMap(({ axes: [axis], counts }, i) => {
    const before = i > 0 ? steps[i] - steps[i - 1] : (steps[1] ?? steps[0] + 2) - steps[0];
    const after = i < steps.length - 1 ? steps[i + 1] - steps[i] : before;
    const [left, right] = [steps[i] - before / 2, steps[i] + after / 2];
    return counts.flatMap((count, bin) => (count === 0 ? [] : [[left, right, ...binOf(axis, bin), count]]));
  });
}

function describe(kinds, palette, step) {
  const rows = kinds.map(({ kind, answer }) => ({ kind, histogram: rowAt(answer.histograms, step) })).filter(({ histogram }) => histogram !== null);
  if (rows.length === 0) return null;
  return tipTable(tipTitle(rows[0].histogram), ['5 %', 'median', '95 %'], rows.map(({ kind, histogram }) => [
    palette.series[kind.colour],
    kind.words,
    ...[0.05, 0.5, 0.95].map((share) => formatNumber(quantileOf(histogram, share), 2)),
  ]));
}

function inWords({ words }, histogram) {
  return `Distribution of the ${words} against step; at step ${histogram.step}, nine tenths lie between `
    + `${formatNumber(quantileOf(histogram, 0.05), 2)} and ${formatNumber(quantileOf(histogram, 0.95), 2)}.`;
}

function noteOf(answers) {
  const bucket = Math.max(1, ...answers.map((answer) => answer.bucket_steps));
  return bucket === 1 ? '' : `Thinned out: of each ${formatCount(bucket)} steps, the first histogram is drawn. Zoom in for all.`;
}
