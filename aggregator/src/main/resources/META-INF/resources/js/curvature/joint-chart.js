// How the elements of the gradients are distributed over the parameters that they belong to: the
// histogram of one step.

import { byId, setNote, setText } from '../dom.js';
import { formatCount, formatNumber } from '../numbers.js';
import { createChart, draw, LEFT, RIGHT, valueAxis } from '../charts/step-chart.js';
import { asking } from './card.js';
import { cellSeries } from './cells.js';
import { binOf, JOINT } from './histograms.js';

const COLOUR = 3;

export class JointChart {
  #chart = null;
  #drawn = null;

  draw({ palette, histograms, batch }) {
    const histogram = histograms?.of(JOINT, batch)?.histograms[0] ?? null;
    byId('joint-chart').hidden = histogram === null;
    setNote(byId('joint-ask'), asking([{ name: 'gradients over parameters', ask: 'gradient-parameter-histogram@50', observed: !histograms?.lacks(JOINT, batch) }]));
    setText(byId('joint-detail'), histogram === null ? '' : `of step ${formatCount(histogram.step)}`);
    if (histogram === null || (this.#drawn?.histogram === histogram && this.#drawn.palette === palette)) return;
    this.#drawn = { histogram, palette };
    this.#chart ??= createChart(byId('joint-chart'), '');
    const [gradients, parameters] = histogram.axes;
    draw(this.#chart, {
      grid: [{ left: LEFT, right: RIGHT, top: 30, bottom: 44 }],
      xAxis: [limits(palette, parameters, 'parameter', { nameLocation: 'middle', nameGap: 26, nameTextStyle: { color: palette.muted } })],
      yAxis: [limits(palette, gradients, 'element of a sample’s gradient', {})],
      series: [cellSeries({ id: JOINT, name: 'numbers', colour: palette.series[COLOUR], cells: cellsOf(histogram) })],
    });
    this.#chart.getDom().setAttribute('aria-label', `Elements of the gradients over the parameters at step ${histogram.step}: parameters from `
      + `${formatNumber(parameters.minimum)} to ${formatNumber(parameters.maximum)}, elements from ${formatNumber(gradients.minimum)} to ${formatNumber(gradients.maximum)}.`);
  }
}

function limits(palette, { minimum, maximum }, name, rest) {
  return valueAxis(palette, { name, min: minimum, max: maximum, interval: (maximum - minimum) / 4, axisLine: { show: false, onZero: false }, axisLabel: { formatter: (value) => formatNumber(value) }, ...rest });
}

function cellsOf({ axes: [gradients, parameters], counts }) {
  return counts.flatMap((count, i) => (count === 0 ? []
    : [[...binOf(parameters, i % parameters.bins), ...binOf(gradients, Math.floor(i / parameters.bins)), count]]));
}
