// Lines of curvatures, of which there may be more than colours, and the key to them.

import { byId, element, keepChildren, setText } from '../dom.js';
import { lineSeries } from '../charts/lines.js';

/** Of the curvatures that have a colour for the second time, the third, … */
const PATTERNS = [[2, 3], [10, 3, 2, 3], [14, 4]];

function patternOf({ dashed, round }) {
  if (round > 0) return PATTERNS[Math.min(round, PATTERNS.length) - 1];
  return dashed ? [6, 4] : null;
}

/** @param look as of lineSeries, without colour */
export function curvatureLine(curvature, look) {
  const line = lineSeries({ colour: curvature.colour, ...look });
  return { ...line, lineStyle: { ...line.lineStyle, type: patternOf(curvature) ?? 'solid' } };
}

/**
 * Writes which line is which.
 *
 * @param lines [{name, curvature: {colour, dashed, round}}]
 */
export function drawKey(id, lines) {
  keepChildren(byId(id), lines, ({ name, curvature }) => [name, curvature.colour, patternOf(curvature)].join(), ({ curvature }) => {
    const words = element('span');
    const entry = element('span', {}, sample(curvature), words);
    entry.update = ({ name }) => setText(words, name);
    return entry;
  });
}

/** A short piece of the line. */
function sample(curvature) {
  const create = (tag, attributes) => {
    const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
    Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
    return node;
  };
  const drawing = create('svg', { width: 26, height: 8, 'aria-hidden': 'true' });
  drawing.append(create('line', { x1: 0, x2: 26, y1: 4, y2: 4, 'stroke-width': 2.5, stroke: curvature.colour, 'stroke-dasharray': (patternOf(curvature) ?? []).join(' ') }));
  return drawing;
}
