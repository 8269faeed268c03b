package io.alphascope.curvatureservice.observe;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/**
 * Publishes what a step caused, then acknowledges the step.
 *
 * <p>The stream ends only when the broker has acknowledged every record; so the number of such
 * streams under way bounds the memory that steps take. If a record is refused for good, the step is
 * refused with the same reason, and its offset never committed.
 */
final class Publication {

  private final Message<?> step;
  private final List<Message<byte[]>> messages = new ArrayList<>();
  private final List<CompletableFuture<Void>> receipts = new ArrayList<>();

  Publication(Message<?> step, List<OutgoingRecord> records) {
    this.step = step;
    records.forEach(this::add);
  }

  private void add(OutgoingRecord record) {
    CompletableFuture<Void> receipt = new CompletableFuture<>();
    receipts.add(receipt);
    OutgoingKafkaRecordMetadata<String> destination =
        OutgoingKafkaRecordMetadata.<String>builder()
            .withTopic(record.topic().topicName())
            .withKey(record.key())
            .build();
    messages.add(
        Message.of(
            record.value().toByteArray(),
            Metadata.of(destination),
            () -> {
              receipt.complete(null);
              return CompletableFuture.completedStage(null);
            },
            refusal -> {
              receipt.completeExceptionally(refusal);
              return CompletableFuture.completedStage(null);
            }));
  }

  /** The records; ends when they, and then the step, are acknowledged. */
  Multi<Message<byte[]>> messages() {
    Multi<Message<byte[]>> records = Multi.createFrom().iterable(messages);
    Multi<Message<byte[]>> acknowledged =
        Uni.createFrom()
            .completionStage(this::acknowledgeStep)
            .onItem()
            .transformToMulti(done -> Multi.createFrom().empty());
    return Multi.createBy().concatenating().streams(records, acknowledged);
  }

  private CompletionStage<Void> acknowledgeStep() {
    return CompletableFuture.allOf(receipts.toArray(CompletableFuture[]::new))
        .handle((all, refusal) -> refusal == null ? step.ack() : step.nack(refusal))
        .thenCompose(stage -> stage);
  }
}
