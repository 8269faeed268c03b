// α* against step on a logarithmic axis, and under it the strip of the steps without a minimum ahead.

import { finite, formatNumber, formatShare } from '../numbers.js';
import { describeStatus } from '../curvatures.js';
import { bandSeries } from './band.js';
import { logAxis, mark, positive } from './log-axis.js';
import { createChart, dotSeries, draw, drawNote, LEFT, lineSeries, RIGHT, stepAxis, stepOf, tipTable, tipTitle, tooltip, valueOf } from './step-chart.js';
import { drawStripKey, laneHeight, stripAxis, stripSeries } from './strip.js';
import { byId, setText } from '../dom.js';

export class AlphaStarChart {
  #chart = createChart(byId('alpha-chart'), 'α* against step');
  #zoom;
  #model;

  constructor(zoom) {
    this.#zoom = zoom;
    zoom.add(this.#chart);
  }

  draw(model) {
    this.#model = model;
    const { palette, last, drawn } = model;
    const lanes = drawn.length * laneHeight + 6;
    const below = 48;
    const options = this.#zoom.options(palette, last, { slider: true, axes: [0, 1] });
    const [low, high] = this.#extent();
    draw(this.#chart, {
      grid: [
        { id: 'main', left: LEFT, right: RIGHT, top: 30, bottom: below + lanes + 10 },
        { id: 'strip', left: LEFT, right: RIGHT, bottom: below, height: lanes },
      ],
      xAxis: [stepAxis(palette, last, { labels: false }), stepAxis(palette, last, { gridIndex: 1 })],
      yAxis: [logAxis(palette, { low, high, name: 'α*, in steps (logarithmic)' }), stripAxis(palette, drawn)],
      axisPointer: { link: [{ xAxisIndex: 'all' }] },
      dataZoom: options,
      tooltip: tooltip(palette, (step) => this.#describe(step)),
      series: [
        ...drawn.flatMap((curvature) => curvatureSeries(curvature, low)),
        marks(palette, low),
        ...stripSeries(palette, drawn),
      ],
    });
    const dots = drawn.some(({ series }) => series.observations.bucketSteps === 1) ? 'Dots: single steps. ' : '';
    setText(byId('alpha-key'), `${dots}Lines: median of the last ${model.window} steps. Bands: their middle half.`);
    drawStripKey(palette, drawn);
    drawNote(byId('alpha-note'), drawn.map((c) => c.series.observations),
      'Thin lines: their median; pale bands: their minimum to maximum.');
    this.#chart.getDom().setAttribute('aria-label', this.#inWords());
  }

  /** From the smallest to the largest α* in sight; ½ and 1 always in sight. */
  #extent() {
    const { from, to } = this.#zoom.window();
    let low = 0.4;
    let high = 1.6;
    const take = (value) => {
      if (value > 0 && Number.isFinite(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    };
    for (const { series } of this.#model.drawn) {
      for (const row of series.observations.rows) {
        if (stepOf(row) < from || stepOf(row) > to || !row.alpha_star) continue;
        if (typeof row.alpha_star === 'object') {
          take(row.alpha_star.min);
          take(row.alpha_star.max);
        } else take(Number(row.alpha_star));
      }
    }
    return [low / 1.15, high * 1.15];
  }

  #describe(step) {
    const rows = this.#model.drawn.map((c) => ({ c, row: c.series.observations.at(step), statistics: c.series.statistics.at(step) }));
    const first = rows.find(({ row }) => row)?.row;
    if (!first) return null;
    return tipTable(tipTitle(first), ['α*', 'median', 'middle half'], rows.map(({ c, row, statistics }) => [
      c.colour,
      c.name,
      alphaOrStatus(row),
      formatNumber(statistics?.alpha_star_median),
      `${formatNumber(statistics?.alpha_star_p25)} … ${formatNumber(statistics?.alpha_star_p75)}`,
    ]));
  }

  #inWords() {
    const parts = this.#model.drawn.map(({ name, series }) => {
      const median = series.statistics.rows.at(-1)?.alpha_star_median;
      return `${name}: rolling median ${formatNumber(median)}`;
    });
    return `α* against step, up to step ${this.#model.last}. ${parts.join('; ')}.`;
  }
}

function alphaOrStatus(row) {
  if (!row) return '–';
  if (row.step === undefined) {
    const odd = Object.entries(row.status).filter(([status]) => status !== 'ok' && row.status[status] > 0);
    const shares = odd.map(([status, count]) => `${formatShare(count / row.count, 0)} ${describeStatus(status)}`);
    return [formatNumber(valueOf(row, 'alpha_star')), ...shares].join(', ');
  }
  if (row.status === 'ok') return formatNumber(row.alpha_star);
  return row.alpha_star === null ? describeStatus(row.status) : `${describeStatus(row.status)}: ${formatNumber(row.alpha_star)}`;
}

function curvatureSeries({ name, colour, dashed, series }, floor) {
  const { observations, statistics } = series;
  const result = [
    bandSeries({
      id: `quartiles ${name}`,
      colour,
      opacity: 0.2,
      floor,
      points: statistics.rows.map((row) => [row.step, finite(row.alpha_star_p25), positive(row.alpha_star_p75)]),
    }),
    lineSeries({
      id: `median ${name}`,
      name,
      colour,
      dashed,
      width: 2.5,
      z: 5,
      data: statistics.rows.map((row) => [row.step, positive(row.alpha_star_median)]),
    }),
  ];
  if (observations.bucketSteps > 1) {
    result.push(
      bandSeries({
        id: `range ${name}`,
        colour,
        opacity: 0.1,
        floor,
        points: observations.rows.map((row) => [stepOf(row), finite(row.alpha_star?.min), positive(row.alpha_star?.max)]),
      }),
      lineSeries({
        id: `steps ${name}`,
        name,
        colour,
        width: 1,
        opacity: 0.7,
        data: observations.rows.map((row) => [stepOf(row), positive(row.alpha_star?.median)]),
      }));
  } else {
    result.push(dotSeries({
      id: `steps ${name}`,
      name,
      colour,
      data: observations.rows.filter((row) => positive(row.alpha_star) !== null).map((row) => [row.step, row.alpha_star]),
    }));
  }
  return result;
}

/** The lines at 1 and ½, and a shade over what lies below. */
function marks(palette, low) {
  return {
    id: 'marks',
    type: 'line',
    data: [],
    silent: true,
    z: 4,
    markLine: {
      silent: true,
      symbol: 'none',
      animation: false,
      data: [
        mark(palette, 1, "1: the parabola's minimum", 'solid', 'insideEndTop'),
        mark(palette, 0.5, '½: below, the step raised the loss', [4, 4], 'insideEndBottom'),
      ],
    },
    markArea: {
      silent: true,
      itemStyle: { color: palette.bad, opacity: 0.07 },
      data: [[{ yAxis: low }, { yAxis: 0.5 }]],
    },
  };
}
