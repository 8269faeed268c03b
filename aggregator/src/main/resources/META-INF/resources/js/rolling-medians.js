// Medians over the last so many of some values.

/** At each place the median of the value there and those before it, `window` of them at most. */
export function rollingMedians(values, window) {
  const sorted = [];
  return values.map((value, index) => {
    if (index >= window) sorted.splice(placeOf(values[index - window], sorted), 1);
    sorted.splice(placeOf(value, sorted), 0, value);
    const middle = sorted.length / 2;
    return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
  });
}

/** Of the first of the ascending numbers that is no smaller. */
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
