// Lines of curvatures, of which there may be more than colours, and their legend.

import { lineSeries } from '../charts/lines.js';
import { legend, RIGHT } from '../charts/step-chart.js';

/** Of the curvatures that have a colour for the second time, the third, … */
const PATTERNS = [null, [2, 3], [10, 3, 2, 3], [14, 4]];

/** @param look as of lineSeries, without colour */
export function curvatureLine({ colour, dashed, round }, look) {
  const line = lineSeries({ colour, dashed, ...look });
  const pattern = PATTERNS[Math.min(round, PATTERNS.length - 1)];
  return pattern === null ? line : { ...line, lineStyle: { ...line.lineStyle, type: pattern } };
}

/** In one row, which can be turned over if it is too long. */
export function scrollingLegend(palette, names) {
  return {
    ...legend(palette, names),
    type: 'scroll',
    right: RIGHT,
    pageIconColor: palette.accent,
    pageIconInactiveColor: palette.line,
    pageTextStyle: { color: palette.muted },
  };
}
