/**
 * The curvature service: consumes {@code training.steps}, publishes {@code curvature.observations}.
 *
 * <pre>
 *   decode      a record's bytes → a step with its batches, or a reason why it is none
 *   observe     one step → the records it causes
 *   delivery    work → published → the record's offset finished; live steps
 *   replay      steps of the topic once more, under other curvatures
 *   machine     what this machine lacks: holds the steps that need it, and says so
 *   loss        counts what retention took before it was observed
 *   runs        which runs training.runs knows; announces those of foreign publishers
 *   kafka       the clients' settings, the channel that publishes, topics that are followed
 *   startup     makes the parts, warms the workers, begins to consume
 *   metrics     what is counted
 *   monitoring  health, gauges
 *   rest        GET /status, GET /curvatures
 *   config      what a user may set
 * </pre>
 *
 * <p>Every record of {@code training.steps} ends in exactly one of two ways, and its offset is
 * committed only after the broker has acknowledged what it caused: its observations, one per
 * curvature, or one dead letter. Both are keyed deterministically, so that a step delivered twice
 * changes nothing. A step that needs what this machine lacks is held until it is there.
 */
package io.alphascope.curvatureservice;
