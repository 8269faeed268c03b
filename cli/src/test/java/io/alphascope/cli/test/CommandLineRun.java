package io.alphascope.cli.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.alphascope.cli.AlphascopeCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** One command in this JVM, with what it said. */
public record CommandLineRun(int status, String out, String err) {

  public static CommandLineRun of(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(outBytes, true, UTF_8));
    System.setErr(new PrintStream(errBytes, true, UTF_8));
    try {
      int status = AlphascopeCommand.run(arguments);
      return new CommandLineRun(status, outBytes.toString(UTF_8), errBytes.toString(UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
