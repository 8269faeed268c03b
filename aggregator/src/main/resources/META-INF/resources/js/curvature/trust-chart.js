// α* of the curvature shown in detail, and the trust radius of its batch.

import { byId, setNote, setText } from '../dom.js';
import { formatNumber } from '../numbers.js';
import { dotSeries, lineSeries, stepOf, valueOf } from '../charts/lines.js';
import { extentOf, logAxis, positive } from '../charts/log-axis.js';
import { drawNote, StepChart, tipTable, tipTitle } from '../charts/step-chart.js';
import { drawKey } from './curvature-line.js';

/** Of the radius; not one of the first colours, which curvatures probably have. */
const COLOUR = 3;

export class TrustChart extends StepChart {
  constructor(zoom) {
    super('trust-chart', 'α* and trust radius against step', zoom);
  }

  draw(model) {
    const { palette, last, detail, window } = model;
    const track = detail?.series.observations;
    const radii = pointsOf(track?.rows ?? [], 'trust_radius');
    byId('trust-chart').hidden = radii.length === 0;
    setText(byId('trust-detail'), detail === null ? '' : `by ${detail.name}`);
    setNote(byId('trust-ask'), radii.length > 0 ? '' : 'No trust radius is known: it is observed with α*, of the loss cross-entropy.');
    drawNote(byId('trust-note'), track ? [track] : [], 'Points: their medians.');
    if (radii.length === 0) {
      drawKey('trust-key', []);
      return;
    }
    const shown = this.zoom.window(last);
    const [low, high] = extentOf(track.rows, 'trust_radius', shown, ...extentOf(track.rows, 'alpha_star', shown, 0.9, 1.1));
    const colour = palette.series[COLOUR];
    const medians = detail.series.statistics.rows.map((row) => [row.step, positive(row.alpha_star_median)]);
    const names = [`α* (dots: single steps; line: median of the last ${window})`, 'trust radius'];
    drawKey('trust-key', [{ name: names[0], curvature: { ...detail, round: 0 } }, { name: names[1], curvature: { colour, dashed: false, round: 0 } }]);
    this.show(model, (step) => describe(track.at(step), detail, colour), {
      grids: [{ top: 30, bottom: 28 }],
      yAxis: [logAxis(palette, { low, high, name: 'in steps (logarithmic)' })],
      series: [
        dotSeries({ id: 'alpha', name: 'α* of each step', colour: detail.colour, data: pointsOf(track.rows, 'alpha_star') }),
        lineSeries({ id: 'alpha median', name: names[0], colour: detail.colour, dashed: detail.dashed, width: 2, z: 5, data: medians }),
        lineSeries({ id: 'radius', name: names[1], colour, width: 2, data: radii }),
      ],
    });
    this.say(`α* and trust radius against step, by ${detail.name}`);
  }
}

/** The points that a logarithmic axis can show. */
function pointsOf(rows, quantity) {
  return rows.map((row) => [stepOf(row), positive(valueOf(row, quantity))]).filter(([, value]) => value !== null);
}

function describe(row, { name, colour }, colourOfRadius) {
  if (!row) return null;
  const [alphaStar, radius] = [valueOf(row, 'alpha_star'), valueOf(row, 'trust_radius')];
  const ratio = positive(radius) === null || alphaStar === null ? null : alphaStar / radius;
  return tipTable(tipTitle(row), [''], [
    [colour, `α* by ${name}`, formatNumber(alphaStar)],
    [colourOfRadius, 'trust radius', formatNumber(radius)],
    [colourOfRadius, 'α* ÷ trust radius', formatNumber(ratio)],
  ]);
}
