// Connects the parts: fetches from the aggregator, draws, and repeats.

import { fetchQuantities, fetchRun, fetchRuns, fetchStatus, fetchVerdict, RequestRefused } from './api.js';
import { Choice } from './choice.js';
import { drawnByDefault, inOrder, isByLayer, isOwn, learnCurvatures, ratioByDefault } from './curvatures.js';
import { byId } from './dom.js';
import { Feed } from './feed.js';
import { Layers } from './layers.js';
import { readPalette, watchTheme } from './palette.js';
import { Ratio } from './ratio.js';
import { Replays } from './replays.js';
import { CurvatureSeries } from './series.js';
import { CurvatureView } from './curvature/view.js';
import { AlphaStarChart } from './charts/alpha-star.js';
import { LayersChart } from './charts/layers.js';
import { LossChart } from './charts/losses.js';
import { QuantityChart } from './charts/quantity.js';
import { RatioChart } from './charts/ratio.js';
import { SlopeCurvatureChart } from './charts/slope-curvature.js';
import { TestResultsChart } from './charts/test-results.js';
import { Zoom } from './charts/zoom.js';
import { drawControls, listenToControls } from './panels/controls.js';
import { drawCurvatures } from './panels/curvatures.js';
import { drawLayersChoice, layerQuantity, listenToLayersChoice } from './panels/layers.js';
import { drawQuantityChoice, listenToQuantityChoice } from './panels/quantity-choice.js';
import { drawRatioChoice, listenToRatioChoice } from './panels/ratio-choice.js';
import { drawReplayForm, listenToReplayForm } from './panels/replay-form.js';
import { drawReplays } from './panels/replays.js';
import { drawRuns } from './panels/runs.js';
import { drawSystem, showConnected, showFailure } from './panels/notices.js';
import { drawStop, listenToStop } from './panels/stop.js';
import { drawHead, drawTiles } from './panels/summary.js';

const LIVE_PAUSE = 1000;
const RESTING_PAUSE = 5000;
const QUANTITY = 'gradient_norm';
const SECTIONS = ['waiting', 'empty', 'unknown', 'run'];

export class Page {
  #choice = new Choice(() => this.#onChoice());
  #zoom = new Zoom((steps) => this.#choice.change({ steps }));
  #feed = new Feed((signal) => this.#round(signal), showFailure);
  #palette = readPalette();
  #charts = null;
  #curvatureView = null;
  #runs = null;
  #quantities = null;
  #replays = new Replays(() => this.#drawRun());
  #run = null;
  #verdict = null;
  #series = new Map();
  #ratio = null;
  #layers = null;
  #overviewAt = -Infinity;

