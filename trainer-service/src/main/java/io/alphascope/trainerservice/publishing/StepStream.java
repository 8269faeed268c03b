package io.alphascope.trainerservice.publishing;

import io.alphascope.events.StepGroup;
import io.alphascope.events.StepKey;
import io.alphascope.events.StepTaken;
import io.alphascope.events.Topic;
import io.alphascope.trainerservice.training.StepRecorder;
import io.alphascope.trainerservice.training.StepStart;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;

/**
 * The bounded buffer between one run's training and {@code training.steps}.
 *
 * <p>The training thread reserves a place, takes a step and publishes it; another thread puts
 * successive steps into records and passes these to the producer in order, which retries while the
 * broker is away. A record is sent when it is full, when its first step has waited for {@link
 * #LONGEST_WAIT}, or when a step comes that does not follow. A place is free again when the broker
 * has acknowledged its step and all steps before it.
 */
public final class StepStream implements AutoCloseable {

  /** How long a step waits for others. */
  static final Duration LONGEST_WAIT = Duration.ofMillis(250);

  /** How often a wait checks whether it should end. */
  private static final int LOOK_EVERY_MILLIS = 50;

  private final String run;
  private final StepEvents events;
  private final int stepsPerRecord;
  private final int capacity;
  private final Producer<String, byte[]> producer;
  private final StepMeters meters;
  private final Semaphore places;
  private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
  private final Thread sending;
  private final Vectors vectors;

  /** The step recorded last; only the recording thread uses it. */
  private TakenStep last;

  /** Only the sending thread uses it. */
  private boolean isFirstRecord = true;

  /** Records not acknowledged, or after one that is not; guarded by {@code this}. */
  private final Deque<SentRecord> unacknowledged = new ArrayDeque<>();

  /** Guarded by {@code this}. */
  private Acknowledged acknowledged = new Acknowledged(0, 0, -1);

  private volatile PublishingException failure;

  /**
   * @param stepsPerRecord at most so many steps are in one record, n; no record holds steps of two
   *     of the blocks [0, n), [n, 2n), …
   * @param capacity steps in the buffer, at least n
   */
  StepStream(
      String run,
      StepEvents events,
      int stepsPerRecord,
      int capacity,
      Producer<String, byte[]> producer,
      StepMeters meters) {
    this.run = run;
    this.events = events;
    this.stepsPerRecord = stepsPerRecord;
    this.capacity = capacity;
    this.producer = producer;
    this.meters = meters;
    this.places = new Semaphore(capacity);
    this.vectors = new Vectors(events.parameterCount());
    this.sending = new Thread(this::send, "step-publishing");
    sending.setDaemon(true);
    sending.start();
  }

  /**
   * @param steps acknowledged, together with all before them
   * @param records that hold them
   * @param lastStep the largest step among them; −1: none
   */
  public record Acknowledged(long steps, long records, long lastStep) {}

  /**
   * @param step null: what waits for other steps is to be sent at once
   * @param nanos when it was published
   */
  private record Waiting(TakenStep step, long nanos) {}

  private static final class SentRecord {
    private final StepKey first;
    private final int steps;
    private boolean acknowledged;

    private SentRecord(StepKey first, int steps) {
      this.first = first;
      this.steps = steps;
    }

    private long last() {
      return first.step() + steps - 1;
    }
  }

  /**
   * Takes a place if one is free.
   *
   * @throws PublishingException if an earlier step could not be published
   */
  public boolean tryReserve() {
    throwIfFailed();
    return places.tryAcquire();
  }

  /**
   * Waits for a place.
   *
   * @return whether one was reserved; false only if {@code giveUp} says so
   * @throws PublishingException if an earlier step could not be published
   */
  public boolean reserve(BooleanSupplier giveUp) throws InterruptedException {
    return acquire(1, giveUp);
  }

  /**
   * Where to write a step that is about to be taken, for which a place is reserved. When it is
   * complete, it is published. Called by one thread.
   */
  public StepRecorder recorder(StepStart start, Instant time) {
    boolean follows = last != null && last.number() == start.step() - 1;
    TakenStep step =
        new TakenStep(
            start, time, follows ? last.theta1() : vectors.take(), vectors.take(), vectors.take());
    return new StepRecorder(
        follows ? Optional.empty() : Optional.of(ByteBuffer.wrap(step.theta0())),
        ByteBuffer.wrap(step.gradient()),
        ByteBuffer.wrap(step.theta1()),
        () -> publish(step));
  }

