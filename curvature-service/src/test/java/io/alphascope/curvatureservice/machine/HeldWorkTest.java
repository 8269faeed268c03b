package io.alphascope.curvatureservice.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeldWorkTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final LackException MNIST =
      LackException.ofDataset("mnist", "mnist is not here; put it there", null);

  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private final HeldWork heldWork = new HeldWork(Duration.ofMillis(1), Duration.ofMillis(5));

  @AfterEach
  void end() {
    executor.shutdownNow();
  }

  private static Supplier<String> failing(AtomicInteger tries, int failures, Throwable failure) {
    return () -> {
      if (tries.incrementAndGet() <= failures) {
        HeldWorkTest.<RuntimeException>sneak(failure);
      }
      return "done";
    };
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable failure) throws E {
    throw (E) failure;
  }

  private CompletableFuture<?> held() {
    return heldWork
        .whenPossible(
            () -> {
              throw MNIST;
            },
            executor)
        .subscribeAsCompletionStage();
  }

  @Test
  void triesAgainUntilWhatWasLackingIsThere() {
    AtomicInteger tries = new AtomicInteger();

    String result =
        heldWork
            .whenPossible(failing(tries, 7, new OutOfMemoryError("Java heap space")), executor)
            .await()
            .atMost(PATIENCE);

    assertThat(result).isEqualTo("done");
    assertThat(tries).hasValue(8);
    assertThat(heldWork.reason()).isEmpty();
  }

  @Test
  void saysWhatIsLackingWhileItIs() {
    CompletableFuture<Void> arrived = new CompletableFuture<>();
    Supplier<String> work =
        () -> {
          if (!arrived.isDone()) {
            throw MNIST;
          }
          return "done";
        };
    CompletableFuture<String> first =
        heldWork.whenPossible(work, executor).subscribeAsCompletionStage();
    CompletableFuture<String> second =
        heldWork.whenPossible(work, executor).subscribeAsCompletionStage();

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(heldWork.reason()).contains(MNIST.getMessage()));
    assertThat(first).isNotDone();
    arrived.complete(null);

    assertThat(first).succeedsWithin(PATIENCE).isEqualTo("done");
    assertThat(second).succeedsWithin(PATIENCE).isEqualTo("done");
    assertThat(heldWork.reason()).isEmpty();
  }

  @Test
  void doesNotKeepAThreadBetweenTwoTries() {
    CompletableFuture<?> held = held();

    Uni<String> other = heldWork.whenPossible(() -> "other", executor);

    assertThat(other.await().atMost(PATIENCE)).isEqualTo("other");
    assertThat(held).isNotDone();
    held.cancel(true);
  }

  @Test
  void forgetsALackWhenTheWorkIsGivenUp() {
    CompletableFuture<?> held = held();
    await().atMost(PATIENCE).until(() -> !heldWork.reason().isEmpty());

    held.cancel(true);

    await().atMost(PATIENCE).until(() -> heldWork.reason().isEmpty());
  }

  @Test
  void allOtherFailuresAreTheWorksOwn() {
    AtomicInteger tries = new AtomicInteger();
    Uni<String> work =
        heldWork.whenPossible(failing(tries, 1, new IllegalStateException("wrong")), executor);

    assertThatThrownBy(() -> work.await().atMost(PATIENCE)).hasMessage("wrong");
    assertThat(tries).hasValue(1);
  }
}
