/**
 * The wire contract, on which the services meet and which they share with nothing else.
 *
 * <ul>
 *   <li><b>Messages</b>: generated from {@code events.proto}, where every field is explained.
 *   <li><b>Quantities</b>: {@link io.alphascope.events.ObservedQuantity} lists what is measured of
 *       every observation.
 *   <li><b>Large events</b>: {@link io.alphascope.events.StepWriter} lays a step out once and lets
 *       its vectors be filled in place; {@link io.alphascope.events.StepReader} reads one without
 *       copying them; {@link io.alphascope.events.Tensors} looks into a vector.
 *   <li><b>Graphs</b>: {@link io.alphascope.events.GraphDescription} writes one into a
 *       specification.
 *   <li><b>Topics</b>: {@link io.alphascope.events.Topic} names them, {@link
 *       io.alphascope.events.StreamSettings} derives every limit from one number, {@link
 *       io.alphascope.events.Topics} creates what is missing.
 *   <li><b>Keys</b>: {@link io.alphascope.events.StepKey}, {@link
 *       io.alphascope.events.ObservationKey}, {@link io.alphascope.events.StatisticsKey}; the text
 *       of each is the key on the wire.
 *   <li><b>Remarks</b> ({@code remarks}): what every door says of what is inconsistent.
 * </ul>
 *
 * <p>Everything here is immutable or confined to one thread.
 */
package io.alphascope.events;
