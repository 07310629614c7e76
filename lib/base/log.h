/*
 * The log: lines in logfmt on standard error, which the web server or cron stores. A line never has a secret, a body, a cookie or the
 * query of an address.
 *
 * Log lines, events and mails that a request causes carry the id of the request and its trace (W3C Trace Context, version 00), so that
 * one request can be followed through all of them.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

#include "base/text.h"

/* Writes level=… and then `line`. It is one write(2), so lines of several programs don't mix. */
void log_line(const char *level, const struct text *line);

/* Writes a line that has a message alone. */
void log_say(const char *level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define TRACE_SIZE 33
#define SPAN_SIZE 17
#define TRACEPARENT_SIZE 56

struct trace {
	char id[TRACE_SIZE];           /* the id of the trace, 32 hex digits */
	char span[SPAN_SIZE];          /* the id of this request within the trace, 16 hex digits */
	char parent[TRACEPARENT_SIZE]; /* the traceparent header for whatever this request causes */
};

/* Continues the trace of the request's traceparent header; begins a new one where `header` is "" or malformed. */
void log_trace_begin(struct trace *trace, const char *header);

/* Sets the request that causes whatever follows: its id (64 characters at most) and its trace's `parent`. Both are copied. */
void log_origin_set(const char *request, const char *traceparent);

/* The id and the traceparent of that request. NULL until one is set, as in a job. */
const char *log_origin_request(void);
const char *log_origin_trace(void);

/* All of that as a value, for who lets another request go on and comes back to this one. */
struct log_origin {
	bool is_request;
	char request[65], trace[TRACEPARENT_SIZE];
};
struct log_origin log_origin(void);
void log_origin_restore(const struct log_origin *of);

#endif
