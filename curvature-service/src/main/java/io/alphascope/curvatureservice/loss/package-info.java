/** What retention deleted before it was observed: counted, and said in the log. */
package io.alphascope.curvatureservice.loss;
