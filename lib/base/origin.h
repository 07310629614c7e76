/*
 * Where what is done now comes from: a request's id, and its trace, under which it is known wherever it goes (Trace Context, W3C,
 * version 00). Whatever is written down because of the request (events, mails, log lines) names them. A job comes from no request:
 * both are NULL until a request says otherwise.
 */
#ifndef BASE_ORIGIN_H
#define BASE_ORIGIN_H

#define TRACE_SIZE 33
#define SPAN_SIZE 17
#define TRACEPARENT_SIZE 56

struct trace {
	char id[TRACE_SIZE];                /* the whole trace's, 32 hex digits */
	char span[SPAN_SIZE];               /* ours, 16 hex digits */
	char parent[TRACEPARENT_SIZE];      /* the header for whatever this request causes: our span is its parent */
};

/* The caller's trace, from a header `traceparent` as it came ("" for none) if it is well-formed, else one that begins here. */
void origin_trace_begin(struct trace *trace, const char *header);

/* From now on: a request's id (at most 64 characters) and its trace's `parent`. Both are copied. */
void origin_set(const char *request, const char *traceparent);

const char *origin_request(void);
const char *origin_trace(void);

#endif
