/** What the trainer service tells of itself in {@code /q/metrics}, beside what becomes of steps. */
package io.alphascope.trainerservice.monitoring;
