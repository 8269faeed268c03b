// Notices about the system: whether the page is connected, which parts are away, what failed.

import { byId, setNote, setText } from '../dom.js';
import { ConnectionLost } from '../api.js';
import { formatCount, formatTime } from '../numbers.js';

let lastAnswer = null;

export function showConnected(live) {
  lastAnswer = new Date();
  byId('connection').dataset.state = 'live';
  setText(byId('connection'), live ? 'live' : 'connected');
  byId('banner').hidden = true;
}

export function showFailure(error, pause) {
  const lost = error instanceof ConnectionLost;
  byId('connection').dataset.state = 'lost';
  setText(byId('connection'), lost ? 'connection lost' : 'trouble');
  const since = lastAnswer ? ` What you see is from ${formatTime(lastAnswer)}.` : '';
  const remedy = lost ? ' Is ./alphascope up still running?' : '';
  setNote(byId('banner'), `${error.message}${remedy}${since} Trying again in ${Math.round(pause / 1000)} s.`);
}

/** @param status the answer of /api/status */
export function drawSystem(status) {
  setNote(byId('waiting-for'), (status.waiting_for ?? []).map((reason) => `Waiting: ${reason}`).join(' · '));
  const parts = { broker: status.broker, database: status.database, trainer: status.trainer, 'curvature service': status.curvature_service };
  const states = Object.entries(parts).filter(([, state]) => state).map(([name, state]) => `${name} ${state}`);
  const lags = [];
  if (status.steps_lag > 0) lags.push(`steps waiting to be observed: ${formatCount(status.steps_lag)}`);
  if (status.observations_lag > 0) lags.push(`observations waiting to be stored: ${formatCount(status.observations_lag)}`);
  setText(byId('system'), [...states, ...lags].join(' · '));
}