  start() {
    this.#zoom.steps = this.#choice.value.steps;
    collapseRunsIfNarrow();
    listenToStop();
    listenToControls((part) => this.#choice.change(part));
    listenToReplayForm(() => this.#askAllAnew());
    listenToQuantityChoice((quantity) => this.#choice.change({ quantity }));
    listenToLayersChoice((part) => this.#choice.change(part));
    listenToRatioChoice((ratio) => this.#choice.change({ ratio }));
    watchTheme(() => {
      this.#palette = readPalette();
      this.#drawRun();
    });
    this.#feed.hurry();
  }

  /** Draws what has been fetched at once; the rest with the next round. */
  #onChoice() {
    this.#zoom.steps = this.#choice.value.steps;
    if (this.#choice.value.run === null || this.#choice.value.run === this.#run?.run) this.#drawRun();
    this.#feed.hurry();
  }

  #askAllAnew() {
    this.#overviewAt = -Infinity;
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
    this.#quantities ??= await fetchQuantities(signal);
    await learnCurvatures(run.curvatures.map(({ curvature }) => curvature), signal);
    const isAnother = run.run !== this.#run?.run;
    this.#run = run;
    show('run');
    if (isAnother) {
      this.#series.clear();
      this.#drawRun();
    }
    await Promise.all([this.#askSeries(signal), this.#askVerdict(signal), this.#showsCurvature() ? this.#view().refresh(this.#run, this.#choice.value.steps, signal) : null]);
    this.#drawRun();
    this.#replays.askKept(run.run);
    showConnected(isLive(run));
    return isLive(run) || this.#replays.isRunning(run.run) ? LIVE_PAUSE : RESTING_PAUSE;
  }

  /** Other runs and the system's state are fetched less often than the shown run. */
  async #askOverview(signal) {
    const age = performance.now() - this.#overviewAt;
    if (age > RESTING_PAUSE || !this.#runs?.length) {
      const [runs, status] = await Promise.all([fetchRuns(signal), fetchStatus(signal), this.#replays.refresh(signal)]);
      this.#runs = runs;
      this.#overviewAt = performance.now();
      drawSystem(status);
    } else if (this.#run !== null && this.#replays.isRunning(this.#run.run)) {
      await this.#replays.refresh(signal);
    }
    const shown = this.#choice.value.run ?? this.#runs[0]?.run;
    drawRuns(this.#runs, shown, (run) => this.#choice.addressOf(run));
  }

  /** The run; null if there is no such run. */
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
    const wanted = this.#showsCurvature() ? this.#quantities.filter(({ name }) => CurvatureView.QUANTITIES.includes(name)) : [this.#quantity()];
    const quantities = wanted.filter(({ bucketed }) => !bucketed).map(({ name }) => name);
    const curvatures = this.#curvatures();
    await Promise.all([
      ...curvatures.filter(({ drawn, isDetail }) => drawn || isDetail || this.#showsCurvature()).map(({ name, view }) => {
        if (!this.#series.has(name)) this.#series.set(name, new CurvatureSeries(this.#run.run, name));
        return this.#series.get(name).refresh(view, { quantities, window, steps, settled }, signal);
      }),
      this.#askRatio(curvatures, signal),
      this.#askLayers(curvatures, signal),
    ]);
  }

  async #askVerdict(signal) {
    const { run } = this.#run;
    const { window } = this.#choice.value;
    this.#verdict = { run, window, words: await fetchVerdict(run, window, signal) };
  }

  async #askRatio(curvatures, signal) {
    const pair = this.#ratioOf(curvatures);
    if (pair === null) return;
    const ratio = this.#ratio?.isOf(this.#run.run, ...pair) ? this.#ratio : new Ratio(this.#run.run, ...pair);
    await ratio.refresh(pair.map((name) => curvatures.find((curvature) => curvature.name === name).view), this.#choice.value.steps, signal);
    this.#ratio = ratio;
  }

  async #askLayers(curvatures, signal) {
    const chosen = this.#layersOf(curvatures);
    if (chosen === null) return;
    const layers = this.#layers?.isOf(this.#run.run, chosen) ? this.#layers : new Layers(this.#run.run, chosen);
    await layers.refresh(curvatures.find(({ name }) => name === chosen.curvature).view, this.#choice.value.steps, signal);
    this.#layers = layers;
  }

  /** What is drawn of the layers; null if the run has no curvature with a block a layer. */
  #layersOf(curvatures) {
    const names = curvatures.map(({ name }) => name).filter(isByLayer);
    if (names.length === 0) return null;
    const { layers, layerQuantity: quantity, window } = this.#choice.value;
    const curvature = names.find((name) => name === layers) ?? names.find((name) => name.startsWith('hessian/')) ?? names[0];
    return { curvature, quantity: layerQuantity(quantity), window };
  }

  /** The two curvatures whose ratio is drawn; null if fewer than two are drawn. */
  #ratioOf(curvatures) {
    const names = curvatures.filter(({ drawn }) => drawn).map(({ name }) => name);
    if (names.length < 2) return null;
    const chosen = this.#choice.value.ratio;
    return chosen?.every((name) => names.includes(name)) && chosen[0] !== chosen[1] ? chosen : ratioByDefault(names);
  }

  /** The quantity that the general chart draws; null until the quantities are known. */
  #quantity() {
    const named = (name) => this.#quantities?.find((quantity) => quantity.name === name);
    return named(this.#choice.value.quantity) ?? named(QUANTITY) ?? null;
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

  /** Null if it isn't known yet. */
  #verdictOf(run, window) {
    return this.#verdict?.run === run && this.#verdict.window === window ? this.#verdict.words : null;
  }

  #drawRun() {
    if (this.#run === null) return;
    const curvatures = this.#curvatures();
    const held = curvatures.filter(({ series }) => series?.isHeld);
    const detail = curvatures.find(({ isDetail }) => isDetail) ?? null;
    const last = Math.max(1, ...curvatures.map(({ view }) => view.last_step ?? 0));
    const pair = this.#ratioOf(curvatures);
    const chosenLayers = this.#layersOf(curvatures);
    const layers = chosenLayers !== null && this.#layers?.isOf(this.#run.run, chosenLayers) ? this.#layers : null;
    drawHead(this.#run, this.#verdictOf(this.#run.run, this.#choice.value.window));
    drawTiles(this.#run, detail);
    drawStop(this.#run);
    drawControls(this.#choice.value, last);
    drawCurvatures(curvatures, {
      // Reads the curvatures when it is called, because the rows of the table keep these actions.
      draw: (name, on) => this.#choice.change({ draw: toggled(this.#curvatures(), name, on) }),
      detail: (name) => this.#choice.change({ detail: name }),
    });
    drawReplayForm(this.#run, this.#replays.keptOf(this.#run.run));
    drawReplays(this.#replays.of(this.#run.run), () => this.#askAllAnew());
    drawRatioChoice(curvatures.filter(({ drawn }) => drawn).map(({ name }) => name), pair);
    drawLayersChoice(curvatures.map(({ name }) => name).filter(isByLayer), chosenLayers, layers);
    drawQuantityChoice(this.#quantities, this.#quantity());
    const model = {
      run: this.#run,
      palette: this.#palette,
      window: this.#choice.value.window,
      last,
      held,
      drawn: held.filter(({ drawn }) => drawn),
      detail: held.includes(detail) ? detail : null,
      quantity: this.#quantity(),
      layers,
      ratio: pair !== null && this.#ratio?.isOf(this.#run.run, ...pair) ? this.#ratio : null,
    };
    if (this.#showsCurvature()) this.#view().draw(model);
    else this.#drawCharts(model);
  }

  #showsCurvature() {
    return this.#choice.value.view === 'curvature';
  }

  #view() {
    this.#curvatureView ??= new CurvatureView(this.#zoom, () => {
      this.#drawRun();
      this.#feed.hurry();
    });
    return this.#curvatureView;
  }

  #drawCharts(model) {
    // Created when first needed: a chart takes its size from a visible element.
    this.#charts ??= [
      new AlphaStarChart(this.#zoom),
      new RatioChart(this.#zoom),
      new LayersChart(this.#zoom),
      new LossChart(this.#zoom),
      new SlopeCurvatureChart(this.#zoom),
      new QuantityChart(this.#zoom),
      new TestResultsChart(),
    ];
    this.#charts.forEach((chart) => chart.draw(model));
  }
}

function toggled(curvatures, name, on) {
  return curvatures.filter((curvature) => (curvature.name === name ? on : curvature.drawn)).map((curvature) => curvature.name);
}

/** Whether more rows may arrive: from the trainer, or for steps not observed yet. */
function isLive(run) {
  const observed = Math.max(0, ...run.curvatures.map((curvature) => curvature.observed));
  return ['running', 'foreign'].includes(run.state) || observed + run.dead_letters < run.steps_published;
}

/** On a phone, the open list would fill the screen. */
function collapseRunsIfNarrow() {
  byId('runs-details').open = !matchMedia('(max-width: 860px)').matches;
}

function show(section) {
  for (const id of SECTIONS) byId(id).hidden = id !== section;
}
