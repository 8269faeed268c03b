// The strip under α*: one lane a curvature, one mark for each step that is not "ok".

import { describeStatus, inOrder } from '../curvatures.js';
import { byId, element, keepChildren, setText } from '../dom.js';
import { formatCount } from '../numbers.js';
import { stepOf } from './lines.js';

export const laneHeight = 18;

/** Statuses differ in shape as well as in colour. */
const SHAPES = {
  non_positive_curvature: { symbol: 'rect', symbolSize: [2.5, 13], sign: '▮' },
  ascent: { symbol: 'triangle', symbolSize: 9, sign: '▲' },
  zero_step: { symbol: 'emptyCircle', symbolSize: 7, sign: '○' },
  non_finite: { symbol: 'diamond', symbolSize: 10, sign: '◆' },
};

export function stripAxis(palette, drawn) {
  return {
    id: 'lanes',
    gridIndex: 1,
    type: 'category',
    inverse: true,
    data: drawn.map(({ name }) => name),
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: {
      color: (name) => drawn.find((curvature) => curvature.name === name)?.colour ?? palette.muted,
      fontSize: 10,
      width: 60,
      overflow: 'truncate',
      interval: 0,
      margin: 4,
    },
    splitArea: { show: true, areaStyle: { color: [palette.grid, 'transparent'], opacity: 0.6 } },
  };
}

export function stripSeries(palette, drawn) {
  return Object.entries(SHAPES).map(([status, { symbol, symbolSize }]) => ({
    id: `strip ${status}`,
    name: describeStatus(status),
    type: 'scatter',
    xAxisIndex: 1,
    yAxisIndex: 1,
    symbol,
    symbolSize,
    itemStyle: { color: palette.statuses[status] },
    emphasis: { disabled: true },
    data: drawn.flatMap(({ series }, lane) => marks(series.observations.rows, status, lane)),
  }));
}

/** The more steps of a bucket have the status, the more opaque its mark. */
function marks(rows, status, lane) {
  return rows.flatMap((row) => {
    if (row.step !== undefined) return row.status === status ? [[row.step, lane]] : [];
    const share = (row.status[status] ?? 0) / row.count;
    return share > 0 ? [{ value: [stepOf(row), lane], itemStyle: { opacity: 0.25 + 0.75 * share } }] : [];
  });
}

/** The strip's legend, with counts over the whole run. */
export function drawStripKey(palette, drawn) {
  const entries = Object.entries(SHAPES).map(([status, { sign }]) => ({
    status,
    sign,
    colour: palette.statuses[status],
    counts: inOrder(drawn.map(({ name }) => name)).map((name) => formatCount(drawn.find((c) => c.name === name).view[status])),
  }));
  keepChildren(byId('strip-key'), entries, ({ status }) => status, () => {
    const mark = element('span', { 'aria-hidden': 'true' });
    const words = element('span');
    const entry = element('span', {}, mark, words);
    entry.update = ({ status, sign, colour, counts }) => {
      setText(mark, sign);
      mark.style.color = colour;
      setText(words, `${describeStatus(status)} ${counts.join(' / ')}`);
    };
    return entry;
  });
}
