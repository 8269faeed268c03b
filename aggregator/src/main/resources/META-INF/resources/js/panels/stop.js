// The button that stops the shown run, after a second click, and its result.

import { byId, setNote, setText } from '../dom.js';
import { stopRun } from '../api.js';
import { needsToken, token } from '../token.js';

const SECOND_CLICK_WITHIN = 5000;

let run = null;
let disarming = null;

export function listenToStop() {
  byId('stop').addEventListener('click', onClick);
}

export function drawStop({ run: id, state, publisher }) {
  if (id !== run) {
    run = id;
    disarm();
    say('');
  }
  byId('stop').hidden = state !== 'running' || publisher !== null; // who trains it outside ends it there
  if (state !== 'running') say('');
}

async function onClick() {
  if (token() === null) {
    say(needsToken('Stopping a run', 'stop it', `./alphascope stop ${run}`));
  } else if (disarming === null) {
    setText(byId('stop'), 'Click again to stop');
    disarming = setTimeout(disarm, SECOND_CLICK_WITHIN);
  } else {
    disarm();
    const asked = run;
    const answer = await stop(asked);
    if (asked === run) say(answer);
  }
}

/** The message for the reader. */
async function stop(id) {
  try {
    await stopRun(id, token());
    return 'The run stops before its next step; what it published is observed and kept.';
  } catch (error) {
    return `The run was not stopped: ${error.message}`;
  }
}

function disarm() {
  clearTimeout(disarming);
  disarming = null;
  setText(byId('stop'), 'Stop run');
}

function say(text) {
  setNote(byId('stop-note'), text);
}