  private void publish(TakenStep step) {
    last = step;
    waiting.add(new Waiting(step, System.nanoTime()));
    meters.bufferedSteps(buffered());
  }

  /**
   * Waits until all is acknowledged.
   *
   * @return whether it is; false only if {@code giveUp} says so
   * @throws PublishingException if something could not be published
   */
  public boolean drain(BooleanSupplier giveUp) throws InterruptedException {
    waiting.add(new Waiting(null, System.nanoTime()));
    boolean isDrained = acquire(capacity, giveUp);
    if (isDrained) {
      places.release(capacity);
    }
    return isDrained;
  }

  private boolean acquire(int wanted, BooleanSupplier giveUp) throws InterruptedException {
    while (!giveUp.getAsBoolean()) {
      throwIfFailed();
      if (places.tryAcquire(wanted, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        return true;
      }
    }
    return false;
  }

  /** What the broker has acknowledged so far, up to the first record that it has not. */
  public synchronized Acknowledged acknowledged() {
    return acknowledged;
  }

  private int buffered() {
    return capacity - places.availablePermits();
  }

  private void send() {
    try {
      Waiting next = waiting.take();
      while (true) {
        next = next.step() == null ? waiting.take() : sendGroup(next);
      }
    } catch (InterruptedException | InterruptException closed) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      fail("Steps of run %s cannot be published: %s".formatted(run, e.getMessage()), e);
    }
  }

  /** Sends a step with those that follow it; returns what comes after them. */
  private Waiting sendGroup(Waiting first) throws InterruptedException {
    List<TakenStep> group = new ArrayList<>(List.of(first.step()));
    List<StepTaken> messages = new ArrayList<>(List.of(events.message(first.step(), true)));
    long deadline = first.nanos() + LONGEST_WAIT.toNanos();
    long expected = first.step().number() + 1;
    Waiting next = null;
    while (expected % stepsPerRecord != 0) {
      next = waiting.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null || next.step() == null || next.step().number() != expected) {
        break;
      }
      group.add(next.step());
      messages.add(events.message(next.step(), isFirstRecord));
      next = null;
      expected++;
    }
    send(messages);
    isFirstRecord = false;
    reuseVectors(group);
    return next == null ? waiting.take() : next;
  }

  /** All vectors of a record that was sent, but its last θ₁: the next step starts there. */
  private void reuseVectors(List<TakenStep> group) {
    for (TakenStep step : group) {
      vectors.give(step.theta0());
      vectors.give(step.gradient());
    }
  }

  private void send(List<StepTaken> group) {
    StepKey key = new StepKey(run, group.get(0).getStep());
    SentRecord sent = new SentRecord(key, group.size());
    synchronized (this) {
      unacknowledged.add(sent);
    }
    byte[] value = StepGroup.join(group).toByteArray();
    String topic = Topic.STEPS.topicName();
    int partition = key.partition(stepsPerRecord, producer.partitionsFor(topic).size());
    producer.send(
        new ProducerRecord<>(topic, partition, key.toString(), value),
        (metadata, error) -> completed(sent, value.length, error));
  }

  /** On the producer's thread. */
  private void completed(SentRecord sent, int bytes, Exception error) {
    if (error != null) {
      fail(
          "Steps %d to %d of run %s could not be published: %s"
              .formatted(sent.first.step(), sent.last(), run, error.getMessage()),
          error);
      return;
    }
    int freed = 0;
    synchronized (this) {
      sent.acknowledged = true;
      while (!unacknowledged.isEmpty() && unacknowledged.peek().acknowledged) {
        SentRecord first = unacknowledged.remove();
        acknowledged =
            new Acknowledged(
                acknowledged.steps + first.steps, acknowledged.records + 1, first.last());
        freed += first.steps;
      }
    }
    places.release(freed);
    meters.published(sent.steps, bytes);
    meters.bufferedSteps(buffered());
  }

  private void fail(String message, Exception cause) {
    if (failure == null) {
      failure = new PublishingException(message, cause);
    }
  }

  private void throwIfFailed() {
    if (failure != null) {
      throw failure;
    }
  }

  /** Passes no further steps to the producer. */
  @Override
  public void close() {
    sending.interrupt();
    meters.bufferedSteps(0);
  }
}
