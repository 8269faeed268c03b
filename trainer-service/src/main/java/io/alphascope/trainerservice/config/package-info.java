/**
 * What can be configured. {@link io.alphascope.trainerservice.config.TrainerConfig} is all of it.
 */
package io.alphascope.trainerservice.config;
