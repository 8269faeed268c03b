// The system's token, which every change needs. `./alphascope up` prints an address that ends in
// #token=…; browsers do not send this part. The page removes it from the address bar at once, and
// stores the token for this tab only, so that a reload works.

const KEY = 'alphascope.token';

let held = sessionStorage.getItem(KEY);

/** Takes the token from the address, now and whenever another address is entered. */
export function takeToken() {
  takeFromAddress();
  // Before other listeners read the fragment.
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

/** null if this tab has no token. */
export function token() {
  return held;
}

/** The message for a reader whose tab has none: how to get one, or what to do in a terminal. */
export function needsToken(doing, doIt, command) {
  return `${doing} needs the system's token. Open the address that ./alphascope status prints, or ${doIt} in a terminal: ${command}`;
}
