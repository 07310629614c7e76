/*
 * The log: one logfmt line on standard error for each thing worth one; the web server or cron keeps it. Never a secret,
 * a body, a cookie or an address with a query in it.
 *
 * Whatever is written down because of a request (lines of the log, events, mails) names where it comes from: the request's id, and its
 * trace, under which it is known wherever it goes (Trace Context, W3C, version 00).
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/text.h"

/* level=… and whatever `line` holds, written with one write(2) so that lines of many programs don't mix. */
void log_line(const char *level, const struct text *line);

/* A line of a message alone. */
void log_say(const char *level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define TRACE_SIZE 33
#define SPAN_SIZE 17
#define TRACEPARENT_SIZE 56

struct trace {
	char id[TRACE_SIZE];                /* the whole trace's, 32 hex digits */
	char span[SPAN_SIZE];               /* ours, 16 hex digits */
	char parent[TRACEPARENT_SIZE];      /* the header for whatever this request causes: our span is its parent */
};

/* The caller's trace, from a header `traceparent` as it came ("" for none) if it is well-formed, else one that begins here. */
void log_trace_begin(struct trace *trace, const char *header);

/* From now on: a request's id (at most 64 characters) and its trace's `parent`. Both are copied. */
void log_origin_set(const char *request, const char *traceparent);

/* Of the request that was set; NULL until one was, as in a job. */
const char *log_origin_request(void);
const char *log_origin_trace(void);

#endif
