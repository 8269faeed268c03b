package io.alphascope.cli;

import io.alphascope.cli.launch.NotebookCommand;
import io.alphascope.cli.launch.StatusCommand;
import io.alphascope.cli.launch.UpCommand;
import io.alphascope.cli.replay.ReplayCommand;
import io.alphascope.cli.runs.DeleteCommand;
import io.alphascope.cli.runs.ExportCommand;
import io.alphascope.cli.runs.RunsCommand;
import io.alphascope.cli.runs.StopCommand;
import io.alphascope.cli.step.ObserveCommand;
import io.alphascope.cli.step.PublishCommand;
import io.alphascope.cli.training.ScenariosCommand;
import io.alphascope.cli.training.TrainCommand;
import io.alphascope.local.failure.CommandFailure;
import io.alphascope.workload.engine.EngineUnavailableException;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands, and how their failures are told. */
@Command(
    name = "alphascope",
    version = "Alphascope 0.1.0",
    mixinStandardHelpOptions = true,
    description = "Watches how good each training step of a neural network is.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Options of a command: alphascope COMMAND --help"},
    subcommands = {
      UpCommand.class,
      TrainCommand.class,
      ScenariosCommand.class,
      NotebookCommand.class,
      StopCommand.class,
      RunsCommand.class,
      StatusCommand.class,
      ExportCommand.class,
      DeleteCommand.class,
      ReplayCommand.class,
      ObserveCommand.class,
      PublishCommand.class
    })
public final class AlphascopeCommand {
  private AlphascopeCommand() {}

  /** Runs one command; its exit status. */
  public static int run(String... arguments) {
    // Numbers are written alike on every machine.
    Locale.setDefault(Locale.ROOT);
    CommandLine commandLine = new CommandLine(new AlphascopeCommand());
    commandLine.getSubcommands().values().forEach(AlphascopeCommand::addHelp);
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setParameterExceptionHandler(AlphascopeCommand::misunderstood);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(AlphascopeCommand::failed);
    return commandLine.execute(arguments);
  }

  private static void addHelp(CommandLine command) {
    command.getCommandSpec().mixinStandardHelpOptions(true);
  }

  private static int misunderstood(ParameterException e, String[] arguments) {
    System.err.println("alphascope: " + e.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(e, System.err)) {
      System.err.printf("See '%s --help'.%n", e.getCommandLine().getCommandSpec().qualifiedName());
    }
    return ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof CommandFailure failure) {
      System.err.println("alphascope: " + failure.line());
    } else if (e instanceof EngineUnavailableException) {
      System.err.println("alphascope: " + e.getMessage());
    } else if (e instanceof InterruptedException) {
      System.err.println("alphascope: Interrupted");
    } else {
      System.err.println("alphascope: This is a defect of Alphascope, please report it with:");
      e.printStackTrace();
    }
    return ExitCode.SOFTWARE;
  }
}
