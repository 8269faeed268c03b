package io.alphascope.workload.dataset;

/**
 * A file as it lies on mirrors.
 *
 * @param sha256 hexadecimal, lower case
 */
record RemoteFile(String name, int bytes, String sha256) {}
