// Colours for values: a scale has two colours, and mostly a third between them.

import { finite, formatNumber } from '../numbers.js';
import { SymmetricLog } from './symlog.js';

/** How many colours a scale distinguishes. */
const SHADES = 64;
/** A few extreme values must not leave all others without colour: they get the last one. */
const COMMON = 0.95;
const LEAST_DECADES = Math.log10(2);
const MOST_DECADES = 4;

/** Logarithmic, with the middle colour at 1: smaller values are warm, larger ones cold. */
export function ratioScale(palette, values) {
  const sizes = values.filter((value) => value > 0).map((value) => Math.abs(Math.log10(value))).sort((a, b) => a - b);
  const reach = Math.min(MOST_DECADES, Math.max(LEAST_DECADES, sizes[Math.floor(sizes.length * COMMON)] ?? 0));
  return new ColourScale([palette.warm, palette.even, palette.cold], {
    position: (value) => (value > 0 ? Math.log10(value) / reach : null),
    below: palette.bad,
    marks: [-1, 0, 1].map((place) => formatNumber(10 ** (place * reach), 2)),
  });
}

/** Symmetric logarithmic, with the middle colour at 0. */
export function signedScale(palette, values, { negative, positive }) {
  const scale = SymmetricLog.over(values);
  const largest = Math.max(...values.map(Math.abs), scale.threshold);
  const reach = scale.position(largest);
  return new ColourScale([palette[negative], palette.even, palette[positive]], {
    position: (value) => scale.position(value) / reach,
    marks: [-largest, 0, largest].map((value) => formatNumber(value, 2)),
  });
}

/** Logarithmic, for values that are not negative. */
export function sizeScale(palette, values) {
  const sizes = values.filter((value) => value > 0);
  const [low, high] = sizes.length > 0 ? [Math.min(...sizes), Math.max(...sizes)] : [1, 1];
  const decades = Math.max(Math.log10(high / low), 1e-9);
  return new ColourScale([palette.even, palette.cold], {
    position: (value) => (value > low ? (2 * Math.log10(value / low)) / decades - 1 : -1),
    marks: [low, high].map((value) => formatNumber(value, 2)),
  });
}

class ColourScale {
  #position;
  #below;
  #shades;

  /**
   * @param colours "rgb(…)", from position −1 to 1
   * @param position of a value; null: it lies below the scale
   * @param below the colour of such values
   * @param marks what is said at equal distances along the scale
   */
  constructor(colours, { position, below = null, marks }) {
    this.#position = position;
    this.#below = below;
    this.#shades = shades(colours);
    this.marks = marks;
  }

  /** null: the value has no colour, because it does not exist. */
  colour(value) {
    const number = finite(value);
    if (number === null) return null;
    const position = this.#position(number);
    if (position === null) return this.#below;
    const place = (Math.max(-1, Math.min(1, position)) + 1) / 2;
    return this.#shades[Math.round(place * (SHADES - 1))];
  }

  /** For the background of a key. */
  get gradient() {
    return `linear-gradient(to right, ${this.#shades.join()})`;
  }
}

function shades(colours) {
  const parts = colours.map((colour) => colour.match(/[\d.]+/g).slice(0, 3).map(Number));
  return Array.from({ length: SHADES }, (_, index) => {
    const place = (index / (SHADES - 1)) * (parts.length - 1);
    const from = Math.min(Math.floor(place), parts.length - 2);
    const mixed = parts[from].map((channel, c) => Math.round(channel + (parts[from + 1][c] - channel) * (place - from)));
    return `rgb(${mixed.join()})`;
  });
}
