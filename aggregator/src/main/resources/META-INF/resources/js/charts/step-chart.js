// What the charts along steps share: axes, zooming, tooltips.

import { element } from '../dom.js';
import { formatCount } from '../numbers.js';

export const LEFT = 66;
export const RIGHT = 18;

/** An ECharts instance that fills its element and follows its size. */
export function createChart(node, description) {
  node.setAttribute('role', 'img');
  node.setAttribute('aria-label', description);
  const chart = globalThis.echarts.init(node);
  new ResizeObserver(() => chart.resize()).observe(node);
  return chart;
}

/** Replaces what is drawn without losing a tooltip or a zoom in progress. */
export function draw(chart, option) {
  chart.setOption({ animation: false, ...option }, { replaceMerge: ['series', 'grid', 'xAxis', 'yAxis'], lazyUpdate: true });
}

export function stepAxis(palette, last, { gridIndex = 0, labels = true } = {}) {
  return {
    id: `steps-${gridIndex}`,
    gridIndex,
    type: 'value',
    min: 0,
    max: Math.max(1, last),
    minInterval: 1,
    name: labels ? 'step' : '',
    nameLocation: 'start',
    nameGap: 18,
    nameTextStyle: { color: palette.muted, verticalAlign: 'top', padding: [8, 0, 0, 0] },
    axisLine: { show: labels, onZero: false, lineStyle: { color: palette.line } },
    axisTick: { show: labels, lineStyle: { color: palette.line } },
    axisLabel: { show: labels, color: palette.muted, formatter: formatCount, showMaxLabel: false, hideOverlap: true },
    splitLine: { show: false },
    axisPointer: { show: true, label: { show: false }, lineStyle: { color: palette.muted, type: 'solid' } },
  };
}

export function valueAxis(palette, { gridIndex = 0, ...rest }) {
  return {
    id: `values-${gridIndex}`,
    gridIndex,
    type: 'value',
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: palette.grid } },
    nameTextStyle: { color: palette.muted, align: 'left', padding: [0, 0, 0, -LEFT + 8] },
    nameGap: 12,
    ...rest,
    axisLabel: { color: palette.muted, hideOverlap: true, ...rest.axisLabel },
  };
}

/** @param describe (step) → rows of a table, or null */
export function tooltip(palette, describe) {
  return {
    trigger: 'axis',
    confine: true,
    backgroundColor: palette.surface,
    borderColor: palette.line,
    textStyle: { color: palette.text },
    axisPointer: { type: 'line' },
    // An element, not markup: nothing in it is parsed.
    formatter: (parameters) => describe(Math.round([parameters].flat()[0].axisValue)) ?? '',
  };
}

/**
 * @param header the first row, words
 * @param rows [[colour, name, value, …]]; a value that starts with a letter is a word, not a number
 */
export function tipTable(title, header, rows) {
  const head = element('tr', {}, element('th', { scope: 'col' }, title), ...header.map((name) => element('td', {}, name)));
  const body = rows.map(([colour, name, ...values]) => {
    const mark = element('span', { 'aria-hidden': 'true' }, '● ');
    mark.style.color = colour;
    return element('tr', {}, element('th', { scope: 'row' }, mark, name),
      ...values.map((value) => element('td', /^[a-z]/i.test(value) && value !== 'NaN' ? { class: 'word' } : {}, value)));
  });
  return element('div', { class: 'tip' }, element('table', {}, head, ...body));
}

/** "step 12, epoch 1", or the steps of a bucket. */
export function tipTitle(row) {
  if (row.step !== undefined) return `step ${formatCount(row.step)}${row.epoch ? `, epoch ${row.epoch}` : ''}`;
  return row.step_from === row.step_to ? `step ${formatCount(row.step_from)}`
    : `steps ${formatCount(row.step_from)} to ${formatCount(row.step_to)}`;
}

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

/** Says on the page that what is drawn was down-sampled; nothing if it wasn't. */
export function drawNote(node, tracks, text) {
  const bucket = Math.max(1, ...tracks.map((track) => track.bucketSteps));
  node.hidden = bucket === 1;
  node.textContent = bucket === 1 ? '' : `Down-sampled: each point stands for ${formatCount(bucket)} steps. ${text} Zoom in for single steps.`;
}
