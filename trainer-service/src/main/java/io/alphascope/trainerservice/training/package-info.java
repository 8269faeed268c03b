/**
 * Training itself, free of Kafka and HTTP.
 *
 * <p>A {@link io.alphascope.trainerservice.training.TrainingPlan} holds everything that decides a
 * run; a {@link io.alphascope.trainerservice.training.TrainingLoop} takes its steps and tells a
 * {@link io.alphascope.trainerservice.training.TrainingListener}, which may ask for the record of a
 * step, hold the loop up, or stop it. An {@link io.alphascope.trainerservice.training.UpdateRule}
 * turns gradients into steps, at the rate of a {@link
 * io.alphascope.trainerservice.training.LearningRateSchedule}; a {@link
 * io.alphascope.trainerservice.training.DeviceRule} finds the device.
 *
 * <p>Guarantee: the same plan gives the same parameters, bit for bit, on the same machine.
 */
package io.alphascope.trainerservice.training;
