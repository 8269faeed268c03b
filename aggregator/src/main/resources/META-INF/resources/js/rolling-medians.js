// Rolling medians.

/** For each value, the median of it and the values before it, at most `window` of them. */
export function rollingMedians(values, window) {
  const sorted = [];
  return values.map((value, index) => {
    if (index >= window) sorted.splice(placeOf(values[index - window], sorted), 1);
    sorted.splice(placeOf(value, sorted), 0, value);
    const middle = sorted.length / 2;
    return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
  });
}

/** The place of the first number, of ascending ones, that is at least the value. */
function placeOf(value, sorted) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
