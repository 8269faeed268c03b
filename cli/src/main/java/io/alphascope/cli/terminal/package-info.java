/**
 * The person or script that started a command: what is said to it, asked of it and printed for it,
 * and how it interrupts.
 */
package io.alphascope.cli.terminal;
