/** What a user is told when a command cannot do its work. */
package io.alphascope.local.failure;
