package io.alphascope.curvature;

import io.alphascope.workload.loss.Loss;
import io.alphascope.workload.network.Activation;

/**
 * A multi-layer perceptron and its losses once more, in plain loops over doubles and sharing
 * nothing with what it checks: losses and gradients by hand-written back-propagation, products with
 * the Hessian from central differences of the gradient, products with G as Jᵀ H_ℓ J d.
 */
final class ReferenceNetwork {
  private static final double H = 1e-6;

  private final int[] widths;
  private final Activation activation;
  private final Loss loss;
  private final double[][] inputs; // [n][inputs]
  private final double[][] targets; // [n][C], one-hot for classes

  ReferenceNetwork(
      int[] widths, Activation activation, Loss loss, double[][] inputs, double[][] targets) {
    this.widths = widths;
    this.activation = activation;
    this.loss = loss;
    this.inputs = inputs;
    this.targets = targets;
  }

  double loss(double[] theta) {
    double sum = 0;
    for (int i = 0; i < inputs.length; i++) {
      double[] z = outputs(theta, i);
      double[] p = softmax(z);
      for (int c = 0; c < z.length; c++) {
        double t = targets[i][c];
        sum +=
            switch (loss.kind()) {
              case CROSS_ENTROPY -> -t * Math.log(p[c]);
              case SQUARED_ERROR -> (z[c] - t) * (z[c] - t);
              case BINARY_CROSS_ENTROPY -> Math.log(1 + Math.exp(z[c])) - t * z[c];
              case GRAPH -> throw new IllegalArgumentException("no graph");
            };
      }
    }
    return scale() * sum;
  }

  double[] gradient(double[] theta) {
    double[] gradient = new double[theta.length];
    for (int i = 0; i < inputs.length; i++) {
      pullBack(theta, i, seed(theta, i), gradient);
    }
    return gradient;
  }

  /** ∂L/∂z of one sample. */
  private double[] seed(double[] theta, int i) {
    double[] z = outputs(theta, i);
    double[] p = softmax(z);
    double[] seed = new double[z.length];
    for (int c = 0; c < z.length; c++) {
      double t = targets[i][c];
      seed[c] =
          scale()
              * switch (loss.kind()) {
                case CROSS_ENTROPY -> mass(i) * p[c] - t;
                case SQUARED_ERROR -> 2 * (z[c] - t);
                case BINARY_CROSS_ENTROPY -> sigmoid(z[c]) - t;
                case GRAPH -> throw new IllegalArgumentException("no graph");
              };
    }
    return seed;
  }

  /** H d from (g(θ + h d) − g(θ − h d)) / 2h. */
  double[] hessianTimes(double[] theta, double[] d) {
    double[] ahead = gradient(along(theta, d, H));
    double[] behind = gradient(along(theta, d, -H));
    double[] product = new double[theta.length];
    for (int k = 0; k < product.length; k++) {
      product[k] = (ahead[k] - behind[k]) / (2 * H);
    }
    return product;
  }

  /** G d = s Σᵢ Jᵢᵀ Hᵢ (Jᵢ d), Jᵢ d from central differences of the outputs. */
  double[] ggnTimes(double[] theta, double[] d) {
    double[] product = new double[theta.length];
    for (int i = 0; i < inputs.length; i++) {
      double[] ahead = outputs(along(theta, d, H), i);
      double[] behind = outputs(along(theta, d, -H), i);
      double[] z = outputs(theta, i);
      double[] p = softmax(z);
      double[] tangent = new double[p.length];
      double mean = 0;
      for (int c = 0; c < p.length; c++) {
        tangent[c] = (ahead[c] - behind[c]) / (2 * H);
        mean += p[c] * tangent[c];
      }
      double[] seed = new double[p.length];
      for (int c = 0; c < p.length; c++) {
        seed[c] =
            scale()
                * switch (loss.kind()) {
                  case CROSS_ENTROPY -> mass(i) * p[c] * (tangent[c] - mean);
                  case SQUARED_ERROR -> 2 * tangent[c];
                  case BINARY_CROSS_ENTROPY -> sigmoid(z[c]) * sigmoid(-z[c]) * tangent[c];
                  case GRAPH -> throw new IllegalArgumentException("no graph");
                };
      }
      pullBack(theta, i, seed, product);
    }
    return product;
  }

