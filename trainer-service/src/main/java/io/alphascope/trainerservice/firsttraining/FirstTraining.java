package io.alphascope.trainerservice.firsttraining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alphascope.service.request.RefusedException;
import io.alphascope.service.request.RefusedException.Reason;
import io.alphascope.trainerservice.config.TrainerConfig;
import io.alphascope.trainerservice.rest.RunRequestReader;
import io.alphascope.trainerservice.run.PastRunsKnown;
import io.alphascope.trainerservice.run.Runs;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/**
 * Starts a run if {@code training.runs} holds none, and if this is configured. A deleted or failed
 * run counts too: there is never a second first training.
 */
@ApplicationScoped
class FirstTraining {

  private static final Logger LOG = Logger.getLogger(FirstTraining.class);

  @Inject TrainerConfig config;
  @Inject ObjectMapper json;
  @Inject Runs runs;

  void startIfThereIsNone(@Observes PastRunsKnown past) throws InterruptedException {
    if (config.trainer().firstTraining().equals("off") || past.count() > 0) {
      return;
    }
    String options = config.trainer().firstTrainingOptions();
    try {
      LOG.info("No run is stored: training a first one (alphascope.trainer.first-training=on)");
      runs.start(RunRequestReader.read(json.readTree(options)));
    } catch (JsonProcessingException e) {
      refuse("'%s' is not JSON".formatted(options));
    } catch (RefusedException e) {
      if (e.reason() == Reason.CONFLICT) {
        LOG.debug("Another run was started before the first training", e);
      } else {
        refuse(e.getMessage());
      }
    }
  }

  private static void refuse(String because) {
    LOG.errorf(
        "The first training cannot start: %s. Correct alphascope.trainer.first-training-options"
            + " (ALPHASCOPE_FIRST_TRAINING_OPTIONS in .env), or switch it off with"
            + " alphascope.trainer.first-training=off",
        because);
  }
}
