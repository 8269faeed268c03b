package io.alphascope.systemtests.architecture;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which module may know of what, and of which library. */
class DependenciesTest {
  private static final String KAFKA = "org.apache.kafka..";
  private static final String ONNX = "io.alphascope.workload.onnx..";
  private static final String PROTOBUF = "com.google.protobuf..";
  private static final String EVENTS = "io.alphascope.events..";
  private static final String ACCESS = "io.alphascope.service.access..";
  private static final String SERVICE = "io.alphascope.service..";
  private static final String TRAINER = "io.alphascope.trainerservice..";
  private static final String CURVATURE_SERVICE = "io.alphascope.curvatureservice..";
  private static final String AGGREGATOR = "io.alphascope.aggregator..";
  private static final String LOCAL = "io.alphascope.local..";
  private static final String CLI = "io.alphascope.cli..";
  private static final String WORKLOAD = "io.alphascope.workload..";
  private static final String CURVATURE = "io.alphascope.curvature..";

  /** The mathematics, the services, and what starts them or asks them. */
  private static final List<String> BEYOND_WHAT_IS_SHARED =
      List.of(WORKLOAD, CURVATURE, TRAINER, CURVATURE_SERVICE, AGGREGATOR, LOCAL, CLI);

  @Test
  void pytorchIsTouchedWhereTheMathematicsIs() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(CURVATURE, WORKLOAD)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl.pytorch..")
            .because(
                "engines change: put what needs PyTorch itself behind a method of workload or"
                    + " curvature, and call that"));
  }

  @Test
  void nobodyAsksForADefaultEngine() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("io.alphascope.workload.engine..")
            .should()
            .callMethodWhere(
                target(owner(type(Engine.class)))
                    .and(target(nameMatching("getInstance|getEngine|getDefaultEngineName"))))
            .orShould()
            .callMethodWhere(
                target(owner(assignableTo(NDManager.class)))
                    .and(target(nameMatching("newBaseManager"))))
            .orShould()
            .callMethodWhere(
                target(owner(type(Model.class))).and(target(nameMatching("newInstance"))))
            .because(
                "the user's environment names DJL's default engine: ask"
                    + " io.alphascope.workload.engine.PyTorch, which names its own"));
  }

  @Test
  void theMathematicsKnowsNoStream() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(CURVATURE, WORKLOAD)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(KAFKA, EVENTS)
            .because(
                "workload and curvature are libraries that work on arrays: translate messages in"
                    + " the service that received them"));
  }

  @Test
  void theMathematicsKnowsProtobufForTheFilesOfOnnxAlone() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(CURVATURE, WORKLOAD)
            .and()
            .resideOutsideOfPackage(ONNX)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(PROTOBUF, "ai.onnx..")
            .because("files are read in one place: ask io.alphascope.workload.onnx for a graph"));
  }

  @Test
  void theWorkloadDoesNotKnowWhoObservesIt() {
    check(
        noClasses()
            .that()
            .resideInAPackage(WORKLOAD)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(CURVATURE)
            .because("curvature builds on workload: move what both need into workload"));
  }

  @Test
  void theWireContractStandsAlone() {
    check(
        noClasses()
            .that()
            .resideInAPackage(EVENTS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(beyondWhatIsSharedOr("ai.djl..", "io.quarkus.."))
            .because(
                "every part and every foreign publisher shares events: keep conversions in the"
                    + " module that owns the other type"));
  }

  @Test
  void whoMayAskIsDecidedWithoutKnowingWhat() {
    check(
        noClasses()
            .that()
            .resideInAPackage(ACCESS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(beyondWhatIsSharedOr(KAFKA, EVENTS))
            .because(
                "access stands before every route of every service: what depends on a route is"
                    + " that service's matter"));
  }

  @Test
  void whatServicesShareKnowsNoneOfThem() {
    check(
        noClasses()
            .that()
            .resideInAPackage(SERVICE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(beyondWhatIsSharedOr())
            .because("three services build on it: what only one of them needs belongs there"));
  }

  @Test
  void theTrainerKnowsOfNobody() {
    checkApart(TRAINER, CURVATURE_SERVICE, AGGREGATOR, LOCAL, CLI);
  }

  @Test
  void theTrainerKnowsWhatCurvaturesThereAreAndComputesNone() {
    checkApart(
        TRAINER,
        "io.alphascope.curvature",
        "io.alphascope.curvature.line..",
        "io.alphascope.curvature.quantity..");
  }

  @Test
  void theCurvatureServiceKnowsNoOtherService() {
    checkApart(CURVATURE_SERVICE, TRAINER, AGGREGATOR, LOCAL, CLI);
  }

  @Test
  void theAggregatorKnowsNeitherServicesNorMathematics() {
    checkApart(AGGREGATOR, TRAINER, CURVATURE_SERVICE, LOCAL, CLI, WORKLOAD, CURVATURE, "ai.djl..");
  }

  @Test
  void theLocalSystemStartsServicesButDoesNotImportThem() {
    checkApart(LOCAL, TRAINER, CURVATURE_SERVICE, AGGREGATOR, SERVICE);
  }

  @Test
  void theLocalSystemKnowsNeitherCommandsNorMathematics() {
    check(
        noClasses()
            .that()
            .resideInAPackage(LOCAL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CLI, "picocli..", CURVATURE)
            .because(
                "commands start the local system: options, results and progress belong in cli"));
  }

  @Test
  void theCommandLineAsksServicesByRest() {
    checkApart(CLI, TRAINER, CURVATURE_SERVICE, AGGREGATOR, SERVICE);
  }

  @Test
  void kafkasInternalsAreTouchedByTheBrokersMainAlone() {
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.alphascope.local.broker.BrokerMain")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "kafka..",
                "org.apache.kafka.metadata..",
                "org.apache.kafka.server..",
                "org.apache.kafka.raft..")
            .because(
                "these change with every release of Kafka: use a client, or extend BrokerMain"));
  }

  private static String[] beyondWhatIsSharedOr(String... libraries) {
    return Stream.concat(BEYOND_WHAT_IS_SHARED.stream(), Stream.of(libraries))
        .toArray(String[]::new);
  }

  private static void checkApart(String service, String... others) {
    check(
        noClasses()
            .that()
            .resideInAPackage(service)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(others)
            .because(
                "services meet in events alone, as messages: publish what the other needs, or ask"
                    + " it by REST"));
  }

  private static void check(ArchRule rule) {
    rule.check(CompiledModules.CLASSES);
  }
}
