// The loss before the step, after it and at α*; below, the gain of the step and the gain at α*.

import { byId, setText } from '../dom.js';
import { finite, formatNumber } from '../numbers.js';
import { lineSeries, rangeSeries, stepOf, valueOf } from './lines.js';
import { DetailChart, drawNote, legend, scaledAxis, tipTable, tipTitle, valueAxis } from './step-chart.js';
import { SymmetricLog } from './symlog.js';

const LOSSES = [
  { quantity: 'loss_before', name: 'before', colour: 0 },
  { quantity: 'loss_after', name: 'after', colour: 2 },
  { quantity: 'loss_at_alpha_star', name: 'at α*', colour: 1 },
];
const GAINS = LOSSES.slice(1);

export class LossChart extends DetailChart {
  constructor(zoom) {
    super('loss-chart', 'Loss before and after each step, and at α*', zoom);
  }

  drawDetail(model, track) {
    const { palette, detail } = model;
    const scale = SymmetricLog.over(GAINS.flatMap(({ quantity }) => track.rows.map((row) => gain(row, quantity))));
    const gains = gainSeries(track, palette, scale);
    this.show(model, (step) => describe(track.at(step), palette), {
      grids: [{ id: 'losses', top: 56, bottom: '50%' }, { id: 'gains', top: '60%', bottom: 28 }],
      legend: legend(palette, LOSSES.map(({ name }) => name)),
      yAxis: [
        valueAxis(palette, { name: 'loss', ...lossLimits(track.rows), axisLabel: { showMinLabel: true, showMaxLabel: false, formatter: (value) => formatNumber(value) } }),
        scaledAxis(palette, scale, gains, 5, { gridIndex: 1, name: 'gain: loss before − loss there (symmetric logarithmic)' }),
      ],
      series: [...lossSeries(track, palette), ...gains],
    });
    setText(byId('loss-detail'), `by ${detail.name}`);
    drawNote(byId('loss-note'), [track],
      'Lines: their medians (gains: differences of medians); band: minimum to maximum of the loss before.');
  }
}

/** From the losses before and after only: far along the step, the loss at α* can be very large. */
function lossLimits(rows) {
  const known = rows.flatMap((row) => [finite(valueOf(row, 'loss_before')), finite(valueOf(row, 'loss_after'))])
    .filter((loss) => loss !== null);
  if (known.length === 0) return {};
  const low = known.reduce((a, b) => Math.min(a, b));
  const high = known.reduce((a, b) => Math.max(a, b));
  const margin = high > low ? 0.1 * (high - low) : 1;
  return { min: low > high / 2 ? low - margin : Math.min(0, low), max: high + margin };
}

function lossSeries(track, palette) {
  const lines = LOSSES.map(({ quantity, name, colour }) => lineSeries({
    id: quantity,
    name,
    colour: palette.series[colour],
    width: 1.2,
    data: track.rows.map((row) => [stepOf(row), finite(valueOf(row, quantity))]),
  }));
  if (track.bucketSteps === 1) return lines;
  const [before] = LOSSES;
  const range = { id: `range ${before.quantity}`, colour: palette.series[before.colour], opacity: 0.15 };
  return [rangeSeries(track.rows, before.quantity, range), ...lines];
}

function gainSeries(track, palette, scale) {
  return GAINS.map(({ quantity, name, colour }) => lineSeries({
    id: `gain ${quantity}`,
    name,
    axis: 1,
    colour: palette.series[colour],
    width: 1.2,
    data: track.rows.map((row) => [stepOf(row), scale.position(gain(row, quantity))]),
  }));
}

function gain(row, quantity) {
  const before = finite(valueOf(row, 'loss_before'));
  const there = finite(valueOf(row, quantity));
  return before === null || there === null ? null : before - there;
}

function describe(row, palette) {
  if (!row) return null;
  return tipTable(tipTitle(row), ['loss', 'gain'], LOSSES.map(({ quantity, name, colour }) => [
    palette.series[colour],
    name,
    formatNumber(valueOf(row, quantity), 4),
    quantity === 'loss_before' ? '' : formatNumber(gain(row, quantity)),
  ]));
}
