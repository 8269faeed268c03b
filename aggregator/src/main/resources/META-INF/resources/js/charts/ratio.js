// α* under one curvature over α* under another, against step, on a logarithmic axis around 1.

import { byId, setText } from '../dom.js';
import { finite, formatCount, formatNumber } from '../numbers.js';
import { bandSeries } from './band.js';
import { logAxis, mark, positive } from './log-axis.js';
import { createChart, dotSeries, draw, LEFT, lineSeries, RIGHT, stepAxis, stepOf, tipTable, tipTitle, tooltip, valueOf } from './step-chart.js';
import { rollingMedians } from '../rolling-medians.js';

/** None of the first, which the two curvatures themselves are likely to have. */
const COLOUR = 3;

export class RatioChart {
  #chart = null;
  #zoom;
  #model;

  constructor(zoom) {
    this.#zoom = zoom;
  }

  draw(model) {
    this.#model = model;
    const { palette, last, ratio, window } = model;
    if (ratio === null) {
      this.#chart?.clear();
      return;
    }
    this.#chart ??= this.#create();
    const isSingle = ratio.bucketSteps === 1;
    const [low, high] = this.#extent();
    draw(this.#chart, {
      grid: [{ left: LEFT, right: RIGHT, top: 30, bottom: 28 }],
      xAxis: [stepAxis(palette, last)],
      yAxis: [logAxis(palette, { low, high, name: `α* by ${ratio.curvature} ÷ α* by ${ratio.reference} (logarithmic)` })],
      dataZoom: this.#zoom.options(palette, last, { slider: false, axes: [0] }),
      tooltip: tooltip(palette, (step) => this.#describe(step)),
      series: [...(isSingle ? steps(ratio, window, palette.series[COLOUR]) : buckets(ratio, palette.series[COLOUR], low)), marks(palette)],
    });
    setText(byId('ratio-key'), isSingle
      ? `Dots: single steps. Line: median of the last ${window} of them.`
      : 'Line: median. Band: minimum to maximum.');
    drawNote(ratio);
    this.#chart.getDom().setAttribute('aria-label',
      `α* by ${ratio.curvature} over α* by ${ratio.reference}, against step: ${formatCount(ratio.rows.length)} points.`);
  }

  /** Not before it is in sight: a chart takes its size from there. */
  #create() {
    const chart = createChart(byId('ratio-chart'), 'Ratio of two α* against step');
    this.#zoom.add(chart);
    return chart;
  }

  /** From the smallest to the largest ratio in sight; 1 always in sight. */
  #extent() {
    const { from, to } = this.#zoom.window();
    const inSight = this.#model.ratio.rows
      .filter((row) => stepOf(row) >= from && stepOf(row) <= to)
      .flatMap(({ ratio }) => (typeof ratio === 'object' ? [ratio.min, ratio.max] : [ratio]))
      .map(positive).filter((value) => value !== null);
    return [Math.min(0.8, ...inSight) / 1.15, Math.max(1.25, ...inSight) * 1.15];
  }

  #describe(step) {
    const { palette, ratio } = this.#model;
    const row = ratio?.at(step);
    if (!row) return null;
    const name = `${ratio.curvature} ÷ ${ratio.reference}`;
    return row.step === undefined
      ? tipTable(tipTitle(row), ['median', 'minimum', 'maximum'],
        [[palette.series[COLOUR], name, ...['median', 'min', 'max'].map((part) => formatNumber(row.ratio[part]))]])
      : tipTable(tipTitle(row), ['ratio'], [[palette.series[COLOUR], name, formatNumber(row.ratio)]]);
  }
}

function steps(ratio, window, colour) {
  const medians = rollingMedians(ratio.rows.map((row) => row.ratio), window);
  return [
    dotSeries({
      id: 'ratio',
      name: 'ratio',
      colour,
      data: ratio.rows.filter((row) => positive(row.ratio) !== null).map((row) => [row.step, row.ratio]),
    }),
    lineSeries({
      id: 'ratio median',
      name: 'median',
      colour,
      width: 2.5,
      z: 5,
      data: ratio.rows.map((row, index) => [row.step, positive(medians[index])]),
    }),
  ];
}

function buckets(ratio, colour, floor) {
  return [
    bandSeries({
      id: 'ratio range',
      colour,
      opacity: 0.15,
      floor,
      points: ratio.rows.map((row) => [stepOf(row), finite(row.ratio.min), positive(row.ratio.max)]),
    }),
    lineSeries({
      id: 'ratio median',
      name: 'median',
      colour,
      width: 2,
      z: 5,
      data: ratio.rows.map((row) => [stepOf(row), positive(valueOf(row, 'ratio'))]),
    }),
  ];
}

function marks(palette) {
  return {
    id: 'marks',
    type: 'line',
    data: [],
    silent: true,
    z: 4,
    markLine: { silent: true, symbol: 'none', animation: false, data: [mark(palette, 1, '1: the same α*', 'solid', 'insideEndTop')] },
  };
}

/** Says on the page what the chart cannot show. */
function drawNote({ rows, bucketSteps, bucketSample }) {
  const notes = [];
  if (rows.length === 0) notes.push('No step has an α* under both yet.');
  const opposite = rows.filter((row) => row.step !== undefined && row.ratio < 0).length;
  if (opposite > 0) {
    notes.push(`${formatCount(opposite)} ${opposite === 1 ? 'step is' : 'steps are'} not drawn: their two α* have opposite signs, which a logarithmic axis cannot show.`);
  }
  if (bucketSteps > 1) {
    const sample = bucketSample < bucketSteps ? `, of which the first ${formatCount(bucketSample)} that have a ratio are looked at` : '';
    notes.push(`Down-sampled: each point stands for ${formatCount(bucketSteps)} steps${sample}. Zoom in for single steps.`);
  }
  const node = byId('ratio-note');
  node.hidden = notes.length === 0;
  setText(node, notes.join(' '));
}
