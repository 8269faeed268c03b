/**
 * What the trainer publishes to Kafka, and reads from it.
 *
 * <p>{@link io.alphascope.trainerservice.publishing.StepStream} is the bounded buffer between one
 * training and {@code training.steps}; {@link io.alphascope.trainerservice.publishing.RunJournal}
 * writes and reads {@code training.runs}, where a restarted service finds its past runs; {@link
 * io.alphascope.trainerservice.publishing.StepLog} finds what a crashed trainer had published.
 * {@link io.alphascope.trainerservice.publishing.StreamPublisher} owns the producer.
 *
 * <p>Guarantee: a step that was given to a {@code StepStream} is published exactly once while this
 * process lives, however long the broker is away; counts and "last published" contain only what the
 * broker has acknowledged.
 */
package io.alphascope.trainerservice.publishing;
