package io.alphascope.curvatureservice.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.alphascope.events.test.EmbeddedKafka;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/** Replays on a broker that forbids some of what they need. */
class ReplayPermissionIT {

  private static final String QUESTION = "{\"run\": \"kept\", \"curvatures\": [\"ggn\"]}";

  @Test
  void saysWhatKafkaForbids() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.withAccessControl();
        TestClient client = new TestClient(kafka.bootstrapServers());
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        ServiceProcess service =
            new ServiceProcess(kafka.bootstrapServers(), Map.of()).awaitReady()) {
      ReplayIT.publish(client, "kept", 5, "hessian");
      client.awaitObservations("kept", 5);

      ResourcePattern replays =
          new ResourcePattern(ResourceType.TOPIC, "curvature.replays", PatternType.LITERAL);
      set(admin, replays, AclOperation.READ, AclPermissionType.ALLOW);
      set(admin, replays, AclOperation.WRITE, AclPermissionType.DENY);
      JsonNode unwritten = service.order("POST", "/replays", QUESTION);

      assertThat(unwritten.path("status").asInt()).as(unwritten.toString()).isEqualTo(403);
      assertThat(unwritten.path("error").asText())
          .startsWith("Kafka refuses the record: ")
          .contains("curvature.replays");
      admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();

      denyReading(admin, new ResourcePattern(ResourceType.GROUP, "replay-", PatternType.PREFIXED));
      JsonNode begun = service.order("POST", "/replays", QUESTION);
      JsonNode ended = ReplayIT.awaitEnd(service, begun.path("replay").asText());

      assertThat(ended.path("state").asText()).isEqualTo("failed");
      assertThat(ended.path("message").asText())
          .startsWith("Kafka refuses: ")
          .contains("replay-" + begun.path("replay").asText());

      denyReading(
          admin, new ResourcePattern(ResourceType.TOPIC, "training.steps", PatternType.LITERAL));
      JsonNode refused = service.order("POST", "/replays", QUESTION);

      assertThat(refused.path("status").asInt()).isEqualTo(403);
      assertThat(refused.path("error").asText())
          .startsWith("Kafka forbids it")
          .contains("training.steps", "give the user of the curvature service READ");
      assertThat(service.json("/replays").path("replays")).hasSize(1);
    }
  }

  private static void denyReading(Admin admin, ResourcePattern what) throws Exception {
    set(admin, what, AclOperation.READ, AclPermissionType.DENY);
  }

  private static void set(
      Admin admin, ResourcePattern what, AclOperation operation, AclPermissionType permission)
      throws Exception {
    AccessControlEntry entry = new AccessControlEntry("User:*", "*", operation, permission);
    admin.createAcls(List.of(new AclBinding(what, entry))).all().get();
  }
}
