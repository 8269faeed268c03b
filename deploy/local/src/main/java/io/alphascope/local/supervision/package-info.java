/**
 * Child processes that end with the launcher, however it ends, and are started again when they die.
 *
 * <ul>
 *   <li>{@link io.alphascope.local.supervision.ChildSpecification}: what to run and how to tell
 *       that it is ready;
 *   <li>{@code Guardian}: one running process behind a small shell that ends it when the launcher
 *       goes;
 *   <li>{@link io.alphascope.local.supervision.RunFolder}: process ids, so that the next launcher
 *       can end what was left;
 *   <li>{@code RestartPolicy}: when to start a dead child again, and when to give up;
 *   <li>{@link io.alphascope.local.supervision.SupervisedChild}: the thread that puts them
 *       together;
 *   <li>{@link io.alphascope.local.supervision.LogFile}: where a child's output goes.
 * </ul>
 */
package io.alphascope.local.supervision;
