/**
 * The whole system on one machine: broker, database and the three services, kept under one data
 * folder.
 *
 * <ul>
 *   <li>{@link io.alphascope.local.system.DataFolder}: the folder, checked and locked;
 *   <li>{@link io.alphascope.local.system.Credentials}, {@code KeptPorts}: what is chosen once and
 *       kept in it;
 *   <li>{@code OutsideAccess}: the way in from other machines, if the user wants one;
 *   <li>{@code JavaProgram}: how a child JVM is started;
 *   <li>{@link io.alphascope.local.system.NativeLibraries}: where PyTorch is unpacked;
 *   <li>{@code LocalChildren}: what is run, with which settings;
 *   <li>{@code ObservingNiceness}: that the training comes first where processors are short;
 *   <li>{@link io.alphascope.local.system.LocalSystem}: starts it all, and ends it in order;
 *   <li>{@link io.alphascope.local.system.SystemFile}: tells other commands where a running system
 *       is.
 * </ul>
 */
package io.alphascope.local.system;
