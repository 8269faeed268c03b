// A scale for values of either sign over many powers of ten: linear between −c and c, logarithmic
// beyond, so that ±c lies at ±1, ±10 c at ±2, and so on.

import { powerOfTen } from '../numbers.js';

export class SymmetricLog {
  /** @param exponent c = 10^exponent */
  constructor(exponent) {
    this.exponent = exponent;
    this.threshold = 10 ** exponent;
  }

  /** With c such that nineteen of twenty values lie beyond ±c; zeros do not count. */
  static over(values) {
    const sizes = values.filter((value) => value !== null && value !== 0).map(Math.abs).sort((a, b) => a - b);
    if (sizes.length === 0) return new SymmetricLog(-6);
    return new SymmetricLog(Math.floor(Math.log10(sizes[Math.floor(sizes.length * 0.05)])));
  }

  position(value) {
    if (value === null) return null;
    const ratio = Math.abs(value) / this.threshold;
    return ratio <= 1 ? value / this.threshold : Math.sign(value) * (1 + Math.log10(ratio));
  }

  /** Limits and interval of an axis with about so many ticks: whole numbers, with a tick at zero. */
  axis(positions, ticks) {
    const known = positions.filter((position) => position !== null);
    const lowest = Math.min(-1, ...known);
    const highest = Math.max(1, ...known);
    const interval = Math.max(1, Math.ceil((highest - lowest) / ticks));
    return { interval, min: Math.floor(lowest / interval) * interval, max: Math.ceil(highest / interval) * interval };
  }

  /** The label at a whole position. */
  label(position) {
    if (position === 0) return '0';
    return (position < 0 ? '−' : '') + powerOfTen(this.exponent + Math.abs(position) - 1);
  }
}
