/**
 * The curvature service: consumes {@code training.steps}, publishes {@code curvature.observations}.
 *
 * <pre>
 *   decode      a record's bytes → a step with its batches, or the reason why it is not valid
 *   observe     one step → the records to publish
 *   delivery    work → published → the record's offset finished; live steps
 *   replay      observes steps of the topic again, under other curvatures
 *   machine     what this machine lacks: holds the steps that need it, and says so
 *   loss        counts the steps that retention deleted before they were observed
 *   runs        the runs of training.runs; announces those of foreign publishers
 *   kafka       the clients' settings, the channel that publishes, topics that are followed
 *   startup     creates the parts, warms the workers, starts to consume
 *   metrics     what is counted
 *   monitoring  health, gauges
 *   rest        GET /status, GET /curvatures
 *   config      what a user may set
 * </pre>
 *
 * <p>Every record of {@code training.steps} leads either to observations, one per curvature, or to
 * one dead letter; its offset is committed only after the broker has acknowledged them. Both are
 * keyed deterministically, so that a step delivered twice changes nothing. A step that needs
 * something that this machine lacks is held until it is available.
 */
package io.alphascope.curvatureservice;
