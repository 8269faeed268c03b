// Curvatures by name. Only the curvature service knows what a name means. It is asked, and until it has
// answered, the name itself is shown.

import { fetchCurvatures } from './api.js';

const RETRY_PAUSE = 5000;

/** What steps can be, in words. */
export const STATUSES = {
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

/** Asks for the meaning of unknown names; without an answer, asks again later. */
export async function learnCurvatures(names, signal) {
  const unknown = names.filter((name) => !explained.has(name));
  if (explained.size > 0 && unknown.length === 0) return;
  if (performance.now() - askedAt < RETRY_PAUSE) return;
  askedAt = performance.now();
  const answer = await fetchCurvatures(unknown, signal);
  if (answer === null) return;
  ({ defaults, suggestions } = answer);
  for (const curvature of answer.names) explained.set(curvature.name, curvature);
  // Names of another version or of another publisher: nothing more is known about them.
  for (const name of unknown) if (!explained.has(name)) explained.set(name, { name });
}

/** Frequent names, to choose from; there are many more. */
export function suggestedCurvatures() {
  return suggestions;
}

/** "Hessian, one block a layer, 256 fresh samples". */
export function describeCurvature(name) {
  return explained.get(name)?.description ?? name;
}

/** The batch on which a curvature is measured; undefined if unknown. */
export function batchOf(name) {
  return explained.get(name)?.batch;
}

export function isOwn(name) {
  return (batchOf(name) ?? 'own') === 'own';
}

/** Whether it has a block a layer, and so says something of every layer. */
export function isByLayer(name) {
  return (explained.get(name)?.structure ?? /\/([^@]*)/.exec(name)?.[1]) === 'layer';
}

export function describeStatus(status) {
  return STATUSES[status] ?? status;
}

/** The default curvatures first, so that their colours are the same in every run. */
export function inOrder(names) {
  const rank = (name) => (defaults.includes(name) ? defaults.indexOf(name) : defaults.length);
  return [...names].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/**
 * The ratio to draw without a choice: of the first drawn curvature to the same curvature on other
 * samples, or else to the next.
 */
export function ratioByDefault(names) {
  const [first, ...others] = inOrder(names);
  return [first, others.find((name) => isOnOtherSamples(name, first)) ?? others[0]];
}

function isOnOtherSamples(name, other) {
  const [a, b] = [explained.get(name), explained.get(other)];
  return a?.operator !== undefined && a.operator === b?.operator && a.structure === b.structure;
}

/** What to draw without a choice: the default curvatures, or the first three of the run. */
export function drawnByDefault(names) {
  const usual = names.filter((name) => defaults.includes(name));
  return usual.length > 0 ? usual : inOrder(names).slice(0, 3);
}
