// Rows or buckets of a track as ECharts' series: dots, lines, bands, and lines across the chart.

import { finite } from '../numbers.js';
import { bandSeries } from './band.js';

/** The step at which a row or bucket is drawn. */
export function stepOf(row) {
  return row.step ?? (row.step_from + row.step_to) / 2;
}

/** A quantity of a row; the median if the row is a bucket. */
export function valueOf(row, quantity) {
  const value = row[quantity];
  return value !== null && typeof value === 'object' ? value.median : value;
}

/** A dot a step, for values that scatter around a line. */
export function dotSeries({ id, name, colour, data }) {
  return { id, name, type: 'scatter', data, symbolSize: 3.5, itemStyle: { color: colour, opacity: 0.4 }, emphasis: { disabled: true }, z: 2 };
}

export function lineSeries({ id, name, colour, data, width = 1.5, dashed = false, opacity = 1, axis = 0, z = 3 }) {
  return {
    id,
    name,
    type: 'line',
    xAxisIndex: axis,
    yAxisIndex: axis,
    data,
    showSymbol: false,
    symbolSize: 5,
    z,
    itemStyle: { color: colour },
    lineStyle: { color: colour, width, opacity, type: dashed ? [6, 4] : 'solid' },
    emphasis: { disabled: true },
  };
}

/** The values of a quantity in a row; for a bucket with its extremes. */
export function valuesOf(row, quantity) {
  const value = row[quantity];
  const values = value !== null && typeof value === 'object' ? [value.min, value.median, value.max] : [value];
  return values.map(finite).filter((number) => number !== null);
}

/** A band from minimum to maximum of a quantity in each bucket. */
export function rangeSeries(rows, quantity, { place = (value) => value, floor, ...look }) {
  // On a logarithmic axis, values below its floor are cut off there.
  const low = floor === undefined ? place : (value) => value;
  const points = rows.map((row) => [stepOf(row), low(finite(row[quantity]?.min)), place(finite(row[quantity]?.max))]);
  return bandSeries({ ...look, floor, points });
}

/**
 * The line of a quantity, with a band if the points are buckets.
 *
 * @param place (value, or null) → where it is drawn, or null
 */
export function quantitySeries({ rows, bucketSteps }, quantity, { id, name, colour, dashed, band, place }) {
  const data = rows.map((row) => [stepOf(row), place(finite(valueOf(row, quantity)))]);
  const line = lineSeries({ id, name, colour, dashed, width: 1.2, data });
  return bucketSteps === 1 ? [line] : [rangeSeries(rows, quantity, { id: `range ${id}`, colour, opacity: band, place }), line];
}

/** Horizontal lines, at values of the axis. */
export function linesAcross(data, rest = {}) {
  return { id: 'marks', type: 'line', data: [], silent: true, z: 4, markLine: { silent: true, symbol: 'none', animation: false, data }, ...rest };
}
