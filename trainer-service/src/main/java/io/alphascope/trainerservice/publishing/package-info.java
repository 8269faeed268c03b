/**
 * What the trainer says to Kafka, and reads back from it.
 *
 * <p>{@link io.alphascope.trainerservice.publishing.StepStream} is the bounded buffer between one
 * training and {@code training.steps}; {@link io.alphascope.trainerservice.publishing.RunJournal}
 * keeps {@code training.runs}, from which a restarted service knows its past; {@link
 * io.alphascope.trainerservice.publishing.StepLog} finds what a dead trainer had published. {@link
 * io.alphascope.trainerservice.publishing.StreamPublisher} holds the producer.
 *
 * <p>Guarantee: a step that was given to a {@code StepStream} is published exactly once while this
 * process lives, however long the broker is away; counts and "last published" never run ahead of
 * what the broker has acknowledged.
 */
package io.alphascope.trainerservice.publishing;
