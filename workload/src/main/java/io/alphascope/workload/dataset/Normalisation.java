package io.alphascope.workload.dataset;

import java.util.List;

/**
 * x = (raw / 255 − mean) / standardDeviation, each operation rounded to float32, which is what
 * torchvision's {@code ToTensor} and {@code Normalize} compute for a raw byte.
 *
 * @param means one for all channels, or one for each
 * @param standardDeviations as many
 */
public record Normalisation(List<Double> means, List<Double> standardDeviations) {

  public Normalisation {
    means = List.copyOf(means);
    standardDeviations = List.copyOf(standardDeviations);
    if (means.isEmpty() || means.size() != standardDeviations.size()) {
      throw new IllegalArgumentException(
          "normalisation needs as many means as standard deviations, found %d and %d"
              .formatted(means.size(), standardDeviations.size()));
    }
    for (int channel = 0; channel < means.size(); channel++) {
      double mean = means.get(channel);
      double standardDeviation = standardDeviations.get(channel);
      if (!Double.isFinite(mean) || !Double.isFinite(standardDeviation) || standardDeviation <= 0) {
        throw new IllegalArgumentException(
            "normalisation needs a finite mean and a positive standard deviation, found mean "
                + mean
                + ", standard deviation "
                + standardDeviation);
      }
    }
  }

  /** The same for all channels. */
  public static Normalisation of(double mean, double standardDeviation) {
    return new Normalisation(List.of(mean), List.of(standardDeviation));
  }

  /** The normalised value of each of the 256 raw bytes, for each channel. */
  float[][] tables() {
    float[][] tables = new float[means.size()][256];
    for (int channel = 0; channel < tables.length; channel++) {
      float mean = means.get(channel).floatValue();
      float standardDeviation = standardDeviations.get(channel).floatValue();
      for (int raw = 0; raw < 256; raw++) {
        tables[channel][raw] = (raw / 255f - mean) / standardDeviation;
      }
    }
    return tables;
  }

  /** "mean 0.1307 and standard deviation 0.3081"; lists where channels differ. */
  @Override
  public String toString() {
    return means.size() == 1
        ? "mean %s and standard deviation %s".formatted(means.get(0), standardDeviations.get(0))
        : "means %s and standard deviations %s".formatted(means, standardDeviations);
  }
}
