package io.alphascope.workload.jet;

import java.util.List;

/** A list of jets, which need not be of one shape. */
public record JetSequence(List<Jet> items) implements Value {}
