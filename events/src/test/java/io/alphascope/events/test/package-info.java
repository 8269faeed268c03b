/** A real broker for the tests of this module and of the services (published as a test jar). */
package io.alphascope.events.test;
