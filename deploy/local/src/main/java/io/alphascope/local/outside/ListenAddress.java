package io.alphascope.local.outside;

import io.alphascope.local.failure.CommandFailure;
import io.alphascope.local.failure.FileTrouble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An address of this machine by which others reach it, as {@code --listen} names it.
 *
 * @param host as it was named: clients are told it
 * @param ip what it stands for here
 * @param port if one was named
 */
public record ListenAddress(String host, InetAddress ip, Optional<Integer> port) {
  /** Of the command line. */
  public static final String OPTION = "--listen";

  private static final String V6 = "[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*";
  private static final Pattern BARE_V6 = Pattern.compile(V6);
  private static final Pattern NAMED =
      Pattern.compile(
          "(?:\\[(" + V6 + ")]|([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?))(?::(\\d{1,5}))?");

  /**
   * Reads {@code ADDRESS} or {@code ADDRESS:PORT}; an address of IPv6 with a port stands in
   * brackets.
   *
   * @throws CommandFailure if it is no address of this machine that others can use
   */
  public static ListenAddress parse(String text) {
    Matcher parts = NAMED.matcher(text);
    if (BARE_V6.matcher(text).matches()) {
      return of(text, Optional.empty());
    }
    if (!parts.matches()) {
      throw new CommandFailure(
          "%s '%s' is not ADDRESS or ADDRESS:PORT".formatted(OPTION, text),
          "name an IP address or a host name of this machine, [2001:db8::5]:9094 for IPv6");
    }
    return of(
        parts.group(1) == null ? parts.group(2) : parts.group(1),
        Optional.ofNullable(parts.group(3)).map(Integer::valueOf));
  }

  private static ListenAddress of(String host, Optional<Integer> port) {
    InetAddress ip = resolved(host);
    if (ip.isAnyLocalAddress()) {
      throw new CommandFailure(
          "%s %s is every address, and clients are told one".formatted(OPTION, host), own());
    }
    if (ip.isLoopbackAddress() && !isLiteral(host)) {
      throw new CommandFailure(
          "%s %s is %s here, where other machines cannot reach it"
              .formatted(OPTION, host, ip.getHostAddress()),
          own());
    }
    try (ServerSocket any = new ServerSocket()) {
      any.bind(new InetSocketAddress(ip, 0));
    } catch (IOException e) {
      throw new CommandFailure(
          "%s %s is no address of this machine (%s)".formatted(OPTION, host, FileTrouble.reason(e)),
          own(),
          e);
    }
    return new ListenAddress(host, ip, port);
  }

  private static InetAddress resolved(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new CommandFailure("%s %s is not known here".formatted(OPTION, host), own(), e);
    }
  }

  /** The remedy: the addresses that there are. */
  private static String own() {
    try {
      String addresses =
          NetworkInterface.networkInterfaces()
              .flatMap(NetworkInterface::inetAddresses)
              .filter(ip -> !ip.isLoopbackAddress() && !ip.isLinkLocalAddress())
              .map(InetAddress::getHostAddress)
              .collect(Collectors.joining(", "));
      return addresses.isEmpty()
          ? "name an address by which others reach this machine"
          : "name an address by which others reach this machine; it has " + addresses;
    } catch (SocketException e) {
      return "name an address by which others reach this machine";
    }
  }

  /** Whether the host is an address, not a name. */
  boolean isLiteral() {
    return isLiteral(host);
  }

  private static boolean isLiteral(String host) {
    return host.contains(":") || host.matches("[0-9.]+");
  }

  /** With a port, as in {@code bootstrap.servers}. */
  public String withPort(int port) {
    return (host.contains(":") ? "[" + host + "]" : host.toLowerCase(Locale.ROOT)) + ":" + port;
  }
}
