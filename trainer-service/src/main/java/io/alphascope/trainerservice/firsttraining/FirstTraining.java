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
import org.jboss.logging.Logger;

/**
 * Begins a run where {@code training.runs} holds none, if that is asked for. Whatever became of an
 * earlier run, there is never a second first one.
 */
@ApplicationScoped
class FirstTraining {

  private static final Logger LOG = Logger.getLogger(FirstTraining.class);

  private final TrainerConfig.Trainer config;
  private final ObjectMapper json;
  private final Runs runs;

  FirstTraining(TrainerConfig config, ObjectMapper json, Runs runs) {
    this.config = config.trainer();
    this.json = json;
    this.runs = runs;
  }

  void beginIfThereIsNone(@Observes PastRunsKnown past) throws InterruptedException {
    if (config.firstTraining().equals("off") || past.count() > 0) {
      return;
    }
    try {
      LOG.info("No run is stored: training a first one (alphascope.trainer.first-training=on)");
      runs.start(RunRequestReader.read(json.readTree(config.firstTrainingOptions())));
    } catch (JsonProcessingException e) {
      refuse("'%s' is no JSON".formatted(config.firstTrainingOptions()));
    } catch (RefusedException e) {
      if (e.reason() == Reason.CONFLICT) {
        LOG.debug("Somebody else was faster than the first training", e);
      } else {
        refuse(e.getMessage());
      }
    }
  }

  private static void refuse(String because) {
    LOG.errorf(
        "The first training cannot begin: %s. Correct alphascope.trainer.first-training-options"
            + " (ALPHASCOPE_FIRST_TRAINING_OPTIONS in .env), or switch it off with"
            + " alphascope.trainer.first-training=off",
        because);
  }
}
