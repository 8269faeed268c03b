// Slope dᵀg and curvature dᵀBd against step, on one symmetric logarithmic axis.

import { byId, setText } from '../dom.js';
import { finite, formatNumber, powerOfTen } from '../numbers.js';
import { linesAcross, quantitySeries, valueOf } from './lines.js';
import { DetailChart, drawNote, legend, scaledAxis, tipTable, tipTitle } from './step-chart.js';
import { SymmetricLog } from './symlog.js';

const QUANTITIES = [
  { quantity: 'slope', name: 'slope dᵀg', colour: 3 },
  { quantity: 'curvature_value', name: 'curvature dᵀBd', colour: 1 },
];

export class SlopeCurvatureChart extends DetailChart {
  constructor(zoom) {
    super('slope-chart', 'Slope and curvature against step', zoom);
  }

  drawDetail(model, track) {
    const { palette, detail } = model;
    const scale = SymmetricLog.over(QUANTITIES.flatMap(({ quantity }) => track.rows.map((row) => finite(valueOf(row, quantity)))));
    const series = QUANTITIES.flatMap(({ quantity, name, colour }) => quantitySeries(track, quantity,
      { id: quantity, name, colour: palette.series[colour], band: 0.18, place: (value) => scale.position(value) }));
    this.show(model, (step) => describe(track.at(step), palette), {
      grids: [{ top: 56, bottom: 28 }],
      legend: legend(palette, QUANTITIES.map(({ name }) => name)),
      yAxis: [scaledAxis(palette, scale, series, 10, { name: 'symmetric logarithmic' })],
      series: [...series, linesAcross([{ yAxis: 0, label: { show: false }, lineStyle: { color: palette.text, type: 'solid', width: 1.2 } }])],
    });
    setText(byId('slope-detail'), `by ${detail.name}`);
    drawNote(byId('slope-note'), [track], 'Lines: their medians; bands: their minimum to maximum.');
    setText(byId('slope-scale'), `The axis is logarithmic in both directions away from zero, and linear between `
      + `−${powerOfTen(scale.exponent)} and ${powerOfTen(scale.exponent)}.`);
  }
}

function describe(row, palette) {
  if (!row) return null;
  return tipTable(tipTitle(row), [''], QUANTITIES.map(({ quantity, name, colour }) =>
    [palette.series[colour], name, formatNumber(valueOf(row, quantity))]));
}
