// What the reader has chosen to see. It is stored in the fragment of the address, so that reloads,
// bookmarks and the back button keep it:
//   #run=…&draw=hessian&draw=ggn&detail=…&ratio=hessian&ratio=ggn&layers=hessian/layer
//   &layer_quantity=slope&quantity=slope&window=100&steps=200..400&view=curvature
// A link can also have these parameters after a question mark; those in the fragment take precedence.
// Without a choice: the newest run, the default curvatures, all steps, the view "steps".

/** Those that the page offers. */
const WINDOWS = [...document.querySelectorAll('input[name="window"]')].map(({ value }) => Number(value));
const USUAL_WINDOW = 100;

/** The first is the usual one. */
const VIEWS = [...document.querySelectorAll('button[data-view]')].map(({ dataset }) => dataset.view);

function parseSteps(text) {
  const last = /^last:(\d+)$/.exec(text ?? '');
  if (last) return { last: Number(last[1]) };
  const range = /^(\d+)\.\.(\d+)$/.exec(text ?? '');
  return range && Number(range[1]) < Number(range[2]) ? { from: Number(range[1]), to: Number(range[2]) } : null;
}

export function parseChoice({ search, hash }) {
  const parameters = new URLSearchParams(search);
  const fragment = new URLSearchParams(hash.replace(/^#/, ''));
  new Set(fragment.keys()).forEach((name) => parameters.delete(name));
  fragment.forEach((value, name) => parameters.append(name, value));
  const window = Number(parameters.get('window'));
  return {
    run: parameters.get('run'),
    draw: parameters.has('draw') ? parameters.getAll('draw') : null,
    detail: parameters.get('detail'),
    ratio: parameters.getAll('ratio').length === 2 ? parameters.getAll('ratio') : null,
    layers: parameters.get('layers'),
    layerQuantity: parameters.get('layer_quantity'),
    quantity: parameters.get('quantity'),
    window: WINDOWS.includes(window) ? window : USUAL_WINDOW,
    steps: parseSteps(parameters.get('steps')),
    view: VIEWS.includes(parameters.get('view')) ? parameters.get('view') : VIEWS[0],
  };
}

export function formatChoice({ run, draw, detail, ratio, layers, layerQuantity, quantity, window, steps, view }) {
  const parameters = new URLSearchParams();
  if (run) parameters.set('run', run);
  draw?.forEach((name) => parameters.append('draw', name));
  if (detail) parameters.set('detail', detail);
  ratio?.forEach((name) => parameters.append('ratio', name));
  if (layers) parameters.set('layers', layers);
  if (layerQuantity) parameters.set('layer_quantity', layerQuantity);
  if (quantity) parameters.set('quantity', quantity);
  if (window !== USUAL_WINDOW) parameters.set('window', window);
  if (steps) parameters.set('steps', steps.last ? `last:${steps.last}` : `${steps.from}..${steps.to}`);
  if (view !== VIEWS[0]) parameters.set('view', view);
  return `#${parameters}`;
}

/** Holds the choice; calls `onChange` after each change, on the page or in the address. */
export class Choice {
  #onChange;

  constructor(onChange) {
    this.#onChange = onChange;
    this.value = parseChoice(location);
    addEventListener('popstate', () => {
      this.value = parseChoice(location);
      onChange();
    });
  }

  change(part) {
    this.value = { ...this.value, ...part };
    history.replaceState(null, '', formatChoice(this.value));
    this.#onChange();
  }

  /** The address that shows another run in the same view and window, and the same quantities. */
  addressOf(run) {
    const { layerQuantity, quantity, window, view } = this.value;
    return formatChoice({ run, draw: null, detail: null, ratio: null, layers: null, layerQuantity, quantity, window, steps: null, view });
  }
}
