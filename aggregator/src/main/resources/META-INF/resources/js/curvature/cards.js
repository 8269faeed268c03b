// The cards of the view "Curvature" that draw observed quantities: one or two plots each, which
// quantities are in them, and how to ask for those that are not observed on every step.

/**
 * `lines`: quantities with the words of the legend, and the quantity of their standard error.
 * `of`: "matrix" for quantities of each curvature, "batch" for those that all curvatures of a batch
 * share, "step" for those of the step alone. `marks`: values with words, drawn across.
 */
export const CARDS = [
  {
    id: 'trace',
    title: 'Trace and largest eigenvalue of the curvature matrix',
    plots: [
      {
        axis: 'trace, in loss/parameter²',
        of: 'matrix',
        lines: [
          { quantity: 'trace', name: 'trace', ask: 'trace@50' },
          { quantity: 'trace_estimate', name: 'estimate of the trace', ask: 'hutchinson@50', error: 'trace_estimate_standard_error' },
        ],
      },
      {
        axis: 'largest eigenvalue, in loss/parameter²',
        of: 'matrix',
        lines: [{ quantity: 'largest_eigenvalue', name: 'largest eigenvalue', ask: 'eigenvalue@50' }],
      },
    ],
    words: [
      'How strongly the loss bends in all directions together (the trace, the sum of all eigenvalues) and in the steepest one (the largest eigenvalue).',
      'The estimate of the trace from random vectors is paler, and has a band of one standard error on each side.',
      'A largest eigenvalue that rises while the loss falls: the run moves into a narrower valley, which allows only shorter steps.',
    ],
  },
  {
    id: 'condition',
    title: 'Condition along the step',
    plots: [
      {
        axis: 'largest eigenvalue ÷ curvature along the step',
        of: 'matrix',
        lines: [{ quantity: 'condition_along_step', name: 'condition', ask: 'eigenvalue@50' }],
        marks: () => [[1, '1: the steepest-curved direction']],
      },
    ],
    words: [
      'The largest eigenvalue, divided by the curvature along the step d, per unit of length. At 1 the step goes in the direction that bends the most.',
      'Far above 1 the step avoids the steep directions. α* then says little about other directions, in which the same length may be too far.',
    ],
  },
  {
    id: 'batch-size',
    title: 'Is the batch large enough?',
    plots: [
      {
        axis: 'noise ÷ gradient',
        of: 'batch',
        lines: [
          { quantity: 'norm_test', name: 'norm test', ask: 'noise@50' },
          { quantity: 'inner_product_test', name: 'inner product test', ask: 'noise@50' },
          { quantity: 'orthogonality_test', name: 'orthogonality test', ask: 'noise@50' },
        ],
        marks: () => [[1, '1: as much noise as gradient']],
      },
      {
        axis: 'samples',
        of: 'batch',
        lines: [{ quantity: 'cabs', name: 'CABS', ask: 'noise@50' }],
        marks: ({ run }) => {
          const size = run.steps?.batch_size ?? run.specification?.batch_size ?? null;
          return size === null ? [] : [[size, `batch of ${size}`]];
        },
      },
    ],
    words: [
      'The three tests compare the noise of the batch’s gradient with its length: in all directions, along the gradient, and across it. Below about 1, the batch’s gradient points where the gradient of all samples does.',
      'CABS is the batch size that suits this learning rate, for SGD without momentum. The line is the batch size used.',
    ],
  },
  {
    id: 'noise',
    title: 'Signal and noise of the gradient',
    plots: [
      {
        axis: 'variance, in loss²/parameter²',
        of: 'batch',
        lines: [{ quantity: 'gradient_variance', name: 'variance of the gradients', ask: 'noise@50' }],
      },
      {
        axis: 'squared mean ÷ variance',
        of: 'batch',
        lines: [{ quantity: 'mean_gsnr', name: 'signal-to-noise ratio', ask: 'noise@50' }],
      },
    ],
    words: [
      'The variance says how much the gradients of single samples differ, summed over the parameters.',
      'The signal-to-noise ratio compares what the samples agree on with that, on average over the parameters. It usually falls as the samples are fitted.',
    ],
  },
  {
    id: 'stopping',
    title: 'Is there still something to learn?',
    plots: [
      {
        axis: 'early stopping',
        of: 'batch',
        lines: [{ quantity: 'early_stopping', name: 'early stopping', ask: 'noise@50' }],
        marks: () => [[0, '0: above, as noise alone would make it']],
      },
    ],
    words: [
      'The early-stopping criterion needs no validation set: above 0, the gradient is no larger than the noise of its samples would make it.',
    ],
  },
  {
    id: 'tic',
    title: 'Takeuchi information criterion',
    plots: [
      {
        axis: 'by traces',
        of: 'matrix',
        lines: [{ quantity: 'tic_trace', name: 'by traces', ask: 'tic@50' }],
      },
      {
        axis: 'by diagonals',
        of: 'matrix',
        lines: [{ quantity: 'tic_diagonal', name: 'by diagonals', ask: 'tic@50' }],
      },
    ],
    words: [
      'The noise of the gradient divided by the curvature: up to a factor, an estimate of how much larger the loss on new samples is.',
      'It is approximated twice: by the two traces, and parameter by parameter by the two diagonals, where small curvatures count much.',
    ],
  },
  {
    id: 'distance',
    title: 'How far the parameters have moved',
    plots: [
      {
        axis: 'length, in parameters',
        of: 'step',
        lines: [
          { quantity: 'parameter_norm', name: 'length of the parameters', ask: 'distance' },
          { quantity: 'parameter_distance', name: 'distance from the start', ask: 'distance' },
        ],
      },
      {
        axis: 'length of the step ÷ of the parameters',
        of: 'step',
        lines: [{ quantity: 'relative_step_size', name: 'relative step size', ask: 'distance' }],
      },
    ],
    words: [
      'The length of all parameters, and their distance from where the run started.',
      'The relative step size says how large a step is beside the parameters that it changes. The distance comes from the trainer; other publishers may leave it out.',
    ],
  },
];

/** All quantities that the cards draw, with those of the charts of α*. */
export const QUANTITIES = [
  'alpha_star',
  'trust_radius',
  ...CARDS.flatMap(({ plots }) => plots.flatMap(({ lines }) => lines.flatMap(({ quantity, error }) => [quantity, error ?? []].flat()))),
];
