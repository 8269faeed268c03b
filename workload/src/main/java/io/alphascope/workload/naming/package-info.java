/** How the values of an enum are named in requests, events and options. */
package io.alphascope.workload.naming;
