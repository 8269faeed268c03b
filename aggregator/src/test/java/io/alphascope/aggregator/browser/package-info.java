/** What looks at the page: here, and where the whole system is tested. */
package io.alphascope.aggregator.browser;
