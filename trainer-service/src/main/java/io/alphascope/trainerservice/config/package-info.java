/** What a user may set: {@link io.alphascope.trainerservice.config.TrainerConfig}. */
package io.alphascope.trainerservice.config;
