// Replays that the run in view has, or had: how far they are, and what they could not find.

import { byId, element, keepChildren, setText } from '../dom.js';
import { formatCount, formatShare } from '../numbers.js';

/**
 * @param replays as /api/replays answers, the newest first; null if they could not be had
 * @param run the run in view
 */
export function drawReplays(replays, run) {
  const ofRun = (replays ?? []).filter((replay) => replay.run === null || replay.run === run.run);
  byId('replays-card').hidden = ofRun.length === 0;
  keepChildren(byId('replays'), ofRun, (replay) => replay.replay, createItem);
}

function createItem() {
  const names = element('code');
  const state = element('span', { class: 'state' });
  const progress = element('progress', { 'aria-label': 'Records dealt with' });
  const words = element('span', { class: 'muted' });
  const item = element('li', { class: 'replay' }, names, ' ', state, ' ', progress, ' ', words);
  item.update = (replay) => {
    setText(names, replay.curvatures.join(', '));
    setText(state, replay.state);
    state.dataset.state = replay.state;
    progress.hidden = replay.state !== 'running';
    progress.max = Math.max(1, replay.records);
    progress.value = replay.records_done;
    setText(words, describe(replay));
  };
  return item;
}

function describe(replay) {
  const words = [];
  if (replay.first_step !== null || replay.last_step !== null) {
    words.push(`steps ${replay.first_step ?? 0} to ${replay.last_step ?? 'the last'}`);
  }
  if (replay.state === 'running') words.push(formatShare(replay.records_done / Math.max(1, replay.records)));
  words.push(`${formatCount(replay.steps_observed)} steps observed`);
  if (replay.steps_deleted > 0) {
    words.push(`${formatCount(replay.steps_published - replay.steps_deleted)} of ${formatCount(replay.steps_published)} steps are still in the topic`);
  }
  if (replay.steps_skipped > 0) words.push(`${formatCount(replay.steps_skipped)} were skipped by the trainer`);
  if (replay.steps_dead_lettered > 0) words.push(`${formatCount(replay.steps_dead_lettered)} cannot be observed`);
  if (replay.observations_refused > 0) words.push(`${formatCount(replay.observations_refused)} observations have no such samples`);
  if (replay.message) words.push(replay.message);
  return words.join(' · ');
}
