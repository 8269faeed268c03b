// The elements of a card of the view: title, notes, chart and explanation.

import { element } from '../dom.js';

/**
 * @param parts chart: id of the chart's element (null: none); before: elements above the chart
 * @returns the card; its chart and its notes have the ids `<id>-chart`, `<id>-note` and `<id>-ask`
 */
export function createCard({ id, title, words, tall = false, before = [], after = [] }) {
  const heading = element('h3', { id: `${id}-title` }, title, ' ', element('span', { class: 'muted', id: `${id}-detail` }));
  return element('section', { class: 'card chart-card', id: `${id}-card`, 'aria-labelledby': `${id}-title` },
    element('div', { class: 'chart-main' },
      heading,
      ...before,
      element('p', { class: 'note', id: `${id}-note`, hidden: true }),
      element('p', { class: 'note muted', id: `${id}-ask`, hidden: true }),
      element('div', { class: tall ? 'chart tall' : 'chart', id: `${id}-chart` }),
      ...after),
    element('aside', { 'aria-label': `Explanation: ${title}` }, ...words.map((text) => element('p', {}, text))));
}

/** What to ask for, in one line; empty if nothing is missing. */
export function asking(missing) {
  if (missing.length === 0) return '';
  const names = missing.map(({ name }) => name).join(', ');
  return `Not observed: ${names}. Ask for it with --observe ${[...new Set(missing.map(({ ask }) => ask))].join(',')}`;
}
