// The scale of an axis, chosen by the values: linear, logarithmic, or symmetric logarithmic where a
// linear one could not show them.

import { formatNumber } from '../numbers.js';
import { logAxis, positive } from '../charts/log-axis.js';
import { scaledAxis, valueAxis } from '../charts/step-chart.js';
import { SymmetricLog } from '../charts/symlog.js';

/** Positive values that differ by more than this factor get a logarithmic axis. */
const WIDE = 8;

/** On a linear axis, values that are smaller than the largest by this factor cannot be distinguished. */
const TOO_WIDE = 100;

const TICKS = 5;

/**
 * place: (value) → where it is drawn, or null; floor: where a logarithmic axis ends; axis: (palette,
 * {gridIndex, name}) → the axis.
 */
export function scaleOf(values) {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  if (low > 0 && high > WIDE * low) return logarithmic(low / 1.15, high * 1.15);
  const sizes = values.map(Math.abs).sort((a, b) => a - b);
  return sizes.at(-1) > TOO_WIDE * sizes[Math.floor(sizes.length / 2)] ? symmetric(values) : linear();
}

function linear() {
  return {
    place: (value) => value,
    floor: undefined,
    axis: (palette, { name, gridIndex }) => valueAxis(palette, {
      gridIndex,
      name,
      scale: true,
      splitNumber: TICKS,
      axisLabel: { formatter: (value) => formatNumber(value) },
    }),
  };
}

function logarithmic(low, high) {
  return {
    place: positive,
    floor: low,
    axis: (palette, { name, gridIndex }) => logAxis(palette, { low, high, gridIndex, name: `${name} (logarithmic)` }),
  };
}

function symmetric(values) {
  const scale = SymmetricLog.over(values);
  return {
    place: (value) => scale.position(value),
    floor: undefined,
    axis: (palette, { name, gridIndex }) => scaledAxis(palette, scale, [{ data: values.map((value) => [0, scale.position(value)]) }], TICKS,
      { gridIndex, name: `${name} (symmetric logarithmic)` }),
  };
}
