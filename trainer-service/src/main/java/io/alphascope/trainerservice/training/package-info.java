/**
 * Training itself, free of Kafka and HTTP.
 *
 * <p>A {@link io.alphascope.trainerservice.training.TrainingPlan} holds everything that determines
 * a run; a {@link io.alphascope.trainerservice.training.TrainingLoop} takes its steps and calls a
 * {@link io.alphascope.trainerservice.training.TrainingListener}, which may record a step, make the
 * loop wait, or stop it. An {@link io.alphascope.trainerservice.training.UpdateRule} turns
 * gradients into steps, at the rate of a {@link
 * io.alphascope.trainerservice.training.LearningRateSchedule}.
 *
 * <p>Guarantee: the same plan gives the same parameters, bit for bit, on the same machine.
 */
package io.alphascope.trainerservice.training;
