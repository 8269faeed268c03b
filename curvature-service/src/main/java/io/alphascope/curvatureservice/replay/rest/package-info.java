/** Replays over HTTP: {@code /replays} and {@code /kept-steps}. */
package io.alphascope.curvatureservice.replay.rest;
