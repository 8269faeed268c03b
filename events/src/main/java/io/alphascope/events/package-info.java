/**
 * The wire contract between the services. Services share no other code that defines what they
 * exchange.
 *
 * <ul>
 *   <li><b>Messages</b>: generated from {@code events.proto}, which explains every field.
 *   <li><b>Quantities</b>: {@link io.alphascope.events.ObservedQuantity} lists the numbers that are
 *       measured for every observation.
 *   <li><b>Large events</b>: {@link io.alphascope.events.StepWriter} lays out a step, whose vectors
 *       are filled in place; {@link io.alphascope.events.StepReader} reads one without copying
 *       them; {@link io.alphascope.events.Tensors} reads a vector.
 *   <li><b>Graphs</b>: {@link io.alphascope.events.GraphDescription} writes one into a
 *       specification.
 *   <li><b>Topics</b>: {@link io.alphascope.events.Topic} names them, {@link
 *       io.alphascope.events.StreamSettings} derives every limit from one size, {@link
 *       io.alphascope.events.Topics} creates what is missing.
 *   <li><b>Keys</b>: {@link io.alphascope.events.StepKey}, {@link
 *       io.alphascope.events.ObservationKey}, {@link io.alphascope.events.StatisticsKey}; their
 *       texts are the keys on the wire.
 *   <li><b>Remarks</b> ({@code remarks}): the sentences about what is inconsistent in a run.
 * </ul>
 *
 * <p>All classes are immutable or used by one thread only.
 */
package io.alphascope.events;
