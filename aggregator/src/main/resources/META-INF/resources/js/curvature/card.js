// The elements of a card of the view: title, notes, chart and explanation.

import { element } from '../dom.js';

/**
 * @param parts before, after: further elements above and below the chart
 * @returns the card; its chart and its notes have the ids `<id>-key`, `<id>-chart`, `<id>-note` and
 *     `<id>-ask`
 */
export function createCard({ id, title, words, tall = false, before = [], after = [] }) {
  const heading = element('h3', { id: `${id}-title` }, title, ' ', element('span', { class: 'muted', id: `${id}-detail` }));
  return element('section', { class: 'card chart-card', id: `${id}-card`, 'aria-labelledby': `${id}-title` },
    element('div', { class: 'chart-main' },
      heading,
      ...before,
      element('p', { class: 'key', id: `${id}-key` }),
      element('p', { class: 'note', id: `${id}-note`, hidden: true }),
      element('p', { class: 'note muted', id: `${id}-ask`, hidden: true }),
      element('div', { class: tall ? 'chart tall' : 'chart', id: `${id}-chart` }),
      ...after),
    element('aside', { 'aria-label': `Explanation: ${title}` }, ...words.map((text) => element('p', {}, text))));
}

/**
 * What is not there and what to ask for, in one line; empty if nothing is missing.
 *
 * @param lines [{name, ask, observed}]
 */
export function asking(lines) {
  const missing = lines.filter(({ observed }) => !observed);
  // An observable that is there in part was asked for.
  const isAsked = ({ ask }) => lines.some((line) => line.observed && line.ask === ask);
  const [absent, unasked] = [missing.filter(isAsked), missing.filter((line) => !isAsked(line))];
  const sentences = [];
  if (unasked.length > 0) {
    const asks = [...new Set(unasked.map(({ ask }) => ask))].join(',');
    sentences.push(`Not observed: ${namesOf(unasked)}. Ask for ${unasked.length === 1 ? 'it' : 'them'} with --observe ${asks}`);
  }
  if (absent.length > 0) sentences.push(`Absent from what was observed: ${namesOf(absent)}`);
  return sentences.join('. ');
}

function namesOf(lines) {
  return lines.map(({ name }) => name).join(', ');
}
