// Filled rectangles between values of two axes, the more opaque the larger their counts: the cells of
// heat maps whose columns differ in their bins.

/** Counts as opacities, logarithmically: a single one can still be seen. */
export function opacityOf(count, most) {
  return 0.06 + 0.94 * (Math.log1p(count) / Math.log1p(most));
}

/** @param cells [[left, right, low, high, count]], without those that are empty */
export function cellSeries({ id, name, colour, axis = 0, cells }) {
  const most = cells.reduce((a, [, , , , count]) => Math.max(a, count), 1);
  return {
    id,
    name,
    type: 'custom',
    xAxisIndex: axis,
    yAxisIndex: axis,
    data: cells,
    dimensions: ['left', 'right', 'low', 'high', 'count'],
    encode: { x: [0, 1], y: [2, 3] },
    clip: true,
    silent: true,
    itemStyle: { color: colour },
    renderItem: (_, api) => {
      // Whole pixels, so that neighbours neither overlap nor leave a seam.
      const [left, bottom] = api.coord([api.value(0), api.value(2)]).map(Math.round);
      const [right, top] = api.coord([api.value(1), api.value(3)]).map(Math.round);
      return {
        type: 'rect',
        shape: { x: left, y: top, width: right - left, height: bottom - top },
        style: { fill: colour, opacity: opacityOf(api.value(4), most) },
      };
    },
  };
}
