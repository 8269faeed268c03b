/**
 * Arrays in NumPy's own file format, {@code .npy}.
 *
 * <ul>
 *   <li>{@link io.alphascope.workload.npy.NpyArray}: one array in memory, read and written;
 *   <li>{@link io.alphascope.workload.npy.NpyRows}: one array in its file, read row by row;
 *   <li>{@code NpyHeader} and {@code NpyType}: what NumPy writes;
 *   <li>{@link io.alphascope.workload.npy.NpyContent}: what a file is for, and so the remedy.
 * </ul>
 *
 * <p>A file that holds anything else is refused by a {@link
 * io.alphascope.workload.npy.NpyException}, never guessed at.
 */
package io.alphascope.workload.npy;
