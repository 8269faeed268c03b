// The colours of style.css for the charts, resolved for the present theme.

import { STATUSES } from './curvatures.js';
import { byId, setText } from './dom.js';

const COLOURS = ['text', 'muted', 'line', 'grid', 'surface', 'accent', 'bad', 'cold', 'even', 'warm'];
const SERIES = 6;
const REMEMBERED = 'alphascope.theme';

export function readPalette() {
  const probe = document.createElement('span');
  document.body.append(probe);
  const colour = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const palette = {
    ...Object.fromEntries(COLOURS.map((name) => [name, colour(name)])),
    series: Array.from({ length: SERIES }, (_, index) => colour(`series-${index}`)),
    statuses: Object.fromEntries(Object.keys(STATUSES).filter((status) => status !== 'ok').map((status) => [status, colour(status)])),
  };
  probe.remove();
  return palette;
}

/** Lets the button switch themes; calls `onChange` after each change. */
export function watchTheme(onChange) {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const show = () => {
    setText(byId('theme'), isDark() ? 'Light theme' : 'Dark theme');
    onChange();
  };
  byId('theme').addEventListener('click', () => {
    const theme = isDark() ? 'light' : 'dark';
    // If that is the system's theme, the page follows the system again.
    if ((theme === 'dark') === system.matches) {
      delete root.dataset.theme;
      localStorage.removeItem(REMEMBERED);
    } else {
      root.dataset.theme = theme;
      localStorage.setItem(REMEMBERED, theme);
    }
    show();
  });
  system.addEventListener('change', show);
  show();
}
