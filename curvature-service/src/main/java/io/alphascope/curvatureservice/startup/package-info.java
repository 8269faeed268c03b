/** What happens when the service starts: the parts are made, the workers warmed, steps consumed. */
package io.alphascope.curvatureservice.startup;
