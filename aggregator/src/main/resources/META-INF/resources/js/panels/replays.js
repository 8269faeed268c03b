// The replays of the shown run: their progress, and the steps that they could not find.

import { cancelReplay } from '../api.js';
import { byId, element, keepChildren, setNote, setText } from '../dom.js';
import { because, formatCount, formatSeconds, formatShare, formatTime } from '../numbers.js';
import { Pace, shareDone } from '../replay-pace.js';
import { needsToken, token } from '../token.js';

/** @param replays those of the shown run, the newest first */
export function drawReplays(replays, onCancelled) {
  byId('replays').hidden = replays.length === 0;
  keepChildren(byId('replays'), replays, (replay) => replay.replay, () => createItem(onCancelled));
}

function createItem(onCancelled) {
  const names = element('code');
  const state = element('span', { class: 'state' });
  const range = element('span', { class: 'muted' });
  const cancel = element('button', { type: 'button', class: 'quiet' }, 'Cancel');
  const progress = element('progress', { 'aria-label': 'Share of the replay that is done' });
  const words = element('p', { class: 'muted' });
  const trouble = element('p', { class: 'complaint', role: 'alert', hidden: true });
  const item = element('li', { class: 'replay' },
    element('div', { class: 'replay-head' }, names, state, range, cancel), progress, words, trouble);
  let pace = null;
  cancel.addEventListener('click', async () => {
    const failure = await tryToCancel(item.key);
    setNote(trouble, failure ?? '');
    if (failure === null) onCancelled();
  });
  item.update = (replay) => {
    const running = replay.state === 'running';
    const now = performance.now();
    if (running) pace ??= new Pace(replay, now);
    setText(names, [...replay.curvatures, ...replay.observables].join(', '));
    setText(state, replay.state);
    state.dataset.state = replay.state;
    setText(range, describeRange(replay));
    cancel.hidden = !running;
    if (!running) trouble.hidden = true;
    progress.hidden = !running;
    progress.value = shareDone(replay);
    setText(words, [...(running ? advance(replay, pace.of(replay, now)) : outcome(replay)), ...gaps(replay)].join(' · '));
  };
  return item;
}

/** The message for the reader if it failed; otherwise null. */
async function tryToCancel(replay) {
  if (token() === null) return needsToken('Cancelling a replay', 'cancel it', `./alphascope replay --cancel ${replay}`);
  try {
    await cancelReplay(replay, token());
    return null;
  } catch (error) {
    return `The replay was not cancelled: ${error.message}`;
  }
}

function describeRange({ run, first_step: first, last_step: last, created }) {
  const words = [];
  if (run === null) words.push('all runs');
  if (first !== null || last !== null) words.push(`steps ${formatCount(first ?? 0)} to ${last === null ? 'the last' : formatCount(last)}`);
  words.push(formatTime(created));
  return words.join(', ');
}

function advance(replay, pace) {
  const words = [formatShare(shareDone(replay), 0), `${formatCount(replay.steps_observed)} steps observed (${rows(replay)})`];
  if (pace !== null) {
    words.push(`${pace.rate < 10 ? pace.rate.toFixed(1) : formatCount(pace.rate)}/s`);
    words.push(`${formatSeconds(Math.ceil(pace.left))} left`);
  }
  return words;
}

function outcome(replay) {
  const words = [`${formatCount(replay.steps_observed)} of ${formatCount(replay.steps_found)} steps observed`];
  words.push(rows(replay));
  if (replay.ended) words.push(formatSeconds((new Date(replay.ended) - new Date(replay.created)) / 1000));
  if (replay.message) words.push(replay.message);
  return words;
}

function rows({ observations }) {
  return `${formatCount(observations)} ${observations === 1 ? 'row' : 'rows'}`;
}

/** The requested steps that are missing, as far as this is known. */
function gaps(replay) {
  const words = [];
  const { steps_published: published, steps_deleted: deleted } = replay;
  if (deleted > 0) {
    words.push(`${formatCount(published - deleted)} of ${formatCount(published)} steps are still in the topic: retention took ${formatCount(deleted)}`);
  } else if (published === null && replay.state === 'completed') {
    words.push('the number of published steps is unknown');
  }
  if (replay.steps_skipped > 0) words.push(`${formatCount(replay.steps_skipped)} steps were skipped by the trainer, and never published`);
  if (replay.steps_dead_lettered > 0) {
    words.push(`${formatCount(replay.steps_dead_lettered)} steps cannot be observed (dead letters)${because(replay.dead_letter_reasons)}`);
  }
  if (replay.observations_refused > 0) {
    words.push(`${formatCount(replay.observations_refused)} observations were asked for on samples that their steps do not have`
      + because(replay.refusal_reasons));
  }
  return words;
}
