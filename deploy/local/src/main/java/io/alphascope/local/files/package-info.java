/** Files that only their owner may read. */
package io.alphascope.local.files;
