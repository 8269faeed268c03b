// One quantity, whichever was chosen, of the curvatures drawn, against step.

import { byId } from '../dom.js';
import { finite, formatNumber } from '../numbers.js';
import { bandSeries } from './band.js';
import { createChart, draw, drawNote, LEFT, lineSeries, RIGHT, stepAxis, stepOf, tipTable, tipTitle, tooltip, valueAxis, valueOf } from './step-chart.js';
import { SymmetricLog } from './symlog.js';

/** A linear axis cannot show what is smaller than the largest by this factor. */
const WIDE = 100;

const LINEAR = {
  name: 'linear',
  position: (value) => value,
  axis: () => ({ scale: true }),
  label: (value) => formatNumber(value),
};

export class QuantityChart {
  #chart = createChart(byId('quantity-chart'), 'A quantity against step');
  #zoom;

  constructor(zoom) {
    this.#zoom = zoom;
    zoom.add(this.#chart);
  }

  /** @param quantity {name, unit}; null until it is known which there are */
  draw({ palette, last, drawn, quantity }) {
    if (quantity === null || drawn.length === 0) {
      this.#chart.clear();
      return;
    }
    const { name, unit } = quantity;
    const scale = scaleOf(drawn.flatMap(({ series }) => series.observations.rows.flatMap((row) => valuesOf(row, name))));
    const series = drawn.flatMap((curvature) => curvatureSeries(curvature, name, scale));
    draw(this.#chart, {
      grid: [{ left: LEFT, right: RIGHT, top: 56, bottom: 28 }],
      legend: { top: 0, left: LEFT - 8, data: drawn.map((curvature) => curvature.name), textStyle: { color: palette.text }, icon: 'roundRect', itemHeight: 3 },
      xAxis: [stepAxis(palette, last)],
      yAxis: [valueAxis(palette, {
        name: unit === '1' ? `${name} (${scale.name})` : `${name}, in ${unit} (${scale.name})`,
        ...scale.axis(series.flatMap(({ data }) => data.flatMap(([, ...positions]) => positions)), 10),
        axisLabel: { formatter: (position) => scale.label(position) },
      })],
      dataZoom: this.#zoom.options(palette, last, { slider: false, axes: [0] }),
      tooltip: tooltip(palette, (step) => describe(drawn, name, step)),
      series,
    });
    this.#chart.getDom().setAttribute('aria-label', `${name} against step`);
    drawNote(byId('quantity-note'), drawn.map((curvature) => curvature.series.observations),
      'Lines: their medians; bands: their minimum to maximum.');
  }
}

function valuesOf(row, name) {
  const value = row[name];
  const values = value !== null && typeof value === 'object' ? [value.min, value.median, value.max] : [value];
  return values.map(finite).filter((number) => number !== null);
}

/** Linear, unless most values would lie flat on zero. */
function scaleOf(values) {
  const sizes = values.map(Math.abs).sort((a, b) => a - b);
  const isWide = sizes.at(-1) > WIDE * sizes[Math.floor(sizes.length / 2)];
  return isWide ? Object.assign(SymmetricLog.over(values), { name: 'symmetric logarithmic' }) : LINEAR;
}

function curvatureSeries({ name: curvature, colour, dashed, series }, name, scale) {
  const track = series.observations;
  const line = lineSeries({
    id: curvature,
    name: curvature,
    colour,
    dashed,
    width: 1.2,
    data: track.rows.map((row) => [stepOf(row), scale.position(finite(valueOf(row, name)))]),
  });
  if (track.bucketSteps === 1) return [line];
  const band = bandSeries({
    id: `range ${curvature}`,
    colour,
    opacity: 0.12,
    points: track.rows.map((row) => [stepOf(row), scale.position(finite(row[name]?.min)), scale.position(finite(row[name]?.max))]),
  });
  return [band, line];
}

function describe(drawn, name, step) {
  const rows = drawn.map((curvature) => ({ curvature, row: curvature.series.observations.at(step) }));
  const first = rows.find(({ row }) => row)?.row;
  if (!first) return null;
  return tipTable(tipTitle(first), [name], rows.map(({ curvature, row }) =>
    [curvature.colour, curvature.name, formatNumber(row ? valueOf(row, name) : null)]));
}
