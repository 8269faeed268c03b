package io.alphascope.workload.jet;

/** What a name in a graph stands for while the graph runs. */
public sealed interface Value permits Jet, Constant, JetSequence {}
