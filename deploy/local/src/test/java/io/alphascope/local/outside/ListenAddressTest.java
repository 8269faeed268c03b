package io.alphascope.local.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alphascope.local.failure.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {

  @Test
  void isAnAddressWithOrWithoutAPort() {
    assertThat(ListenAddress.parse("127.0.0.2").port()).isEmpty();
    ListenAddress address = ListenAddress.parse("127.0.0.2:9094");
    assertThat(address.host()).isEqualTo("127.0.0.2");
    assertThat(address.port()).contains(9094);
    assertThat(address.withPort(9094)).isEqualTo("127.0.0.2:9094");
  }

  @Test
  void ofIpVersion6HasBracketsBeforeAPort() {
    assertThat(new ListenAddress("::1", null, null).withPort(9094)).isEqualTo("[::1]:9094");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | is not ADDRESS or ADDRESS:PORT",
        "a b | is not ADDRESS or ADDRESS:PORT",
        "127.0.0.2:many | is not ADDRESS or ADDRESS:PORT",
        "127.0.0.2, | is not ADDRESS or ADDRESS:PORT",
        "0.0.0.0 | is every address, and clients are told one",
        "localhost | is 127.0.0.1 here, where other machines cannot reach it",
        "no-such-host.invalid | is not known here",
        "192.0.2.7 | is no address of this machine",
      })
  void thatOthersCannotUseIsRefusedWithTheReason(String text, String reason) {
    assertThatThrownBy(() -> ListenAddress.parse(text))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("--listen")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.7", "localhost"})
  void isAskedForWhereItWasNone(String text) {
    assertThatThrownBy(() -> ListenAddress.parse(text))
        .extracting(failure -> ((CommandFailure) failure).line())
        .asString()
        .contains(": name an address by which others reach this machine");
  }
}
