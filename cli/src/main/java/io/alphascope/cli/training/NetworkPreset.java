package io.alphascope.cli.training;

import io.alphascope.workload.naming.Named;
import io.alphascope.workload.network.Preset;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Networks that have a name, for images of 28 × 28 pixels in ten classes. */
enum NetworkPreset {
  NOTEBOOK("784-128-64-10"),
  LOGISTIC("784-10"),
  WIDE("784-512-10"),
  DEEP("784-64-64-64-64-64-10");

  private final String widths;

  NetworkPreset(String widths) {
    this.widths = widths;
  }

  static Optional<NetworkPreset> find(String name) {
    return Named.find(values(), name);
  }

  String widths() {
    return widths;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All, as a help text lists them. */
  static final class Descriptions implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.concat(
              Arrays.stream(values()).map(preset -> "%s (%s)".formatted(preset, preset.widths)),
              Arrays.stream(Preset.values())
                  .map(preset -> "%s (%s)".formatted(preset, preset.description())))
          .iterator();
    }
  }
}
