// A filled band between two curves. ECharts' stacked areas don't work on a logarithmic axis.

/**
 * @param points [[x, low, high]]; the band is interrupted where one is null
 * @param floor lower limit of low, where a logarithmic axis ends
 */
export function bandSeries({ id, colour, opacity, points, floor = -Infinity, axis = 0, z = 1 }) {
  const pieces = continuous(points.map(([x, low, high]) => [x, low === null ? null : Math.max(low, floor), high]));
  return {
    id,
    type: 'custom',
    xAxisIndex: axis,
    yAxisIndex: axis,
    data: points,
    encode: { x: 0, y: [1, 2] },
    silent: true,
    clip: true,
    z,
    // One call draws the whole band, so that its parts don't show seams where they overlap.
    renderItem: (parameters, api) => (parameters.dataIndexInside === 0
      ? { type: 'group', children: pieces.map((piece) => polygon(piece, api, colour, opacity)) }
      : null),
  };
}

function continuous(points) {
  const pieces = [[]];
  for (const point of points) {
    if (point[1] === null || point[2] === null || point[2] < point[1]) pieces.push([]);
    else pieces.at(-1).push(point);
  }
  return pieces.filter((piece) => piece.length > 0);
}

function polygon(piece, api, colour, opacity) {
  const upper = piece.map(([x, , high]) => api.coord([x, high]));
  const lower = piece.map(([x, low]) => api.coord([x, low])).reverse();
  return { type: 'polygon', shape: { points: [...upper, ...lower] }, style: { fill: colour, opacity } };
}
