package io.alphascope.systemtests.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which package of a module may know of which other, and which libraries each may use. */
class PackagesTest {
  private static final String REST = "..rest..";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "events",
        "curvature",
        "service",
        "trainerservice",
        "curvatureservice",
        "curvatureservice.replay",
        "aggregator",
        "local",
        "cli"
      })
  void packagesOfAModuleHaveNoCycles(String module) {
    slices()
        .matching("io.alphascope.%s.(**)".formatted(module))
        .should()
        .beFreeOfCycles()
        .because("a package should be readable alone: move what two share into a third")
        .check(CompiledModules.CLASSES);
  }

  @Test
  void annotationsOfRestAreInPackagesOfRest() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.alphascope.trainerservice..",
            "io.alphascope.curvatureservice..",
            "io.alphascope.aggregator..")
        .and()
        .resideOutsideOfPackages(REST, "..monitoring..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.ws.rs..", "org.jboss.resteasy..")
        .because(
            "what is done does not depend on how it is asked for: throw a RefusedException, and"
                + " read the request in the package rest")
        .check(CompiledModules.CLASSES);
  }

  /** The first training is asked for as any other is. */
  @Test
  void theDomainDoesNotKnowRest() {
    noClasses()
        .that()
        .resideOutsideOfPackages(REST, "io.alphascope.trainerservice.firsttraining..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.alphascope.trainerservice.rest..",
            "io.alphascope.curvatureservice.rest..",
            "io.alphascope.curvatureservice.replay.rest..",
            "io.alphascope.aggregator.rest..")
        .because("rest shows the domain: let it translate, in both directions")
        .check(CompiledModules.CLASSES);
  }

  @Test
  void whatIsComputedKnowsNoKafka() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.alphascope.trainerservice.training..",
            "io.alphascope.trainerservice.rest..",
            "io.alphascope.curvatureservice.decode..",
            "io.alphascope.curvatureservice.machine..",
            "io.alphascope.curvatureservice.replay.state..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..")
        .because("records come and go elsewhere: hand over the message that one holds")
        .check(CompiledModules.CLASSES);
  }

  @Test
  void whatIsSaidOfAStepOrAReplayKnowsNoKafka() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.alphascope.curvatureservice.decode..",
            "io.alphascope.curvatureservice.machine..",
            "io.alphascope.curvatureservice.metrics..",
            "io.alphascope.curvatureservice.replay.state..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..")
        .because("records come and go elsewhere: hand over the message that one holds")
        .check(CompiledModules.CLASSES);
  }

  @Test
  void theStatisticsKnowNeitherKafkaNorTheDatabase() {
    noClasses()
        .that()
        .resideInAPackage("io.alphascope.aggregator.statistics..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "java.sql..", "org.jdbi..", "org.postgresql..")
        .because("a window's numbers are computed from rows alone: topology and store feed it")
        .check(CompiledModules.CLASSES);
  }

  @Test
  void whatIsStoredIsReadWithoutKafka() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.alphascope.aggregator.database..",
            "io.alphascope.aggregator.run..",
            "io.alphascope.aggregator.series..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..")
        .because("what was stored is read without a broker: the sink alone knows both")
        .check(CompiledModules.CLASSES);
  }

  @Test
  void statementsAreSentFromThePackagesOfWhatIsStored() {
    noClasses()
        .that()
        .resideInAPackage("io.alphascope.aggregator..")
        .and()
        .resideOutsideOfPackages(
            "io.alphascope.aggregator.database..",
            "io.alphascope.aggregator.run..",
            "io.alphascope.aggregator.series..",
            "io.alphascope.aggregator.sink..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "org.jdbi..", "org.postgresql..")
        .because("others need not know how it is stored: give run or series a method")
        .check(CompiledModules.CLASSES);
  }

  @Test
  void whatSeveralCommandsShareKnowsNoCommand() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.alphascope.cli.client..",
            "io.alphascope.cli.connection..",
            "io.alphascope.cli.following..",
            "io.alphascope.cli.progress..",
            "io.alphascope.cli.stepfiles..",
            "io.alphascope.cli.terminal..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.alphascope.cli",
            "io.alphascope.cli.launch..",
            "io.alphascope.cli.training..",
            "io.alphascope.cli.runs..",
            "io.alphascope.cli.replay..",
            "io.alphascope.cli.step..")
        .because("commands build on these: pass in what they need")
        .check(CompiledModules.CLASSES);
  }
}
