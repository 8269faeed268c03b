// One range of steps for all charts along steps.

const IDENTITY = 'steps';
const SETTLED_AFTER = 250;

export class Zoom {
  #charts = [];
  #last = 1;
  #timer = null;
  #onSettled;

  /** The steps shown, {from, to} or {last}; null for all of them. */
  steps = null;

  /** @param onSettled (steps) once the reader has stopped dragging */
  constructor(onSettled) {
    this.#onSettled = onSettled;
  }

  add(chart) {
    this.#charts.push(chart);
    chart.on('datazoom', (event) => this.#follow(chart, event.batch?.[0] ?? event));
  }

  /** Options of the chart's dataZoom, with a slider if wanted. */
  options(palette, last, { slider, axes }) {
    this.#last = Math.max(1, last);
    const window = this.window(this.#last);
    const common = { xAxisIndex: axes, filterMode: 'filter', startValue: window.from, endValue: window.to };
    return [
      { ...common, id: IDENTITY, type: 'inside', zoomOnMouseWheel: 'ctrl', moveOnMouseMove: true, moveOnMouseWheel: false, preventDefaultMouseMove: false },
      ...(slider ? [{
        ...common,
        id: 'slider',
        type: 'slider',
        height: 16,
        bottom: 4,
        showDataShadow: false,
        brushSelect: false,
        borderColor: palette.line,
        fillerColor: 'rgba(110, 150, 210, 0.25)',
        handleStyle: { color: palette.surface, borderColor: palette.accent },
        moveHandleStyle: { color: palette.line },
        textStyle: { color: palette.muted },
        labelFormatter: (value) => Math.round(value).toLocaleString('en'),
      }] : []),
    ];
  }

  /** The steps shown, as numbers. */
  window(last) {
    if (this.steps?.last) return { from: Math.max(0, last - this.steps.last + 1), to: last };
    return this.steps ?? { from: 0, to: last };
  }

  #follow(source, { start, end, startValue, endValue, fromZoom }) {
    if (fromZoom) return;
    const from = Math.round(startValue ?? (start / 100) * this.#last);
    const to = Math.round(endValue ?? (end / 100) * this.#last);
    this.steps = from <= 0 && to >= this.#last ? null : { from: Math.max(0, from), to: Math.max(from + 1, to) };
    for (const chart of this.#charts) {
      if (chart !== source) {
        chart.dispatchAction({ type: 'dataZoom', dataZoomId: IDENTITY, startValue: from, endValue: to, fromZoom: true });
      }
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#onSettled(this.steps), SETTLED_AFTER);
  }
}
