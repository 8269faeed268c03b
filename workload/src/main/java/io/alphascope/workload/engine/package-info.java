/**
 * The engine that computes: {@link io.alphascope.workload.engine.PyTorch}, chosen by this code and
 * not by the environment; {@link io.alphascope.workload.engine.ForeignVariables} are what DJL would
 * listen to instead.
 */
package io.alphascope.workload.engine;
