// The table of curvatures: the results of each, and which are drawn.

import { byId, element, keepChildren, setText, swatch } from '../dom.js';
import { formatCount, formatNumber, formatShare } from '../numbers.js';
import { describeCurvature } from '../curvatures.js';

/**
 * @param curvatures [{name, view, series (null if not drawn), drawn, isDetail, colour, dashed}]
 * @param actions draw(name, on), detail(name)
 */
export function drawCurvatures(curvatures, actions) {
  keepChildren(byId('curvatures'), curvatures, (curvature) => curvature.name, ({ name }) => createRow(name, actions));
}

function createRow(name, actions) {
  const drawn = element('input', { type: 'checkbox', 'aria-label': `Draw ${name}` });
  drawn.addEventListener('change', () => actions.draw(name, drawn.checked));
  const detail = element('input', { type: 'radio', name: 'detail', 'aria-label': `Show ${name} in detail` });
  detail.addEventListener('change', () => actions.detail(name));
  const sample = element('span', { class: 'key' });
  const description = element('span', { class: 'muted' });
  const heading = element('th', { scope: 'row' }, element('span', { class: 'key' }, sample, element('code', {}, name)), description);
  const cells = Array.from({ length: 7 }, () => element('td', { class: 'number' }));
  const row = element('tr', {}, element('td', {}, drawn), element('td', {}, detail), heading, ...cells);
  row.update = (curvature) => {
    drawn.checked = curvature.drawn;
    detail.checked = curvature.isDetail;
    setText(description, describeCurvature(name));
    sample.replaceChildren(swatch(curvature.colour, curvature.dashed));
    figures(curvature).forEach((text, index) => setText(cells[index], text));
  };
  return row;
}

function figures({ view, series }) {
  const share = (count) => (count > 0 ? `${formatCount(count)} (${formatShare(count / view.observed)})` : '0');
  return [
    formatNumber(series?.newestObservation?.alpha_star),
    formatNumber(series?.newestStatistics?.alpha_star_median),
    formatNumber(view.median_alpha_star),
    share(view.non_positive_curvature),
    share(view.ascent),
    share(view.zero_step + view.non_finite),
    formatCount(view.observed),
  ];
}
