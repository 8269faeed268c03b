// Why some could not be observed.

import { formatCount } from './numbers.js';

/** Each kind of reason with its number, to be put behind a count; nothing if none is given, as by older services. */
export function because(reasons = []) {
  return reasons.length === 0 ? '' : `: ${reasons.map(({ reason, count }) => `${formatCount(count)} × ${reason}`).join('; ')}`;
}
