// Test accuracy and loss after each epoch.

import { byId, setNote } from '../dom.js';
import { finite, formatCount, formatNumber, formatShare } from '../numbers.js';
import { lineSeries } from './lines.js';
import { createChart, draw, LEFT, RIGHT, tipTable, tooltip, valueAxis } from './step-chart.js';

export class TestResultsChart {
  #chart = createChart(byId('test-chart'), 'Test accuracy and loss after each epoch');

  draw({ palette, run }) {
    const evaluations = run.evaluations ?? [];
    byId('test-chart').hidden = evaluations.length === 0;
    setNote(byId('test-note'), evaluations.length > 0 ? '' : whyNone(run));
    const [accuracy, loss] = [palette.series[1], palette.series[2]];
    draw(this.#chart, {
      grid: [
        { id: 'accuracy', left: LEFT, right: RIGHT, top: 30, bottom: '52%' },
        { id: 'loss', left: LEFT, right: RIGHT, top: '64%', bottom: 28 },
      ],
      xAxis: [epochAxis(palette, evaluations, 0), epochAxis(palette, evaluations, 1)],
      yAxis: [
        valueAxis(palette, {
          name: 'test accuracy',
          ...accuracyLimits(evaluations),
          axisLabel: { formatter: (value) => formatShare(value) },
        }),
        valueAxis(palette, { gridIndex: 1, name: 'test loss', min: 0, splitNumber: 3, axisLabel: { formatter: (value) => formatNumber(value) } }),
      ],
      axisPointer: { link: [{ xAxisIndex: 'all' }] },
      tooltip: tooltip(palette, (index) => describe(evaluations[index], accuracy, loss)),
      series: [
        evaluationSeries('test_accuracy', accuracy, 0, evaluations),
        evaluationSeries('test_loss', loss, 1, evaluations),
      ],
    });
    this.#chart.getDom().setAttribute('aria-label', inWords(evaluations.at(-1)));
  }
}

function whyNone({ state, publisher }) {
  if (state === 'foreign') return 'Unknown: the client of this run publishes only steps.';
  return publisher === null ? 'No epoch has ended yet.' : 'The client of this run has reported none.';
}

/** Limits at multiples of 0.05 around the results, and a tick half-way. */
function accuracyLimits(evaluations) {
  const known = evaluations.map((evaluation) => finite(evaluation.test_accuracy)).filter((value) => value !== null);
  if (known.length === 0) return { min: 0, max: 1, interval: 0.5 };
  const min = Math.max(0, Math.floor(Math.min(...known) * 20 - 0.4) / 20);
  const max = Math.min(1, Math.ceil(Math.max(...known) * 20 + 0.4) / 20);
  return { min, max, interval: (max - min) / 2 };
}

function epochAxis(palette, evaluations, gridIndex) {
  return {
    id: `epochs-${gridIndex}`,
    gridIndex,
    type: 'category',
    data: evaluations.map(({ epoch }) => epoch),
    name: gridIndex === 1 ? 'epoch' : '',
    nameLocation: 'start',
    nameGap: 18,
    nameTextStyle: { color: palette.muted, verticalAlign: 'top', padding: [8, 0, 0, 0] },
    axisLine: { lineStyle: { color: palette.line }, onZero: false },
    axisTick: { show: false },
    axisLabel: { show: gridIndex === 1, color: palette.muted },
  };
}

function evaluationSeries(quantity, colour, axis, evaluations) {
  return {
    ...lineSeries({ id: quantity, name: quantity, colour, axis, width: 2, data: evaluations.map((evaluation) => finite(evaluation[quantity])) }),
    showSymbol: true,
    symbol: 'circle',
    symbolSize: evaluations.length > 40 ? 4 : 8,
  };
}

function describe(evaluation, accuracy, loss) {
  if (!evaluation) return null;
  return tipTable(`epoch ${evaluation.epoch}, step ${formatCount(evaluation.step)}`, [''], [
    [accuracy, 'test accuracy', formatShare(evaluation.test_accuracy, 2)],
    [loss, 'test loss', formatNumber(evaluation.test_loss, 4)],
  ]);
}

function inWords(last) {
  return last
    ? `Test accuracy and loss after each epoch. After epoch ${last.epoch}: ${formatShare(last.test_accuracy, 2)}, loss ${formatNumber(last.test_loss)}.`
    : 'Test accuracy and loss after each epoch: none yet.';
}
