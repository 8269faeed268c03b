package io.alphascope.cli;

import io.alphascope.cli.launch.StatusCommand;
import io.alphascope.cli.launch.UpCommand;
import io.alphascope.cli.replay.ReplayCommand;
import io.alphascope.cli.runs.DeleteCommand;
import io.alphascope.cli.runs.ExportCommand;
import io.alphascope.cli.runs.RunsCommand;
import io.alphascope.cli.runs.StopCommand;
import io.alphascope.cli.step.ObserveCommand;
import io.alphascope.cli.step.PublishCommand;
import io.alphascope.cli.terminal.ExitStatus;
import io.alphascope.cli.training.ScenariosCommand;
import io.alphascope.cli.training.TrainCommand;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.workload.engine.EngineUnavailableException;
import java.io.PrintStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands, and how their failures are told. */
@Command(
    name = "alphascope",
    description = "Watches how good each training step of a neural network is.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Every command explains itself: alphascope COMMAND --help"},
    subcommands = {
      UpCommand.class,
      TrainCommand.class,
      ScenariosCommand.class,
      StopCommand.class,
      RunsCommand.class,
      StatusCommand.class,
      ExportCommand.class,
      DeleteCommand.class,
      ReplayCommand.class,
      ObserveCommand.class,
      PublishCommand.class
    })
public final class AlphascopeCommand implements Runnable {
  @Spec private CommandSpec spec;

  private AlphascopeCommand() {}

  /** Runs one command; its exit status. */
  public static int run(String... arguments) {
    CommandLine commandLine = new CommandLine(new AlphascopeCommand());
    addHelp(commandLine);
    commandLine.setParameterExceptionHandler(AlphascopeCommand::misunderstood);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(AlphascopeCommand::failed);
    return commandLine.execute(arguments);
  }

  /** Without a command: what there is. */
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  private static void addHelp(CommandLine commandLine) {
    commandLine.getCommandSpec().mixinStandardHelpOptions(true);
    commandLine.getCommandSpec().version("Alphascope 0.1.0");
    commandLine.setUsageHelpAutoWidth(true);
    for (CommandLine command : commandLine.getSubcommands().values()) {
      command.getCommandSpec().mixinStandardHelpOptions(true);
      command.setUsageHelpAutoWidth(true);
    }
  }

  private static int misunderstood(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintStream err = System.err;
    err.println("alphascope: " + e.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(e, err)) {
      err.printf("See '%s --help'.%n", command.getCommandSpec().qualifiedName());
    }
    return ExitStatus.MISUNDERSTOOD;
  }

  private static int failed(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof CommandFailure failure) {
      System.err.println("alphascope: " + failure.line());
      return ExitStatus.NOT_DONE;
    }
    if (e instanceof EngineUnavailableException) {
      System.err.println("alphascope: " + e.getMessage());
      return ExitStatus.NOT_DONE;
    }
    if (e instanceof InterruptedException) {
      System.err.println("alphascope: Interrupted");
      return ExitStatus.NOT_DONE;
    }
    System.err.println("alphascope: This is a defect of Alphascope, please report it with:");
    e.printStackTrace();
    return ExitStatus.NOT_DONE;
  }
}
