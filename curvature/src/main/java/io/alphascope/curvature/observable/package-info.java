/** What is observed of a step beside α*, where it is asked for: names, meaning, price. */
package io.alphascope.curvature.observable;
