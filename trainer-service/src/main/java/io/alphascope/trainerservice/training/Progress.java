package io.alphascope.trainerservice.training;

import java.util.Locale;

/**
 * The progress of a training at one batch.
 *
 * @param batch from 1, within the epoch
 * @param batches in the epoch
 * @param loss of the batch before the step
 * @param stepNorm ‖d‖ = ‖θ₁ − θ₀‖
 * @param gradientNorm ‖g‖
 */
public record Progress(
    int epoch, int batch, int batches, double loss, double stepNorm, double gradientNorm) {

  /** One line for the log. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "epoch %d  batch %d/%d  loss %.4f  ‖d‖ %.3e  ‖g‖ %.3e",
        epoch,
        batch,
        batches,
        loss,
        stepNorm,
        gradientNorm);
  }
}
