// The system's token, without which nothing is changed. `./alphascope up` prints an address that ends
// in #token=…, which never leaves the browser; here it leaves the address bar too, at once. It is kept
// for this tab alone, so that a reload works.

const KEY = 'alphascope.token';

let held = sessionStorage.getItem(KEY);

/** Takes the token out of the address, if there is one in it, now and whenever another is entered. */
export function takeToken() {
  takeFromAddress();
  // Before whoever else reads the fragment.
  addEventListener('popstate', takeFromAddress);
}

function takeFromAddress() {
  const fragment = new URLSearchParams(location.hash.replace(/^#/, ''));
  if (!fragment.has('token')) return;
  held = fragment.get('token');
  sessionStorage.setItem(KEY, held);
  fragment.delete('token');
  history.replaceState(null, '', fragment.size > 0 ? `#${fragment}` : location.pathname + location.search);
}

/** null if this tab was never given one. */
export function token() {
  return held;
}

/** What to tell a reader whose tab has none: how to get one, or to do without the page. */
export function needsToken(doing, doIt, command) {
  return `${doing} needs the system's token. Open the address that ./alphascope status prints, or ${doIt} in a terminal: ${command}`;
}
