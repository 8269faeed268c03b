// The view "Curvature" of a run: α* under all of its curvatures, and what is observed beside α*.

import { byId, element, setOptions, setText } from '../dom.js';
import { formatCount } from '../numbers.js';
import { CARDS, QUANTITIES } from './cards.js';
import { createCard } from './card.js';
import { DistributionChart } from './distribution-chart.js';
import { Histograms, JOINT } from './histograms.js';
import { JointChart } from './joint-chart.js';
import { ObservedChart } from './observed-chart.js';
import { OperatorsChart } from './operators-chart.js';
import { TrustChart } from './trust-chart.js';

export class CurvatureView {
  /** The quantities that it draws. */
  static QUANTITIES = QUANTITIES;

  #charts;
  #histograms = null;
  /** What the reader chose; null: the first batch, the last step. */
  #batch = null;
  #step = null;

  /** @param onChange called when the reader chooses another histogram */
  constructor(zoom, onChange) {
    const waiting = element('p', { id: 'curvature-waiting', class: 'muted' }, 'Nothing is known yet of what was observed.');
    const cards = element('div', { id: 'curvature-cards', hidden: true },
      createCard({
        id: 'operators',
        title: 'α* under every curvature',
        tall: true,
        words: [
          'The same steps, judged by every curvature that was observed in this run, whether or not it is ticked above. Lines are rolling medians.',
          'Where curvatures agree, the cheapest of them tells as much as the dearest. Solid lines judge a step by its own samples, dashed ones by others.',
        ],
      }),
      createCard({
        id: 'trust',
        title: 'Trust radius',
        words: [
          'How far along the step the Taylor series of the loss surely converges, counted in steps as α* is. It is known of cross-entropy, and a lower bound.',
          'Where α* is far above it, the parabola is used where it need not hold: the loss at α* and the fidelity say whether it does.',
        ],
      }),
      ...CARDS.map((card) => createCard({ ...card, tall: card.plots.length > 1 })),
      createCard({
        id: 'distribution',
        title: 'Distribution of gradients and parameters',
        tall: true,
        before: [element('p', { class: 'pair', id: 'histogram-choice' }, element('label', {}, 'samples ', element('select', { id: 'histogram-batch' })))],
        words: [
          'Each column is the histogram of one step; the stronger the colour, the more numbers, on a logarithmic scale. What lies outside the range is counted at its edge.',
          'Gradients are those of every single sample. The range of a column follows its numbers: where columns become narrow, gradients become small, and may vanish.',
        ],
      }),
      createCard({
        id: 'joint',
        title: 'Gradients over parameters',
        after: [element('p', { class: 'pair', id: 'joint-choice' }, element('label', { for: 'joint-step' }, 'step'),
          element('input', { type: 'range', id: 'joint-step', min: 0, step: 1 }), element('output', { id: 'joint-step-words', for: 'joint-step' }))],
        words: [
          'Every element of every sample’s gradient, over the value of the parameter that it belongs to, at the step chosen below.',
          'Parameters around 0 with gradients around 0 only may belong to units that no longer learn.',
        ],
      }),
    );
    byId('curvature-view').replaceChildren(waiting, cards);
    byId('histogram-batch').addEventListener('change', ({ target }) => {
      this.#batch = target.value;
      onChange();
    });
    byId('joint-step').addEventListener('input', ({ target }) => {
      this.#step = this.#jointSteps()[target.valueAsNumber] ?? null;
      onChange();
    });
    this.#charts = [
      new OperatorsChart(zoom),
      new TrustChart(zoom),
      ...CARDS.map((card) => new ObservedChart(card, zoom)),
      new DistributionChart(zoom),
      new JointChart(),
    ];
  }

  /** Fetches what is not in the series of the curvatures. */
  async refresh(run, steps, signal) {
    const isAnother = this.#histograms?.run !== run.run;
    const histograms = isAnother ? new Histograms(run.run) : this.#histograms;
    if (isAnother) this.#step = null;
    this.#histograms = histograms;
    const observed = run.curvatures.reduce((sum, curvature) => sum + curvature.observed, 0);
    await histograms.look(observed, signal);
    await histograms.refresh({ steps, batch: this.#chosenBatch(), step: this.#chosenStep() }, signal);
  }

  draw(model) {
    const isEmpty = model.held.length === 0;
    byId('curvature-waiting').hidden = !isEmpty;
    byId('curvature-cards').hidden = isEmpty;
    if (isEmpty) return;
    const batch = this.#chosenBatch();
    this.#drawChoice(batch);
    const held = model.held.map((curvature, index) => ({ ...curvature, round: Math.floor(index / model.palette.series.length) }));
    const whole = { ...model, held, batch, histograms: this.#histograms?.run === model.run.run ? this.#histograms : null };
    this.#charts.forEach((chart) => chart.draw(whole));
  }

  #drawChoice(batch) {
    const batches = this.#histograms?.batches ?? [];
    byId('histogram-choice').hidden = batches.length < 2;
    setOptions(byId('histogram-batch'), batches);
    if (batch !== null) byId('histogram-batch').value = batch;
    const steps = this.#jointSteps();
    const place = steps.indexOf(this.#chosenStep());
    byId('joint-choice').hidden = steps.length === 0;
    const slider = byId('joint-step');
    slider.max = Math.max(0, steps.length - 1);
    slider.value = place;
    setText(byId('joint-step-words'), place < 0 ? '' : formatCount(steps[place]));
  }

  #chosenBatch() {
    const batches = this.#histograms?.batches ?? [];
    return batches.includes(this.#batch) ? this.#batch : batches[0] ?? null;
  }

  #jointSteps() {
    return this.#histograms?.stepsOf(JOINT, this.#chosenBatch()) ?? [];
  }

  #chosenStep() {
    const steps = this.#jointSteps();
    return steps.includes(this.#step) ? this.#step : steps.at(-1) ?? null;
  }
}
