package io.alphascope.workload.dataset;

/**
 * x = (raw / 255 − mean) / standardDeviation, each operation rounded to float32, which is what
 * torchvision's {@code ToTensor} and {@code Normalize} compute for a raw byte.
 */
public record Normalisation(double mean, double standardDeviation) {

  public Normalisation {
    if (!Double.isFinite(mean) || !Double.isFinite(standardDeviation) || standardDeviation <= 0) {
      throw new IllegalArgumentException(
          "normalisation needs a finite mean and a positive standard deviation, found mean "
              + mean
              + ", standard deviation "
              + standardDeviation);
    }
  }

  /** The normalised value of each of the 256 raw bytes. */
  float[] table() {
    float[] table = new float[256];
    for (int raw = 0; raw < table.length; raw++) {
      table[raw] = (raw / 255f - (float) mean) / (float) standardDeviation;
    }
    return table;
  }
}
