// Brings the parts together: asks the aggregator, draws, and again.

import { fetchReplays, fetchRun, fetchRuns, fetchStatus, RequestRefused } from './api.js';
import { Choice } from './choice.js';
import { drawnByDefault, inOrder, isOwn } from './curvatures.js';
import { byId } from './dom.js';
import { Feed } from './feed.js';
import { readPalette, watchTheme } from './palette.js';
import { CurvatureSeries } from './series.js';
import { AlphaStarChart } from './charts/alpha-star.js';
import { LossChart } from './charts/losses.js';
import { SlopeCurvatureChart } from './charts/slope-curvature.js';
import { TestResultsChart } from './charts/test-results.js';
import { Zoom } from './charts/zoom.js';
import { drawControls, listenToControls } from './panels/controls.js';
import { drawCurvatures } from './panels/curvatures.js';
import { drawReplays } from './panels/replays.js';
import { drawRuns } from './panels/runs.js';
import { drawSystem, showConnected, showFailure } from './panels/notices.js';
import { drawStop, listenToStop } from './panels/stop.js';
import { drawHead, drawTiles } from './panels/summary.js';

const LIVE_PAUSE = 1000;
const RESTING_PAUSE = 5000;
const SECTIONS = ['waiting', 'empty', 'unknown', 'run'];

export class Page {
  #choice = new Choice(() => this.#onChoice());
  #zoom = new Zoom((steps) => this.#choice.change({ steps }));
  #feed = new Feed((signal) => this.#round(signal), showFailure);
  #palette = readPalette();
  #charts = null;
  #runs = null;
  #replays = null;
  #run = null;
  #series = new Map();
  #overviewAt = -Infinity;

  start() {
    this.#zoom.steps = this.#choice.value.steps;
    collapseRunsIfNarrow();
    listenToStop();
    listenToControls((part) => this.#choice.change(part));
    watchTheme(() => {
      this.#palette = readPalette();
      this.#drawRun();
    });
    this.#feed.hurry();
  }

  /** Draws what is held at once; what is missing comes with the next round. */
  #onChoice() {
    this.#zoom.steps = this.#choice.value.steps;
    if (this.#choice.value.run === null || this.#choice.value.run === this.#run?.run) this.#drawRun();
    this.#feed.hurry();
  }

  async #round(signal) {
    await this.#askOverview(signal);
    const id = this.#choice.value.run ?? this.#runs[0]?.run ?? null;
    const run = id === null ? null : await this.#askRun(id, signal);
    if (run === null) {
      this.#run = null;
      show(id === null ? 'empty' : 'unknown');
      showConnected(false);
      return id === null ? LIVE_PAUSE : RESTING_PAUSE;
    }
    const isAnother = run.run !== this.#run?.run;
    this.#run = run;
    show('run');
    if (isAnother) {
      this.#series.clear();
      this.#drawRun();
    }
    await this.#askSeries(signal);
    this.#drawRun();
    showConnected(isLive(run));
    return isLive(run) ? LIVE_PAUSE : RESTING_PAUSE;
  }

  /** Other runs and the system's state matter less than the run in view, and are asked for less often. */
  async #askOverview(signal) {
    const age = performance.now() - this.#overviewAt;
    if (age > RESTING_PAUSE || !this.#runs?.length) {
      const [runs, status, replays] = await Promise.all([fetchRuns(signal), fetchStatus(signal), fetchReplays(signal)]);
      this.#runs = runs;
      this.#replays = replays;
      this.#overviewAt = performance.now();
      drawSystem(status);
    }
    const shown = this.#choice.value.run ?? this.#runs[0]?.run;
    drawRuns(this.#runs, shown, (run) => this.#choice.addressOf(run));
  }

  /** The run's view; null if there is no such run. */
  async #askRun(id, signal) {
    try {
      return await fetchRun(id, signal);
    } catch (error) {
      if (error instanceof RequestRefused && error.status === 404) return null;
      throw error;
    }
  }

  async #askSeries(signal) {
    const { window, steps } = this.#choice.value;
    const settled = !isLive(this.#run);
    await Promise.all(this.#curvatures().filter(({ drawn, isDetail }) => drawn || isDetail).map(({ name, view }) => {
      if (!this.#series.has(name)) this.#series.set(name, new CurvatureSeries(this.#run.run, name));
      return this.#series.get(name).refresh(view, { window, steps, settled }, signal);
    }));
  }

  /** The run's curvatures as every part of the page sees them. */
  #curvatures() {
    const names = inOrder(this.#run.curvatures.map(({ curvature }) => curvature));
    const chosen = this.#choice.value.draw ?? drawnByDefault(names);
    const detail = names.includes(this.#choice.value.detail) ? this.#choice.value.detail : names[0];
    return names.map((name, index) => ({
      name,
      view: this.#run.curvatures.find(({ curvature }) => curvature === name),
      series: this.#series.get(name) ?? null,
      drawn: chosen.includes(name),
      isDetail: name === detail,
      colour: this.#palette.series[index % this.#palette.series.length],
      dashed: !isOwn(name),
    }));
  }

  #drawRun() {
    if (this.#run === null) return;
    const curvatures = this.#curvatures();
    const held = curvatures.filter(({ series }) => series?.isHeld);
    const detail = curvatures.find(({ isDetail }) => isDetail) ?? null;
    const last = Math.max(1, ...curvatures.map(({ view }) => view.last_step ?? 0));
    drawHead(this.#run, curvatures, this.#choice.value.window);
    drawTiles(this.#run, detail);
    drawStop(this.#run);
    drawControls(this.#choice.value, last);
    drawCurvatures(curvatures, {
      draw: (name, on) => this.#choice.change({ draw: toggled(curvatures, name, on) }),
      detail: (name) => this.#choice.change({ detail: name }),
    });
    drawReplays(this.#replays, this.#run);
    this.#drawCharts({
      run: this.#run,
      palette: this.#palette,
      window: this.#choice.value.window,
      last,
      drawn: held.filter(({ drawn }) => drawn),
      detail: held.includes(detail) ? detail : null,
    });
  }

  #drawCharts(model) {
    // Made when first needed: a chart takes its size from an element in sight.
    this.#charts ??= [
      new AlphaStarChart(this.#zoom),
      new LossChart(this.#zoom),
      new SlopeCurvatureChart(this.#zoom),
      new TestResultsChart(),
    ];
    this.#charts.forEach((chart) => chart.draw(model));
  }
}

function toggled(curvatures, name, on) {
  return curvatures.filter((curvature) => (curvature.name === name ? on : curvature.drawn)).map((curvature) => curvature.name);
}

/** Whether more may come: from the trainer, or from steps not observed yet. */
function isLive(run) {
  const observed = Math.max(0, ...run.curvatures.map((curvature) => curvature.observed));
  return ['running', 'foreign'].includes(run.state) || observed + run.dead_letters < run.steps_published;
}

/** On a phone, the list would push the run out of sight. */
function collapseRunsIfNarrow() {
  byId('runs-details').open = !matchMedia('(max-width: 860px)').matches;
}

function show(section) {
  for (const id of SECTIONS) byId(id).hidden = id !== section;
}
