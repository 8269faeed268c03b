/**
 * What this machine may lack: a data set, memory, PyTorch. Such a lack is no fault of a record, so
 * the work that it keeps from being done is held and tried again, and whoever looks is told why.
 *
 * <ul>
 *   <li>{@code Lack}: what is lacking, with the remedy; tells it from all other failures;
 *   <li>{@code HeldWork}: tries held work again until it can be done.
 * </ul>
 */
package io.alphascope.curvatureservice.machine;
