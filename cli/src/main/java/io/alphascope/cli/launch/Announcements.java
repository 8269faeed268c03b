package io.alphascope.cli.launch;

import io.alphascope.cli.terminal.Terminal;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.supervision.ChildSpecification;
import io.alphascope.local.supervision.SupervisedChild;

/** Says on the terminal what befalls the parts of a local system. */
final class Announcements implements SupervisedChild.Listener {
  @Override
  public void died(ChildSpecification child, int exitStatus) {
    Terminal.say("%s", "Restarting " + child.title() + ": it died with exit status " + exitStatus);
  }

  @Override
  public void gaveUp(ChildSpecification child, CommandFailure why) {
    Terminal.say("Giving up on %s", child.title());
  }

  @Override
  public void waits(ChildSpecification child, String reason) {
    Terminal.say("%s", "Waiting: " + child.title() + ": " + reason);
  }
}