  /** Σ (f″ δ)₊ ẋ² over the elements x of hidden layers, δ = ∂L/∂f(x). */
  double positiveResiduals(double[] theta, double[] d) {
    double sum = 0;
    double[] gradient = new double[theta.length];
    for (int i = 0; i < inputs.length; i++) {
      double[][] layers = forward(theta, i);
      double[][] ahead = sums(along(theta, d, H), i);
      double[][] behind = sums(along(theta, d, -H), i);
      double[][] deltas = pullBack(theta, i, seed(theta, i), gradient);
      for (int layer = 1; layer < widths.length - 1; layer++) {
        for (int k = 0; k < widths[layer]; k++) {
          double tangent = (ahead[layer][k] - behind[layer][k]) / (2 * H);
          double residual = bend(layers[layer][k]) * deltas[layer][k];
          sum += Math.max(0, residual) * tangent * tangent;
        }
      }
    }
    return sum;
  }

  /** f″(x) from y = f(x). */
  private double bend(double y) {
    return switch (activation) {
      case RELU -> 0;
      case TANH -> -2 * y * (1 - y * y);
      case SIGMOID -> (1 - 2 * y) * y * (1 - y);
    };
  }

  /** What activations get, by layer. */
  private double[][] sums(double[] theta, int sample) {
    double[][] layers = forward(theta, sample);
    double[][] sums = new double[widths.length][];
    int offset = 0;
    for (int layer = 1; layer < widths.length; layer++) {
      int in = widths[layer - 1];
      int out = widths[layer];
      sums[layer] = new double[out];
      for (int o = 0; o < out; o++) {
        sums[layer][o] = theta[offset + out * in + o];
        for (int k = 0; k < in; k++) {
          sums[layer][o] += theta[offset + o * in + k] * layers[layer - 1][k];
        }
      }
      offset += out * in + out;
    }
    return sums;
  }

  static double[] along(double[] theta, double[] d, double alpha) {
    double[] result = theta.clone();
    for (int k = 0; k < theta.length; k++) {
      result[k] += alpha * d[k];
    }
    return result;
  }

  double[] outputs(double[] theta, int sample) {
    double[][] layers = forward(theta, sample);
    return layers[layers.length - 1];
  }

  /** The output of every layer, after its activation; layer 0 is the input. */
  double[][] forward(double[] theta, int sample) {
    double[][] layers = new double[widths.length][];
    layers[0] = inputs[sample];
    int offset = 0;
    for (int layer = 1; layer < widths.length; layer++) {
      int in = widths[layer - 1];
      int out = widths[layer];
      layers[layer] = new double[out];
      for (int o = 0; o < out; o++) {
        double sum = theta[offset + out * in + o];
        for (int k = 0; k < in; k++) {
          sum += theta[offset + o * in + k] * layers[layer - 1][k];
        }
        layers[layer][o] = layer == widths.length - 1 ? sum : activate(sum);
      }
      offset += out * in + out;
    }
    return layers;
  }

  /** Adds Jᵀ seed of one sample; returns the derivatives in every layer's output. */
  private double[][] pullBack(double[] theta, int sample, double[] seed, double[] gradient) {
    double[][] layers = forward(theta, sample);
    double[][] deltas = new double[widths.length][];
    double[] delta = seed;
    int offset = theta.length;
    for (int layer = widths.length - 1; layer > 0; layer--) {
      int in = widths[layer - 1];
      int out = widths[layer];
      offset -= out * in + out;
      double[] below = new double[in];
      for (int o = 0; o < out; o++) {
        gradient[offset + out * in + o] += delta[o];
        for (int k = 0; k < in; k++) {
          gradient[offset + o * in + k] += delta[o] * layers[layer - 1][k];
          below[k] += delta[o] * theta[offset + o * in + k];
        }
      }
      deltas[layer - 1] = below.clone();
      for (int k = 0; layer > 1 && k < in; k++) {
        below[k] *= slope(layers[layer - 1][k]);
      }
      delta = below;
    }
    return deltas;
  }

  private double activate(double x) {
    return switch (activation) {
      case RELU -> Math.max(0, x);
      case TANH -> Math.tanh(x);
      case SIGMOID -> sigmoid(x);
    };
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** f′(x) from y = f(x). */
  private double slope(double y) {
    return switch (activation) {
      case RELU -> y > 0 ? 1 : 0;
      case TANH -> 1 - y * y;
      case SIGMOID -> y * (1 - y);
    };
  }

  private static double[] softmax(double[] z) {
    double sum = 0;
    double[] p = new double[z.length];
    for (int c = 0; c < z.length; c++) {
      p[c] = Math.exp(z[c]);
      sum += p[c];
    }
    for (int c = 0; c < z.length; c++) {
      p[c] /= sum;
    }
    return p;
  }

  private double mass(int sample) {
    double mass = 0;
    for (double target : targets[sample]) {
      mass += target;
    }
    return mass;
  }

  private double scale() {
    if (loss.reduction() == Loss.Reduction.SUM) {
      return 1;
    }
    int n = inputs.length;
    return loss.kind() == Loss.Kind.CROSS_ENTROPY ? 1.0 / n : 1.0 / (n * widths[widths.length - 1]);
  }
}
