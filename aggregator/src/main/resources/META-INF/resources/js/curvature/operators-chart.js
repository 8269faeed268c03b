// α* against step under every curvature of the run: rolling medians, on a logarithmic axis.

import { byId, setNote, setText } from '../dom.js';
import { formatNumber } from '../numbers.js';
import { linesAcross } from '../charts/lines.js';
import { extentOf, logAxis, mark, positive } from '../charts/log-axis.js';
import { StepChart, tipTable, tipTitle } from '../charts/step-chart.js';
import { curvatureLine, drawKey } from './curvature-line.js';

export class OperatorsChart extends StepChart {
  constructor(zoom) {
    super('operators-chart', 'α* against step under every curvature', zoom);
  }

  draw(model) {
    const { palette, last, held, window } = model;
    const rows = held.flatMap(({ series }) => series.statistics.rows);
    const isEmpty = rows.every((row) => positive(row.alpha_star_median) === null);
    byId('operators-chart').hidden = isEmpty;
    setNote(byId('operators-ask'), isEmpty ? 'No step has an α* yet.' : '');
    drawKey('operators-key', isEmpty ? [] : held.map((curvature) => ({ name: curvature.name, curvature })));
    if (isEmpty) return;
    const [low, high] = extentOf(rows, 'alpha_star_median', this.zoom.window(last), 0.4, 1.6);
    this.show(model, (step) => describe(held, step), {
      grids: [{ top: 30, bottom: 48 }],
      slider: true,
      yAxis: [logAxis(palette, { low, high, name: 'α*, in steps (logarithmic)' })],
      series: [
        ...held.map((curvature) => curvatureLine(curvature, {
          id: `median ${curvature.name}`,
          name: curvature.name,
          width: 2,
          data: curvature.series.statistics.rows.map((row) => [row.step, positive(row.alpha_star_median)]),
        })),
        linesAcross([
          mark(palette, 1, "1: the parabola's minimum", 'solid', 'insideEndTop'),
          mark(palette, 0.5, '½: below, the step raised the loss', [4, 4], 'insideEndBottom'),
        ]),
      ],
    });
    setText(byId('operators-detail'), `median of the last ${window} steps`);
    this.say(`α* against step under ${held.length} curvatures: `
      + held.map(({ name, series }) => `${name} ${formatNumber(series.statistics.rows.at(-1)?.alpha_star_median)}`).join(', '));
  }
}

function describe(held, step) {
  const rows = held.map((curvature) => ({ curvature, row: curvature.series.statistics.at(step) }));
  const first = rows.find(({ row }) => row)?.row;
  if (!first) return null;
  return tipTable(tipTitle(first), ['α*, median'], rows.map(({ curvature, row }) =>
    [curvature.colour, curvature.name, formatNumber(row?.alpha_star_median)]));
}
