package io.alphascope.service.access;

/**
 * Why a request goes no further.
 *
 * @param status of HTTP
 * @param error cause and remedy, for people; without quotation marks and line breaks
 */
record Refusal(int status, String error) {}
