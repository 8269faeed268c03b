// The ratio of α* under one curvature to α* under another, against step, on a logarithmic axis.

import { byId, setNote, setText } from '../dom.js';
import { formatCount, formatNumber } from '../numbers.js';
import { rollingMedians } from '../rolling-medians.js';
import { dotSeries, linesAcross, lineSeries, rangeSeries, stepOf, valueOf } from './lines.js';
import { extentOf, logAxis, mark, positive } from './log-axis.js';
import { StepChart, tipTable, tipTitle } from './step-chart.js';

/** Not one of the first colours, which the two curvatures themselves probably have. */
const COLOUR = 3;

export class RatioChart extends StepChart {
  constructor(zoom) {
    super('ratio-chart', 'Ratio of two α* against step', zoom);
  }

  draw(model) {
    const { palette, last, ratio, window } = model;
    if (ratio === null) {
      this.clear();
      return;
    }
    const isSingle = ratio.bucketSteps === 1;
    const colour = palette.series[COLOUR];
    const [low, high] = extentOf(ratio.rows, 'ratio', this.zoom.window(last), 0.8, 1.25);
    this.show(model, (step) => describe(ratio, ratio.at(step), colour), {
      grids: [{ top: 30, bottom: 28 }],
      yAxis: [logAxis(palette, { low, high, name: `α* by ${ratio.curvature} ÷ α* by ${ratio.reference} (logarithmic)` })],
      series: [
        ...(isSingle ? steps(ratio.rows, window, colour) : buckets(ratio.rows, colour, low)),
        linesAcross([mark(palette, 1, '1: the same α*', 'solid', 'insideEndTop')]),
      ],
    });
    setText(byId('ratio-key'), isSingle
      ? `Dots: single steps. Line: median of the last ${window} of them.`
      : 'Line: median. Band: minimum to maximum.');
    drawNote(ratio);
    this.say(`α* by ${ratio.curvature} over α* by ${ratio.reference}, against step: ${formatCount(ratio.rows.length)} points.`);
  }
}

function describe({ curvature, reference }, row, colour) {
  if (!row) return null;
  const name = `${curvature} ÷ ${reference}`;
  return row.step === undefined
    ? tipTable(tipTitle(row), ['median', 'minimum', 'maximum'],
      [[colour, name, ...['median', 'min', 'max'].map((part) => formatNumber(row.ratio[part]))]])
    : tipTable(tipTitle(row), ['ratio'], [[colour, name, formatNumber(row.ratio)]]);
}

function steps(rows, window, colour) {
  const medians = rollingMedians(rows.map((row) => row.ratio), window);
  return [
    dotSeries({
      id: 'ratio',
      name: 'ratio',
      colour,
      data: rows.filter((row) => positive(row.ratio) !== null).map((row) => [row.step, row.ratio]),
    }),
    medianSeries(rows.map((row, index) => [row.step, positive(medians[index])]), 2.5, colour),
  ];
}

function buckets(rows, colour, floor) {
  return [
    rangeSeries(rows, 'ratio', { id: 'ratio range', colour, opacity: 0.15, floor, place: positive }),
    medianSeries(rows.map((row) => [stepOf(row), positive(valueOf(row, 'ratio'))]), 2, colour),
  ];
}

function medianSeries(data, width, colour) {
  return lineSeries({ id: 'ratio median', name: 'median', colour, width, z: 5, data });
}

/** Writes on the page what the chart cannot show. */
function drawNote({ rows, bucketSteps, bucketSample }) {
  const notes = [];
  if (rows.length === 0) notes.push('No step has an α* under both yet.');
  const opposite = rows.filter((row) => row.step !== undefined && row.ratio < 0).length;
  if (opposite > 0) {
    notes.push(`${formatCount(opposite)} ${opposite === 1 ? 'step is' : 'steps are'} not drawn: their two α* have opposite signs, which a logarithmic axis cannot show.`);
  }
  if (bucketSteps > 1) {
    const sample = bucketSample < bucketSteps ? `, of which the first ${formatCount(bucketSample)} that have a ratio are used` : '';
    notes.push(`Down-sampled: each point stands for ${formatCount(bucketSteps)} steps${sample}. Zoom in for single steps.`);
  }
  setNote(byId('ratio-note'), notes.join(' '));
}
