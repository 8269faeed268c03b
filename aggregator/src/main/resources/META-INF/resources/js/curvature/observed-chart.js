// Quantities that are observed on some steps only, against step: one or two plots, one below the other.
// Lines connect the steps that have a number.

import { byId, setNote } from '../dom.js';
import { batchOf, isOwn } from '../curvatures.js';
import { finite, formatCount, formatNumber } from '../numbers.js';
import { rowAt } from '../track.js';
import { bandSeries } from '../charts/band.js';
import { linesAcross, stepOf, valueOf } from '../charts/lines.js';
import { mark } from '../charts/log-axis.js';
import { drawNote, StepChart, tipTable, tipTitle } from '../charts/step-chart.js';
import { asking } from './card.js';
import { curvatureLine, drawKey } from './curvature-line.js';
import { scaleOf } from './scale.js';

/** So few points are drawn as dots too. */
const FEW = 60;

export class ObservedChart extends StepChart {
  #card;

  /** @param card one of CARDS */
  constructor(card, zoom) {
    super(`${card.id}-chart`, card.title, zoom);
    this.#card = card;
  }

  draw(model) {
    const { id, plots, title } = this.#card;
    const { palette, held } = model;
    let colours = 0;
    const found = plots.map((plot) => {
      const lines = linesOf(plot, held, palette.series.slice(colours));
      colours += plot.lines.length;
      return { plot, lines };
    });
    const drawn = found.filter(({ lines }) => lines.length > 0);
    const node = byId(`${id}-chart`);
    node.hidden = drawn.length === 0;
    node.classList.toggle('tall', drawn.length > 1);
    setNote(byId(`${id}-ask`), asking(found.flatMap(({ plot, lines }) =>
      plot.lines.map((line) => ({ ...line, observed: lines.some(({ quantity }) => quantity === line.quantity) })))));
    drawNote(byId(`${id}-note`), drawn.length > 0 ? held.map(({ series }) => series.observations) : [], 'Points: their medians.');
    const lines = drawn.flatMap((plot) => plot.lines);
    drawKey(`${id}-key`, lines.filter(({ name }, place) => lines.findIndex((line) => line.name === name) === place));
    if (drawn.length === 0) return;
    const parts = drawn.map(({ plot, lines }, index) => part(plot, lines, index, model));
    this.show(model, (step) => describe(lines, step), {
      grids: parts.length === 1 ? [{ top: 30, bottom: 28 }] : [{ top: 30, bottom: '54%' }, { top: '54%', bottom: 28 }],
      yAxis: parts.map(({ axis }) => axis),
      series: parts.flatMap(({ series }) => series),
    });
    this.say(`${title}, against step: ${lines.map((line) => `${line.words} ${formatNumber(line.points.at(-1).value)}`).join(', ')}`);
  }
}

/**
 * The lines of a plot that have a number: {name, quantity, curvature, points: [{row, step, value,
 * error}]}. Those of matrices have the colour of their curvature, others one of the colours given.
 */
function linesOf({ of, lines }, held, colours) {
  const isOfMatrix = of === 'matrix';
  return lines.flatMap(({ quantity, name, error }, place) => {
    const measured = held
      .map((curvature) => ({ curvature, points: pointsOf(curvature.series.observations.rows, quantity, error) }))
      .filter(({ points }) => points.length > 0);
    const seen = new Set();
    return measured
      .filter(({ curvature }) => isOfMatrix || isNew(of === 'step' ? of : batchOf(curvature.name) ?? curvature.name, seen))
      .map(({ curvature, points }) => ({
        id: `${quantity} ${curvature.name}`,
        quantity,
        points,
        isPale: isOfMatrix && place > 0,
        name: nameOf(name, curvature, of),
        words: isOfMatrix ? `${name}, ${curvature.name}` : nameOf(name, curvature, of),
        curvature: isOfMatrix ? curvature
          : { ...curvature, colour: colours[place], dashed: of === 'batch' && curvature.dashed, round: 0 },
      }));
  });
}

function isNew(key, seen) {
  const known = seen.has(key);
  seen.add(key);
  return !known;
}

function nameOf(name, curvature, of) {
  if (of === 'matrix') return curvature.name;
  return of === 'step' || isOwn(curvature.name) ? name : `${name}, ${batchOf(curvature.name)}`;
}

function pointsOf(rows, quantity, error) {
  return rows
    .map((row) => ({ row, step: stepOf(row), value: finite(valueOf(row, quantity)), error: error ? finite(valueOf(row, error)) : null }))
    .filter(({ value }) => value !== null);
}

/** The axis and the series of a plot. */
function part({ axis, marks = () => [] }, lines, gridIndex, model) {
  const { palette } = model;
  const values = lines.flatMap(({ points }) => points.map(({ value }) => value));
  const across = marks(model);
  const scale = scaleOf([...values, ...across.map(([value]) => value)]);
  const band = ({ points, id, curvature }) => bandSeries({
    id: `error ${id}`,
    colour: curvature.colour,
    opacity: 0.2,
    axis: gridIndex,
    floor: scale.floor,
    points: points.filter(({ error }) => error !== null).map(({ step, value, error }) => [step, scale.place(value - error) ?? scale.floor, scale.place(value + error)]),
  });
  return {
    axis: scale.axis(palette, { gridIndex, name: axis }),
    series: [
      ...lines.filter(({ points }) => points.some(({ error }) => error !== null)).map(band),
      ...lines.map(({ id, words, points, curvature, isPale }) => ({
        ...curvatureLine(curvature, { id, name: words, axis: gridIndex, opacity: isPale ? 0.5 : 1, data: points.map(({ step, value }) => [step, scale.place(value)]) }),
        showSymbol: !isPale && points.length <= FEW,
        symbol: 'circle',
      })),
      ...(across.length === 0 ? [] : [linesAcross(
        across.map(([value, words]) => mark(palette, scale.place(value), words, 'solid', 'insideEndTop')),
        { id: `marks ${gridIndex}`, xAxisIndex: gridIndex, yAxisIndex: gridIndex })]),
    ],
  };
}

function describe(lines, step) {
  const found = lines.map((line) => ({ line, point: pointAt(line, step) })).filter(({ point }) => point !== null);
  if (found.length === 0) return null;
  const newest = found.reduce((a, b) => (a.point.step >= b.point.step ? a : b)).point;
  return tipTable(tipTitle(newest.row), [''], found.map(({ line, point }) => [
    line.curvature.colour,
    point.step === newest.step ? line.words : `${line.words} (step ${formatCount(point.step)})`,
    point.error === null ? formatNumber(point.value) : `${formatNumber(point.value)} ± ${formatNumber(point.error, 2)}`,
  ]));
}

/** The last point up to the step. */
function pointAt({ points }, step) {
  const row = rowAt(points.map((point) => point.row), step);
  return row === null ? null : points.find((point) => point.row === row);
}
