/** The run that the service starts by itself, so that a new installation has something to show. */
package io.alphascope.trainerservice.firsttraining;
