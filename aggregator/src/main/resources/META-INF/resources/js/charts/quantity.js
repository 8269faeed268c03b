// The chosen quantity of the drawn curvatures, against step.

import { byId } from '../dom.js';
import { formatNumber } from '../numbers.js';
import { quantitySeries, valueOf, valuesOf } from './lines.js';
import { drawNote, legend, scaledAxis, StepChart, tipTable, tipTitle } from './step-chart.js';
import { SymmetricLog } from './symlog.js';

/** On a linear axis, values that are smaller than the largest by this factor cannot be distinguished. */
const WIDE = 100;

const LINEAR = {
  name: 'linear',
  position: (value) => value,
  axis: () => ({ scale: true }),
  label: (value) => formatNumber(value),
};

export class QuantityChart extends StepChart {
  constructor(zoom) {
    super('quantity-chart', 'A quantity against step', zoom);
  }

  /** @param model its quantity is {name, unit}; null until the quantities are known */
  draw(model) {
    const { palette, drawn, quantity } = model;
    if (quantity === null || drawn.length === 0) {
      this.clear();
      return;
    }
    const { name, unit } = quantity;
    const scale = scaleOf(drawn.flatMap(({ series }) => series.observations.rows.flatMap((row) => valuesOf(row, name))));
    const series = drawn.flatMap(({ name: curvature, colour, dashed, series: { observations } }) => quantitySeries(observations, name,
      { id: curvature, name: curvature, colour, dashed, band: 0.12, place: (value) => scale.position(value) }));
    this.show(model, (step) => describe(drawn, name, step), {
      grids: [{ top: 56, bottom: 28 }],
      legend: legend(palette, drawn.map((curvature) => curvature.name)),
      yAxis: [scaledAxis(palette, scale, series, 10, { name: unit === '1' ? `${name} (${scale.name})` : `${name}, in ${unit} (${scale.name})` })],
      series,
    });
    this.say(`${name} against step`);
    drawNote(byId('quantity-note'), drawn.map((curvature) => curvature.series.observations),
      'Lines: their medians; bands: their minimum to maximum.');
  }
}

/** Linear, unless most values would be drawn at zero. */
function scaleOf(values) {
  const sizes = values.map(Math.abs).sort((a, b) => a - b);
  const isWide = sizes.at(-1) > WIDE * sizes[Math.floor(sizes.length / 2)];
  return isWide ? Object.assign(SymmetricLog.over(values), { name: 'symmetric logarithmic' }) : LINEAR;
}

function describe(drawn, name, step) {
  const rows = drawn.map((curvature) => ({ curvature, row: curvature.series.observations.at(step) }));
  const first = rows.find(({ row }) => row)?.row;
  if (!first) return null;
  return tipTable(tipTitle(first), [name], rows.map(({ curvature, row }) =>
    [curvature.colour, curvature.name, formatNumber(row ? valueOf(row, name) : null)]));
}
