/**
 * From the bytes of one record to a step that can be observed.
 *
 * <p>{@link io.alphascope.curvatureservice.decode.StepDecoder} checks everything that a publisher
 * can get wrong, each with a {@link io.alphascope.curvatureservice.decode.MalformedStepException}
 * that names the field, what was expected and what was found. The vectors are views of the record.
 * The batch is rebuilt from its reference, or taken from the event.
 */
package io.alphascope.curvatureservice.decode;
