// A logarithmic axis for α* and its ratios, and lines across it.

import { finite, formatNumber } from '../numbers.js';
import { stepOf, valuesOf } from './lines.js';
import { valueAxis } from './step-chart.js';

/** From dense to sparse; the densest ticks that fit are used. */
const DIGITS = [[1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1]];
const MOST_TICKS = 9;

export function logAxis(palette, { low, high, name, gridIndex = 0 }) {
  const choices = DIGITS.map((digits) => ticksInSight(digits, low, high));
  const ticks = choices.find(({ length }) => length <= MOST_TICKS) ?? choices.at(-1);
  return valueAxis(palette, {
    gridIndex,
    type: 'log',
    min: low,
    max: high,
    name,
    axisLabel: { customValues: ticks, formatter: (value) => formatNumber(value, 2) },
    axisTick: { show: false, customValues: ticks },
  });
}

function ticksInSight(digits, low, high) {
  const exponents = Array.from({ length: 24 }, (_, index) => index - 12);
  return exponents.flatMap((exponent) => digits.map((digit) => Number(`${digit}e${exponent}`)))
    .filter((tick) => tick >= low && tick <= high);
}

/** Limits of an axis: from the smallest to the largest visible value, at least from `low` to `high`. */
export function extentOf(rows, quantity, { from, to }, low, high) {
  const inSight = rows.filter((row) => stepOf(row) >= from && stepOf(row) <= to)
    .flatMap((row) => valuesOf(row, quantity)).filter((value) => value > 0);
  return [Math.min(low, ...inSight) / 1.15, Math.max(high, ...inSight) * 1.15];
}

/** The number if a logarithmic axis can show it, else null. */
export function positive(value) {
  const number = finite(value);
  return number !== null && number > 0 ? number : null;
}

/** A horizontal line with words, for a markLine's data. */
export function mark(palette, value, text, type, position) {
  return {
    yAxis: value,
    lineStyle: { color: palette.text, type, width: 1.2, opacity: 0.75 },
    label: { formatter: text, position, color: palette.text, fontSize: 11, backgroundColor: palette.surface, padding: [1, 4], borderRadius: 3 },
  };
}
