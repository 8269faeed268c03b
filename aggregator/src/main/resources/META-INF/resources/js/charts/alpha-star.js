// α* against step on a logarithmic axis, and below it a strip that marks steps with another status.

import { byId, setText } from '../dom.js';
import { finite, formatNumber, formatShare } from '../numbers.js';
import { describeStatus } from '../curvatures.js';
import { bandSeries } from './band.js';
import { dotSeries, linesAcross, lineSeries, rangeSeries, stepOf, valueOf } from './lines.js';
import { extentOf, logAxis, mark, positive } from './log-axis.js';
import { drawNote, StepChart, tipTable, tipTitle } from './step-chart.js';
import { drawStripKey, laneHeight, stripAxis, stripSeries } from './strip.js';

export class AlphaStarChart extends StepChart {
  constructor(zoom) {
    super('alpha-chart', 'α* against step', zoom);
  }

  draw(model) {
    const { palette, last, drawn, window } = model;
    const lanes = drawn.length * laneHeight + 6;
    const below = 48;
    const rows = drawn.flatMap(({ series }) => series.observations.rows);
    const [low, high] = extentOf(rows, 'alpha_star', this.zoom.window(last), 0.4, 1.6);
    this.show(model, (step) => describe(drawn, step), {
      grids: [{ id: 'main', top: 30, bottom: below + lanes + 10 }, { id: 'strip', bottom: below, height: lanes }],
      slider: true,
      yAxis: [logAxis(palette, { low, high, name: 'α*, in steps (logarithmic)' }), stripAxis(palette, drawn)],
      series: [
        ...drawn.flatMap((curvature) => curvatureSeries(curvature, low)),
        marks(palette, low),
        ...stripSeries(palette, drawn),
      ],
    });
    const dots = drawn.some(({ series }) => series.observations.bucketSteps === 1) ? 'Dots: single steps. ' : '';
    setText(byId('alpha-key'), `${dots}Lines: median of the last ${window} steps. Bands: their middle half.`);
    drawStripKey(palette, drawn);
    drawNote(byId('alpha-note'), drawn.map((c) => c.series.observations),
      'Thin lines: their median; pale bands: their minimum to maximum.');
    this.say(inWords(model));
  }
}

function describe(drawn, step) {
  const rows = drawn.map((c) => ({ c, row: c.series.observations.at(step), statistics: c.series.statistics.at(step) }));
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

function inWords({ drawn, last }) {
  const parts = drawn.map(({ name, series }) => `${name}: rolling median ${formatNumber(series.statistics.rows.at(-1)?.alpha_star_median)}`);
  return `α* against step, up to step ${last}. ${parts.join('; ')}.`;
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
  const { rows, bucketSteps } = series.observations;
  const statistics = series.statistics.rows;
  const steps = { id: `steps ${name}`, name, colour };
  const medians = rows.map((row) => [stepOf(row), positive(valueOf(row, 'alpha_star'))]);
  return [
    bandSeries({
      id: `quartiles ${name}`,
      colour,
      opacity: 0.2,
      floor,
      points: statistics.map((row) => [row.step, finite(row.alpha_star_p25), positive(row.alpha_star_p75)]),
    }),
    lineSeries({
      id: `median ${name}`,
      name,
      colour,
      dashed,
      width: 2.5,
      z: 5,
      data: statistics.map((row) => [row.step, positive(row.alpha_star_median)]),
    }),
    ...(bucketSteps === 1 ? [dotSeries({ ...steps, data: medians.filter(([, value]) => value !== null) })] : [
      rangeSeries(rows, 'alpha_star', { id: `range ${name}`, colour, opacity: 0.1, floor, place: positive }),
      lineSeries({ ...steps, width: 1, opacity: 0.7, data: medians }),
    ]),
  ];
}

/** The lines at 1 and ½, and a shade below ½. */
function marks(palette, low) {
  return linesAcross([
    mark(palette, 1, "1: the parabola's minimum", 'solid', 'insideEndTop'),
    mark(palette, 0.5, '½: below, the step raised the loss', [4, 4], 'insideEndBottom'),
  ], {
    markArea: {
      silent: true,
      itemStyle: { color: palette.bad, opacity: 0.07 },
      data: [[{ yAxis: low }, { yAxis: 0.5 }]],
    },
  });
}
