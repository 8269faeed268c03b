// The form that starts a replay of the shown run, and which steps can be replayed.

import { byId, setNote, setOptions, setText } from '../dom.js';
import { startReplay } from '../api.js';
import { batchOf, suggestedCurvatures } from '../curvatures.js';
import { formatCount, formatRoughly } from '../numbers.js';
import { needsToken, token } from '../token.js';

let run = null;
let kept;

/** @param onStarted (replay), as the aggregator answers */
export function listenToReplayForm(onStarted) {
  byId('replay-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    await submit(onStarted);
  });
  byId('replay-curvature').addEventListener('input', drawHints);
}

/** @param keptSteps {published, kept} of the run; null if the curvature service is away, undefined if it isn't known yet */
export function drawReplayForm(shown, keptSteps) {
  if (shown.run !== run?.run) {
    for (const id of ['replay-from', 'replay-to']) byId(id).value = '';
    tell('');
    complain('');
  }
  run = shown;
  kept = keptSteps;
  drawHints();
}

/** What the entered curvatures mean for the replay, and suggestions for further names. */
function drawHints() {
  drawSuggestions();
  setText(byId('replay-kept'), [describeKept(), describeCost()].filter(Boolean).join(' '));
}

async function submit(onStarted) {
  const asked = request();
  complain('');
  tell('');
  if (token() === null) {
    complain(needsToken('Starting a replay', 'start it', command(asked)));
    return;
  }
  byId('replay-start').disabled = true;
  // This may take long: the service may have to fetch the data set first.
  tell('Asking the curvature service …');
  try {
    const replay = await startReplay(asked, token());
    onStarted(replay);
    if (asked.run === run.run) tell(`Started: ${replay.curvatures.join(', ')}${estimate(replay)}.`);
  } catch (error) {
    if (asked.run === run.run) {
      tell('');
      complain(`The replay was not started: ${error.message}`);
    }
  } finally {
    byId('replay-start').disabled = false;
  }
}

function estimate({ estimated_seconds: seconds }) {
  return seconds === null ? '' : `, which takes about ${formatRoughly(seconds)}`;
}

function request() {
  const step = (id) => (Number.isNaN(byId(id).valueAsNumber) ? null : byId(id).valueAsNumber);
  return { run: run.run, curvatures: names(byId('replay-curvature').value), first_step: step('replay-from'), last_step: step('replay-to') };
}

function command({ run: id, curvatures, first_step: first, last_step: last }) {
  const steps = first === null && last === null ? '' : ` --steps ${first ?? ''}..${last ?? ''}`;
  return `./alphascope replay --run ${id} --curvature ${curvatures.join(',')}${steps}`;
}

function names(list) {
  return list.split(',').map((name) => name.trim()).filter((name) => name !== '');
}

/** Suggests names after the last comma: the usual ones that are neither observed nor entered yet. */
function drawSuggestions() {
  const text = byId('replay-curvature').value;
  const before = text.slice(0, text.lastIndexOf(',') + 1);
  const taken = [...run.curvatures.map(({ curvature }) => curvature), ...names(before)];
  setOptions(byId('replay-suggestions'), suggestedCurvatures().filter((name) => !taken.includes(name)).map((name) => before + name));
}

function describeKept() {
  if (kept === undefined) return '';
  if (kept === null) return 'The curvature service does not answer, so nothing can be replayed.';
  const { published, kept: left } = kept;
  if (published === null) return 'How many steps the run has published, and how many of them are still in the topic, is unknown.';
  if (published === 0) return 'The run has published no step.';
  if (left === null) return `It is unknown how many of its ${formatCount(published)} steps are still in the topic.`;
  if (left === published) return `All ${formatCount(published)} steps are still in the topic.`;
  if (left === 0) return `None of its ${formatCount(published)} steps is in the topic any more: retention took them.`;
  return `${formatCount(left)} of ${formatCount(published)} steps are still in the topic: retention took the others.`;
}

/** What makes a replay slow: it reads every sample at every step. */
function describeCost() {
  const reads = names(byId('replay-curvature').value).some((name) => batchOf(name) === 'all');
  if (!reads) return '';
  const samples = run.training_samples !== null ? ` (${formatCount(run.training_samples)} samples)` : '';
  return `@all reads the whole training set${samples} at each step, so it takes long: a range of steps limits it.`;
}

function tell(text) {
  setNote(byId('replay-note'), text);
}

function complain(text) {
  setNote(byId('replay-error'), text);
}
