package io.alphascope.local.cli;

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
  static final int NOT_DONE = 1;
  static final int MISUNDERSTOOD = 2;

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
    return MISUNDERSTOOD;
  }

  private static int failed(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof CommandFailure failure) {
      System.err.println("alphascope: " + failure.line());
      return NOT_DONE;
    }
    if (e instanceof EngineUnavailableException) {
      System.err.println("alphascope: " + e.getMessage());
      return NOT_DONE;
    }
    if (e instanceof InterruptedException) {
      System.err.println("alphascope: Interrupted");
      return NOT_DONE;
    }
    System.err.println("alphascope: This is a defect of Alphascope, please report it with:");
    e.printStackTrace();
    return NOT_DONE;
  }
}
