package io.alphascope.service.availability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutageTest {

  private static final java.util.logging.Logger LOG = java.util.logging.Logger.getLogger("outage");

  private final List<String> said = new ArrayList<>();
  private final List<Level> levels = new ArrayList<>();
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          said.add(record.getMessage());
          levels.add(record.getLevel());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private final Outage outage = new Outage(Logger.getLogger("outage"), "PostgreSQL");

  @BeforeEach
  void listen() {
    LOG.addHandler(listener);
  }

  @AfterEach
  void leave() {
    LOG.removeHandler(listener);
  }

  @Test
  void saysOnceThatItIsAwayAndOnceThatItIsBack() {
    outage.away("first reason");
    outage.away("second reason");
    assertThat(outage.reason())
        .hasValue("PostgreSQL does not answer (second reason); waiting for it");
    outage.answered();
    outage.answered();

    assertThat(outage.reason()).isEmpty();
    assertThat(said)
        .containsExactly(
            "PostgreSQL does not answer (first reason); waiting for it",
            "PostgreSQL answers again");
  }

  @Test
  void isNoWarningBeforeItWasEverReached() {
    outage.away("still starting");
    outage.answered();
    outage.away("died");

    assertThat(levels).extracting(Level::getName).containsExactly("INFO", "INFO", "WARN");
  }

  @Test
  void aRefusalIsSaidEvenIfItWasAwayBefore() {
    outage.away("no route");
    outage.refused("wrong password");
    outage.away("no route");
    outage.refused("wrong password");
    outage.answered();

    assertThat(said)
        .containsExactly(
            "PostgreSQL does not answer (no route); waiting for it",
            "PostgreSQL refuses this service (wrong password); trying again",
            "PostgreSQL answers again");
  }
}
