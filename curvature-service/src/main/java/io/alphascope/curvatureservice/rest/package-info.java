/** What an instance tells of itself: {@code GET /status}, {@code GET /curvatures}. */
package io.alphascope.curvatureservice.rest;
