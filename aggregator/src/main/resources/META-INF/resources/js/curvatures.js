// Names of curvatures, operator[/structure][@batch], in words and in order.

const FIRST = ['hessian', 'ggn', 'hessian@fresh:256'];

/** Those that are asked for most, to choose from; there are many more. */
export const USUAL = [...FIRST, 'ggn/layer', 'ggn/parameter', 'ggn@fresh:256', 'hessian@test:256', 'ggn@test:256', 'hessian@all', 'ggn@all'];

const OPERATORS = {
  hessian: 'Hessian',
  ggn: 'Gauss-Newton',
};

const STATUSES = {
  ok: 'ok',
  non_positive_curvature: 'non-positive curvature',
  ascent: 'ascent',
  zero_step: 'zero step',
  non_finite: 'not finite',
};

export function parseCurvature(name) {
  const [rest, batch = 'own'] = name.split('@');
  const [operator, structure = 'full'] = rest.split('/');
  return { operator, structure, batch };
}

/** "Hessian, one block a layer, 256 fresh samples". */
export function describeCurvature(name) {
  const { operator, structure, batch } = parseCurvature(name);
  const blocks = structure === 'full' ? '' : `, one block a ${structure}`;
  return `${OPERATORS[operator] ?? operator}${blocks}, ${describeBatch(batch)}`;
}

function describeBatch(batch) {
  const [kind, count] = batch.split(':');
  switch (kind) {
    case 'own': return 'own samples';
    case 'fresh': return `${count} fresh samples`;
    case 'test': return `${count} test samples`;
    case 'all': return 'all training samples';
    default: return batch;
  }
}

export function isOwn(name) {
  return parseCurvature(name).batch === 'own';
}

export function describeStatus(status) {
  return STATUSES[status] ?? status;
}

/** The three of the default first, so that their colours are the same in every run. */
export function inOrder(names) {
  const rank = (name) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return [...names].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/**
 * Whose ratio to draw if nobody chose: the first of those drawn, over the same curvature on other
 * samples or else over the next.
 */
export function ratioByDefault(names) {
  const [first, ...others] = inOrder(names);
  const kind = (name) => name.split('@')[0];
  return [first, others.find((name) => kind(name) === kind(first)) ?? others[0]];
}

/** What to draw if nobody chose: the default curvatures, or the run's first three. */
export function drawnByDefault(names) {
  const usual = names.filter((name) => FIRST.includes(name));
  return usual.length > 0 ? usual : inOrder(names).slice(0, 3);
}
