/**
 * What this machine may lack: a data set, memory, PyTorch. The records are not at fault, so work
 * that needs it is held and tried again, and log, health checks and REST say why.
 *
 * <ul>
 *   <li>{@code LackException}: what is lacking, with the remedy; recognises it in other failures;
 *   <li>{@code HeldWork}: tries held work again until it can be done.
 * </ul>
 */
package io.alphascope.curvatureservice.machine;
