package io.alphascope.trainerservice.publishing;

import io.alphascope.events.StepKey;
import io.alphascope.events.Topic;
import java.util.ArrayDeque;
import java.util.Deque;
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
 * <p>The training thread reserves a place, fills an event and publishes it; another thread passes
 * events to the producer in order, which retries while the broker is away. A place is free again
 * when the broker has acknowledged its event and all events before it.
 */
public final class StepStream implements AutoCloseable {

  /** How often a wait checks whether it should end. */
  private static final int LOOK_EVERY_MILLIS = 50;

  private final String run;
  private final int capacity;
  private final Producer<String, byte[]> producer;
  private final StepMeters meters;
  private final Semaphore places;
  private final BlockingQueue<Event> waiting = new LinkedBlockingQueue<>();
  private final Thread sending;

  /** Events not acknowledged, or after one that is not; guarded by {@code this}. */
  private final Deque<Event> unacknowledged = new ArrayDeque<>();

  /** Guarded by {@code this}. */
  private Acknowledged acknowledged = new Acknowledged(0, -1);

  private volatile PublishingException failure;

  StepStream(String run, int capacity, Producer<String, byte[]> producer, StepMeters meters) {
    this.run = run;
    this.capacity = capacity;
    this.producer = producer;
    this.meters = meters;
    this.places = new Semaphore(capacity);
    this.sending = new Thread(this::send, "step-publishing");
    sending.setDaemon(true);
    sending.start();
  }

  /**
   * @param events acknowledged, together with all before them
   * @param lastStep the largest step among them; −1: none
   */
  public record Acknowledged(long events, long lastStep) {}

  private static final class Event {
    private final long step;
    private final byte[] record;
    private boolean acknowledged;

    private Event(long step, byte[] record) {
      this.step = step;
      this.record = record;
    }
  }

  /**
   * Takes a place if one is free.
   *
   * @throws PublishingException if an earlier event could not be published
   */
  public boolean tryReserve() {
    throwIfFailed();
    return places.tryAcquire();
  }

  /**
   * Waits for a place.
   *
   * @return whether one was reserved; false only if {@code giveUp} says so
   * @throws PublishingException if an earlier event could not be published
   */
  public boolean reserve(BooleanSupplier giveUp) throws InterruptedException {
    return acquire(1, giveUp);
  }

  /**
   * Puts an event in a reserved place; does not wait.
   *
   * @param record a serialised {@code StepTaken}; it must not be changed afterwards
   */
  public void publish(long step, byte[] record) {
    Event event = new Event(step, record);
    synchronized (this) {
      unacknowledged.add(event);
    }
    waiting.add(event);
    meters.bufferedEvents(buffered());
  }

  /**
   * Waits until all is acknowledged.
   *
   * @return whether it is; false only if {@code giveUp} says so
   * @throws PublishingException if something could not be published
   */
  public boolean drain(BooleanSupplier giveUp) throws InterruptedException {
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

  /** What the broker has acknowledged so far, up to the first event that it has not. */
  public synchronized Acknowledged acknowledged() {
    return acknowledged;
  }

  private int buffered() {
    return capacity - places.availablePermits();
  }

  private void send() {
    try {
      while (true) {
        Event event = waiting.take();
        String key = new StepKey(run, event.step).toString();
        producer.send(
            new ProducerRecord<>(Topic.STEPS.topicName(), key, event.record),
            (metadata, error) -> completed(event, error));
      }
    } catch (InterruptedException | InterruptException closed) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      fail("Steps of run %s cannot be published: %s".formatted(run, e.getMessage()), e);
    }
  }

  /** On the producer's thread. */
  private void completed(Event event, Exception error) {
    if (error != null) {
      fail(
          "Step %d of run %s could not be published: %s"
              .formatted(event.step, run, error.getMessage()),
          error);
      return;
    }
    int freed = 0;
    synchronized (this) {
      event.acknowledged = true;
      while (!unacknowledged.isEmpty() && unacknowledged.peek().acknowledged) {
        acknowledged = new Acknowledged(acknowledged.events + 1, unacknowledged.remove().step);
        freed++;
      }
    }
    places.release(freed);
    meters.published(event.record.length);
    meters.bufferedEvents(buffered());
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

  /** Passes no further events to the producer. */
  @Override
  public void close() {
    sending.interrupt();
    meters.bufferedEvents(0);
  }
}
