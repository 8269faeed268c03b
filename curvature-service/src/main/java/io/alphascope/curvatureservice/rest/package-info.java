/** The state of this instance over HTTP: {@code GET /status}, {@code GET /curvatures}. */
package io.alphascope.curvatureservice.rest;
