package io.alphascope.aggregator.reading;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.Timestamp;
import io.alphascope.events.CurvatureObserved;
import io.alphascope.events.CurvatureObserved.Status;
import io.alphascope.events.DeadLetter;
import io.alphascope.events.HistogramObserved;
import io.alphascope.events.ObservationKey;
import io.alphascope.events.RollingStatistics;
import io.alphascope.events.RunChanged;
import io.alphascope.events.RunIds;
import io.alphascope.events.StatisticsKey;
import java.util.regex.Pattern;

/**
 * Reads the event that a record of a topic must contain. Key and value must name the same run, step
 * and curvature: compaction and partitions depend on the key, tables on the value.
 */
public final class EventReader {

  /** The name of a curvature or of a histogram. */
  private static final Pattern NAME = Pattern.compile("[!-~]{1,200}");

  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

  /** 0001-01-01 and 9999-12-31, protobuf's own limits. */
  private static final long FIRST_SECOND = -62_135_596_800L;

  private static final long LAST_SECOND = 253_402_300_799L;

  private EventReader() {}

  public static CurvatureObserved observation(String key, byte[] value)
      throws UnreadableRecordException {
    CurvatureObserved observed = parse(CurvatureObserved.parser(), "CurvatureObserved", value);
    checkSeries(observed.getRun(), observed.getCurvature(), observed.getStep());
    Status status = observed.getStatus();
    if (status == Status.STATUS_UNSPECIFIED || status == Status.UNRECOGNIZED) {
      throw new UnreadableRecordException("status", "a known one", observed.getStatusValue());
    }
    checkTime("time", observed.getTime());
    for (int i = 0; i < observed.getHistogramsCount(); i++) {
      checkHistogram("histograms[" + i + "]", observed.getHistograms(i));
    }
    checkKey(
        new ObservationKey(observed.getRun(), observed.getStep(), observed.getCurvature()), key);
    return observed;
  }

  public static RollingStatistics statistics(String key, byte[] value)
      throws UnreadableRecordException {
    RollingStatistics statistics = parse(RollingStatistics.parser(), "RollingStatistics", value);
    checkSeries(statistics.getRun(), statistics.getCurvature(), statistics.getStep());
    if (statistics.getWindow() < 1) {
      throw new UnreadableRecordException("window", "at least 1", statistics.getWindow());
    }
    checkKey(
        new StatisticsKey(
            statistics.getRun(),
            statistics.getCurvature(),
            statistics.getWindow(),
            statistics.getStep()),
        key);
    return statistics;
  }

  public static RunChanged run(String key, byte[] value) throws UnreadableRecordException {
    RunChanged run = parse(RunChanged.parser(), "RunChanged", value);
    checkRun(run.getRun());
    if (run.getState() == RunChanged.State.STATE_UNSPECIFIED
        || run.getState() == RunChanged.State.UNRECOGNIZED) {
      throw new UnreadableRecordException("state", "a known one", run.getStateValue());
    }
    checkTime("started", run.getStarted());
    checkTime("ended", run.getEnded());
    checkKey(run.getRun(), key);
    return run;
  }

  public static DeadLetter deadLetter(byte[] value) throws UnreadableRecordException {
    DeadLetter letter = parse(DeadLetter.parser(), "DeadLetter", value);
    if (!TOPIC.matcher(letter.getTopic()).matches()) {
      throw new UnreadableRecordException("topic", "a topic's name", quoted(letter.getTopic()));
    }
    checkTime("time", letter.getTime());
    return letter;
  }

  private static <T extends Message> T parse(Parser<T> parser, String type, byte[] value)
      throws UnreadableRecordException {
    if (value == null) {
      throw new UnreadableRecordException("value", "a " + type, "none");
    }
    try {
      return parser.parseFrom(value);
    } catch (InvalidProtocolBufferException malformed) {
      throw new UnreadableRecordException(
          "value",
          "a " + type,
          value.length + " bytes that are not one (" + malformed.getMessage() + ")");
    }
  }

  private static void checkSeries(String run, String curvature, long step)
      throws UnreadableRecordException {
    checkRun(run);
    if (!NAME.matcher(curvature).matches()) {
      throw new UnreadableRecordException(
          "curvature", "1 to 200 printable ASCII characters", quoted(curvature));
    }
    if (step < 0) {
      throw new UnreadableRecordException("step", "at least 0", step);
    }
  }

  private static void checkHistogram(String field, HistogramObserved histogram)
      throws UnreadableRecordException {
    if (!NAME.matcher(histogram.getName()).matches()) {
      throw new UnreadableRecordException(
          field + ".name", "1 to 200 printable ASCII characters", quoted(histogram.getName()));
    }
    if (histogram.getAxesCount() == 0) {
      throw new UnreadableRecordException(field + ".axes", "at least one", 0);
    }
    long bins = 1;
    for (int i = 0; i < histogram.getAxesCount(); i++) {
      HistogramObserved.Axis axis = histogram.getAxes(i);
      if (axis.getBins() < 1) {
        throw new UnreadableRecordException(
            "%s.axes[%d].bins".formatted(field, i), "at least 1", axis.getBins());
      }
      if (!(axis.getMinimum() < axis.getMaximum())) {
        throw new UnreadableRecordException(
            "%s.axes[%d].maximum".formatted(field, i),
            "more than the minimum, " + axis.getMinimum(),
            axis.getMaximum());
      }
      bins *= axis.getBins();
    }
    if (histogram.getCountsCount() != bins) {
      throw new UnreadableRecordException(
          field + ".counts", bins + ", one of each bin of its axes", histogram.getCountsCount());
    }
  }

  private static void checkRun(String run) throws UnreadableRecordException {
    if (!RunIds.mayExist(run)) {
      throw new UnreadableRecordException("run", RunIds.EXPECTED_OF_EXISTING, quoted(run));
    }
  }

  private static void checkTime(String field, Timestamp time) throws UnreadableRecordException {
    if (time.getSeconds() < FIRST_SECOND
        || time.getSeconds() > LAST_SECOND
        || time.getNanos() < 0
        || time.getNanos() > 999_999_999) {
      throw new UnreadableRecordException(
          field,
          "a time in the years 1 to 9999",
          time.getSeconds() + " s and " + time.getNanos() + " ns");
    }
  }

  private static void checkKey(Object expected, String key) throws UnreadableRecordException {
    if (!expected.toString().equals(key)) {
      throw new UnreadableRecordException(
          "key", "'" + expected + "', as the value says", key == null ? "none" : quoted(key));
    }
  }

  private static String quoted(String text) {
    return "'" + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + "'";
  }
}
