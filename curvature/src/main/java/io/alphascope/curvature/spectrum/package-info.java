/** What products with a symmetric matrix say of it: its largest eigenvalue and its trace. */
package io.alphascope.curvature.spectrum;
