// A heat map: a quantity of every layer against step.

import { byId, element, setNote } from '../dom.js';
import { finite, formatCount, formatNumber } from '../numbers.js';
import { ratioScale, signedScale, sizeScale } from './colour-scale.js';
import { LEFT, StepChart, tipTable, tipTitle, tooltip } from './step-chart.js';

const ROW_HEIGHT = 26;
const LEAST_HEIGHT = 200;
const MOST_HEIGHT = 900;
const MARGINS = 50;
const LETTER = 6.5;
const WIDEST_NAME = 190;

const SCALES = {
  alpha_star: ratioScale,
  slope: (palette, values) => signedScale(palette, values, { negative: 'cold', positive: 'warm' }),
  curvature_value: (palette, values) => signedScale(palette, values, { negative: 'warm', positive: 'cold' }),
  step_norm: sizeScale,
  parameter_norm: sizeScale,
};

export class LayersChart extends StepChart {
  constructor(zoom) {
    super('layers-chart', 'A quantity of every layer against step', zoom);
  }

  draw(model) {
    const { palette, last, layers } = model;
    if (layers === null || layers.names.length === 0) {
      this.clear();
      return;
    }
    const { names, rows, quantity } = layers;
    const scale = SCALES[quantity](palette, rows.flatMap(({ values }) => values.map(finite)).filter((value) => value !== null));
    const left = Math.max(LEFT, Math.min(WIDEST_NAME, 16 + LETTER * Math.max(...names.map(({ length }) => length))));
    byId('layers-chart').style.height = `${Math.max(LEAST_HEIGHT, Math.min(MOST_HEIGHT, MARGINS + ROW_HEIGHT * names.length))}px`;
    this.show(model, () => null, {
      grids: [{ left, top: 16, bottom: 28 }],
      yAxis: [nameAxis(palette, names, left)],
      series: [cells(layers, scale)],
      // Whole cells, also those that begin before the steps shown.
      dataZoom: this.zoom.options(palette, last, { axes: [0] }).map((zoom) => ({ ...zoom, filterMode: 'none' })),
      tooltip: { ...tooltip(palette, () => null), trigger: 'item', formatter: ({ data }) => describe(layers, data, scale) },
    });
    drawKey(scale, quantity);
    drawNote(layers);
    this.say(`${quantity} of ${formatCount(names.length)} layers against step. ${layers.verdict ?? ''}`);
  }
}

function nameAxis(palette, names, left) {
  return {
    id: 'layers',
    type: 'category',
    inverse: true,
    data: names,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { color: palette.text, fontSize: 11, width: left - 12, overflow: 'truncate', margin: 6 },
    splitLine: { show: false },
  };
}

/** Data: [left, right, layer, row]. */
function cells({ names, rows }, scale) {
  const width = stride(rows);
  const edges = rows.map(({ step, step_from: from = step, step_to: to = step }) => [from - 0.5, Math.max(to + 0.5, from - 0.5 + width)]);
  return {
    id: 'cells',
    type: 'custom',
    clip: true,
    encode: { x: [0, 1], y: 2 },
    data: rows.flatMap((_, row) => names.map((_, layer) => [...edges[row], layer, row])),
    renderItem: (_, api) => {
      const [from, to, layer, row] = [0, 1, 2, 3].map((dimension) => api.value(dimension));
      const fill = scale.colour(rows[row].values[layer]);
      if (fill === null) return null;
      const [middle, [right]] = [api.coord([from, layer]), api.coord([to, layer])];
      const height = api.size([0, 1])[1];
      // On whole pixels, so that no seams show between cells.
      const x = Math.round(middle[0]);
      return { type: 'rect', shape: { x, y: middle[1] - height / 2 + 0.5, width: Math.max(1, Math.round(right) - x), height: height - 1 }, style: { fill } };
    },
  };
}

/** From one row to the next, if none is missing between them. */
function stride(rows) {
  const starts = rows.map((row) => row.step ?? row.step_from);
  const differences = starts.slice(1).map((start, index) => start - starts[index]);
  return differences.length > 0 ? Math.min(...differences) : 1;
}

function describe({ names, rows, quantity }, [, , layer, row], scale) {
  const value = rows[row].values[layer];
  return tipTable(tipTitle(rows[row]), [quantity], [[scale.colour(value) ?? 'transparent', names[layer], formatNumber(value)]]);
}

function drawKey(scale, quantity) {
  const bar = element('span', { class: 'shades', 'aria-hidden': 'true' });
  bar.style.background = scale.gradient;
  const words = quantity === 'alpha_star'
    ? [element('span', {}, square(scale.colour(-1)), 'α* below 0: the layer points uphill'), element('span', {}, 'Blank: no α*.')]
    : [];
  byId('layers-key').replaceChildren(element('span', {}, scale.marks[0], bar, scale.marks.at(-1)),
    ...(scale.marks.length > 2 ? [element('span', {}, `Grey: ${scale.marks[1]}.`)] : []), ...words);
}

function square(colour) {
  const mark = element('span', { 'aria-hidden': 'true' }, '■');
  mark.style.color = colour;
  return mark;
}

function drawNote({ bucketSteps, bucketSample }) {
  const sample = bucketSample < bucketSteps ? `, of which the first ${formatCount(bucketSample)} are used` : '';
  setNote(byId('layers-note'), bucketSteps === 1 ? ''
    : `Down-sampled: each cell is the median of ${formatCount(bucketSteps)} steps${sample}. Zoom in for single steps.`);
}
