/**
 * Data sets, and batches by reference.
 *
 * <p>A {@link io.alphascope.workload.dataset.DatasetCatalog} opens a {@link
 * io.alphascope.workload.dataset.Dataset} by name, from original files ({@code mnist}, {@code
 * fashion-mnist}: found, else downloaded; {@code cifar-10}: found) from the jar ({@code
 * mnist-sample}) or from a folder of arrays. Which samples make a batch is decided by a {@link
 * io.alphascope.workload.dataset.SampleOrder} for training and by {@link
 * io.alphascope.workload.dataset.FreshSamples} for independent batches.
 *
 * <p>Guarantee: a batch is rebuilt, bit for bit and on any machine, from the name of its data set
 * and its sample indices; orders and draws follow from the run's seed alone. Everything here may be
 * used by several threads at once.
 */
package io.alphascope.workload.dataset;
