package io.alphascope.curvatureservice.delivery;

import io.alphascope.curvatureservice.loss.LostSteps;
import io.alphascope.curvatureservice.observe.StepProcessor;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Observes the steps of the channel {@code steps}.
 *
 * <p>Steps finish in any order; the channel's throttled commit strategy commits an offset only when
 * all steps before it are finished.
 *
 * <p>Back pressure: at most {@link Workers#stepsUnderWay()} steps are taken from the channel and
 * not finished. So no more are taken while the broker is away, or while this machine lacks what the
 * steps need.
 */
@ApplicationScoped
public class LiveSteps {

  private static final Logger LOG = Logger.getLogger(LiveSteps.class);

  @Inject StepProcessor processor;
  @Inject Workers workers;
  @Inject Delivery delivery;
  @Inject LostSteps lostSteps;

  @Inject
  @Channel("steps")
  Multi<Message<ByteBuffer>> steps;

  private Cancellable subscription = () -> {};
  private boolean stopped;

  /** Starts to consume; the topics must exist. */
  public synchronized void start() {
    if (!stopped) {
      subscription =
          steps
              .onItem()
              .transformToUni(this::observe)
              .merge(workers.stepsUnderWay())
              .subscribe()
              .with(done -> {}, failure -> LOG.error("The channel of steps has ended", failure));
    }
  }

  /**
   * Before the workers stop: a step that is held or not published yet would otherwise be tried
   * again on workers that are gone. It is delivered again after the next start.
   */
  synchronized void stop(@Observes ShutdownEvent stopping) {
    stopped = true;
    subscription.cancel();
  }

  private Uni<Void> observe(Message<ByteBuffer> step) {
    ConsumerRecord<String, ByteBuffer> record = record(step);
    lostSteps.received(record);
    return delivery
        .deliver(
            () -> workers.observe(() -> processor.process(record)),
            Function.identity(),
            workers.executor())
        .onItem()
        .transformToUni(published -> Uni.createFrom().completionStage(step::ack))
        .onFailure()
        .recoverWithUni(
            failure ->
                Uni.createFrom()
                    .completionStage(() -> refuse(step, record, failure))
                    .onFailure()
                    .recoverWithNull());
  }

  @SuppressWarnings("unchecked")
  private static ConsumerRecord<String, ByteBuffer> record(Message<ByteBuffer> step) {
    return (ConsumerRecord<String, ByteBuffer>)
        step.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow().getRecord();
  }

  /**
   * For a step that is neither observed, nor held, nor a dead letter: a defect of Alphascope, or
   * the service stops. The offset is not committed; the channel stops and the service is unhealthy.
   */
  private static CompletionStage<Void> refuse(
      Message<ByteBuffer> step, ConsumerRecord<String, ByteBuffer> record, Throwable failure) {
    LOG.errorf(
        failure,
        "%s-%d offset %d cannot be processed; nothing more is consumed",
        record.topic(),
        record.partition(),
        record.offset());
    return step.nack(failure);
  }
}
