// Curvatures by name. What a name means, only the curvature service knows: it is asked, and a name that
// it has not explained yet is shown as it is.

import { fetchCurvatures } from './api.js';

const RETRY_PAUSE = 5000;

const STATUSES = {
  ok: 'ok',
  non_positive_curvature: 'non-positive curvature',
  ascent: 'ascent',
  zero_step: 'zero step',
  non_finite: 'not finite',
};

const explained = new Map();
let defaults = [];
let suggestions = [];
let askedAt = -Infinity;

/** Asks about names that nobody has explained; without an answer they are asked about again later. */
export async function learnCurvatures(names, signal) {
  const unknown = names.filter((name) => !explained.has(name));
  if (explained.size > 0 && unknown.length === 0) return;
  if (performance.now() - askedAt < RETRY_PAUSE) return;
  askedAt = performance.now();
  const answer = await fetchCurvatures(unknown, signal);
  if (answer === null) return;
  ({ defaults, suggestions } = answer);
  for (const curvature of answer.names) explained.set(curvature.name, curvature);
  // Of another version, or of a publisher of its own: their names say all there is.
  for (const name of unknown) if (!explained.has(name)) explained.set(name, { name });
}

/** Those that are asked for most, to choose from; there are many more. */
export function suggestedCurvatures() {
  return suggestions;
}

/** "Hessian, one block a layer, 256 fresh samples". */
export function describeCurvature(name) {
  return explained.get(name)?.description ?? name;
}

/** The samples that a curvature is taken on; undefined if that is unknown. */
export function batchOf(name) {
  return explained.get(name)?.batch;
}

export function isOwn(name) {
  return (batchOf(name) ?? 'own') === 'own';
}

export function describeStatus(status) {
  return STATUSES[status] ?? status;
}

/** Those of the default first, so that their colours are the same in every run. */
export function inOrder(names) {
  const rank = (name) => (defaults.includes(name) ? defaults.indexOf(name) : defaults.length);
  return [...names].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/**
 * Whose ratio to draw if nobody chose: the first of those drawn, over the same curvature on other
 * samples or else over the next.
 */
export function ratioByDefault(names) {
  const [first, ...others] = inOrder(names);
  return [first, others.find((name) => isOnOtherSamples(name, first)) ?? others[0]];
}

function isOnOtherSamples(name, other) {
  const [a, b] = [explained.get(name), explained.get(other)];
  return a?.operator !== undefined && a.operator === b?.operator && a.structure === b.structure;
}

/** What to draw if nobody chose: the default curvatures, or the run's first three. */
export function drawnByDefault(names) {
  const usual = names.filter((name) => defaults.includes(name));
  return usual.length > 0 ? usual : inOrder(names).slice(0, 3);
}
