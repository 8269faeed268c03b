// The common parts of charts along steps: axes, zooming, tooltips.

import { byId, element, setNote } from '../dom.js';
import { formatCount } from '../numbers.js';

export const LEFT = 66;
export const RIGHT = 18;

/** A chart along steps; all are zoomed together. */
export class StepChart {
  #id;
  #description;
  #chart = null;
  zoom;

  constructor(id, description, zoom) {
    this.#id = id;
    this.#description = description;
    this.zoom = zoom;
  }

  clear() {
    this.#chart?.clear();
  }

  /**
   * @param describe (step) → rows of a table, or null
   * @param grids one, or two, one below the other
   * @param option further options of ECharts
   */
  show({ palette, last }, describe, { grids, slider = false, ...option }) {
    this.#chart ??= this.#create();
    draw(this.#chart, {
      grid: grids.map((grid) => ({ left: LEFT, right: RIGHT, ...grid })),
      xAxis: grids.map((_, gridIndex) => stepAxis(palette, last, { gridIndex, labels: gridIndex === grids.length - 1 })),
      axisPointer: { link: [{ xAxisIndex: 'all' }] },
      dataZoom: this.zoom.options(palette, last, { slider, axes: [...grids.keys()] }),
      tooltip: tooltip(palette, describe),
      ...option,
    });
  }

  /** Sets the description for screen readers. */
  say(words) {
    this.#chart.getDom().setAttribute('aria-label', words);
  }

  /** Only when it is visible: a chart takes its size from the element. */
  #create() {
    const chart = createChart(byId(this.#id), this.#description);
    this.zoom.add(chart);
    return chart;
  }
}

/** A chart of the curvature shown in detail; subclasses have drawDetail(model, track of observations). */
export class DetailChart extends StepChart {
  draw(model) {
    if (model.detail === null) this.clear();
    else this.drawDetail(model, model.detail.series.observations);
  }
}

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

function stepAxis(palette, last, { gridIndex, labels }) {
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

/** An axis on a scale, for all values of the series. */
export function scaledAxis(palette, scale, series, ticks, rest) {
  const positions = series.flatMap(({ data }) => data.flatMap(([, ...values]) => values));
  return valueAxis(palette, { ...rest, ...scale.axis(positions, ticks), axisLabel: { formatter: (position) => scale.label(position) } });
}

export function legend(palette, names) {
  return { top: 0, left: LEFT - 8, data: names, textStyle: { color: palette.text }, icon: 'roundRect', itemHeight: 3 };
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

/** Writes on the page that the chart is down-sampled, if it is. */
export function drawNote(node, tracks, text) {
  const bucket = Math.max(1, ...tracks.map((track) => track.bucketSteps));
  setNote(node, bucket === 1 ? '' : `Down-sampled: each point stands for ${formatCount(bucket)} steps. ${text} Zoom in for single steps.`);
}
