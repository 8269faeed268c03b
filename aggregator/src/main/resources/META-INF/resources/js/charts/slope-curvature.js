// Slope dᵀg and curvature dᵀBd against step, on one symmetric logarithmic axis.

import { byId, setText } from '../dom.js';
import { finite, formatNumber, powerOfTen } from '../numbers.js';
import { bandSeries } from './band.js';
import { createChart, draw, drawNote, LEFT, lineSeries, RIGHT, stepAxis, stepOf, tipTable, tipTitle, tooltip, valueAxis, valueOf } from './step-chart.js';
import { SymmetricLog } from './symlog.js';

const QUANTITIES = [
  { quantity: 'slope', name: 'slope dᵀg', colour: 3 },
  { quantity: 'curvature_value', name: 'curvature dᵀBd', colour: 1 },
];

export class SlopeCurvatureChart {
  #chart = createChart(byId('slope-chart'), 'Slope and curvature against step');
  #zoom;

  constructor(zoom) {
    this.#zoom = zoom;
    zoom.add(this.#chart);
  }

  draw({ palette, last, detail }) {
    if (detail === null) {
      this.#chart.clear();
      return;
    }
    const track = detail.series.observations;
    const scale = SymmetricLog.over(QUANTITIES.flatMap(({ quantity }) => track.rows.map((row) => finite(valueOf(row, quantity)))));
    const series = QUANTITIES.flatMap((entry) => quantitySeries(entry, palette.series[entry.colour], track, scale));
    draw(this.#chart, {
      grid: [{ left: LEFT, right: RIGHT, top: 56, bottom: 28 }],
      legend: { top: 0, left: LEFT - 8, data: QUANTITIES.map(({ name }) => name), textStyle: { color: palette.text }, icon: 'roundRect', itemHeight: 3 },
      xAxis: [stepAxis(palette, last)],
      yAxis: [valueAxis(palette, {
        name: 'symmetric logarithmic',
        ...scale.axis(series.flatMap(({ data }) => data.flatMap(([, ...positions]) => positions)), 10),
        axisLabel: { formatter: (position) => scale.label(position) },
      })],
      dataZoom: this.#zoom.options(palette, last, { slider: false, axes: [0] }),
      tooltip: tooltip(palette, (step) => describe(track.at(step), palette)),
      series: [...series, zeroLine(palette)],
    });
    setText(byId('slope-detail'), `by ${detail.name}`);
    drawNote(byId('slope-note'), [track], 'Lines: their medians; bands: their minimum to maximum.');
    setText(byId('slope-scale'), `The axis is logarithmic in both directions away from zero, and linear between `
      + `−${powerOfTen(scale.exponent)} and ${powerOfTen(scale.exponent)}.`);
  }
}

function quantitySeries({ quantity, name }, colour, track, scale) {
  const line = lineSeries({
    id: quantity,
    name,
    colour,
    width: 1.2,
    data: track.rows.map((row) => [stepOf(row), scale.position(finite(valueOf(row, quantity)))]),
  });
  if (track.bucketSteps === 1) return [line];
  const band = bandSeries({
    id: `range ${quantity}`,
    colour,
    opacity: 0.18,
    points: track.rows.map((row) => [stepOf(row), scale.position(finite(row[quantity]?.min)), scale.position(finite(row[quantity]?.max))]),
  });
  return [band, line];
}

function zeroLine(palette) {
  return {
    id: 'zero',
    type: 'line',
    data: [],
    markLine: {
      silent: true,
      symbol: 'none',
      animation: false,
      label: { show: false },
      lineStyle: { color: palette.text, type: 'solid', width: 1.2 },
      data: [{ yAxis: 0 }],
    },
  };
}

function describe(row, palette) {
  if (!row) return null;
  return tipTable(tipTitle(row), [''], QUANTITIES.map(({ quantity, name, colour }) =>
    [palette.series[colour], name, formatNumber(valueOf(row, quantity))]));
}
