/** What a user may set. */
package io.alphascope.curvatureservice.config;
