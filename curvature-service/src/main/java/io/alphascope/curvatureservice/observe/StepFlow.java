package io.alphascope.curvatureservice.observe;

import io.alphascope.curvatureservice.loss.LostSteps;
import io.alphascope.curvatureservice.machine.HeldWork;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Outgoing;
import org.jboss.logging.Logger;

/**
 * Steps in, results out.
 *
 * <p>Delivery: at least once. A step's offset is committed when everything that it caused has been
 * acknowledged by the broker ({@link Publication}); results are keyed by run, step and curvature,
 * so doing a step again overwrites what it gave before. Steps overtake each other freely; the
 * channel's throttled commit strategy commits only what has no unfinished step before it.
 *
 * <p>Back pressure: at most {@link Workers#stepsUnderWay()} steps are taken from the channel and
 * not finished; while the broker is away, nothing more is asked for. The same holds while this
 * machine lacks what the steps need ({@link HeldWork}).
 */
@ApplicationScoped
public class StepFlow {

  private static final Logger LOG = Logger.getLogger(StepFlow.class);

  @Inject StepProcessor processor;
  @Inject Workers workers;
  @Inject HeldWork heldWork;
  @Inject LostSteps lostSteps;

  @Incoming("steps")
  @Outgoing("results")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  Multi<Message<byte[]>> observe(Multi<Message<ByteBuffer>> steps) {
    return steps.onItem().transformToMulti(this::results).merge(workers.stepsUnderWay());
  }

  private Multi<Message<byte[]>> results(Message<ByteBuffer> step) {
    ConsumerRecord<String, ByteBuffer> record = record(step);
    lostSteps.received(record);
    return heldWork
        .whenPossible(() -> workers.observe(() -> processor.process(record)), workers.executor())
        .onItem()
        .transformToMulti(results -> new Publication(step, results).messages())
        .onFailure()
        .recoverWithMulti(failure -> refuse(step, record, failure));
  }

  @SuppressWarnings("unchecked")
  private static ConsumerRecord<String, ByteBuffer> record(Message<ByteBuffer> step) {
    return (ConsumerRecord<String, ByteBuffer>)
        step.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow().getRecord();
  }

  /**
   * Neither observed, nor held, nor a dead letter: Alphascope itself is at fault, or the service
   * stops. The offset is not committed; the channel stops and the service is unhealthy.
   */
  private static Multi<Message<byte[]>> refuse(
      Message<ByteBuffer> step, ConsumerRecord<String, ByteBuffer> record, Throwable failure) {
    LOG.errorf(
        failure,
        "%s-%d offset %d cannot be processed; nothing more is consumed",
        record.topic(),
        record.partition(),
        record.offset());
    return Uni.createFrom()
        .completionStage(() -> step.nack(failure))
        .onFailure()
        .recoverWithNull()
        .onItem()
        .transformToMulti(reported -> Multi.createFrom().empty());
  }
}
