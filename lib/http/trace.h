/*
 * Trace Context (W3C, version 00): the id under which a request is known wherever it goes. The caller's, if it sent a
 * well-formed one; else one that begins here. What the shop does for it is a span of its own.
 */
#ifndef HTTP_TRACE_H
#define HTTP_TRACE_H

#define TRACE_SIZE 33
#define SPAN_SIZE 17
#define TRACEPARENT_SIZE 56

struct trace {
	char id[TRACE_SIZE];                /* the whole trace's, 32 hex digits */
	char span[SPAN_SIZE];               /* ours, 16 hex digits */
	char parent[TRACEPARENT_SIZE];      /* the header for whatever this request causes: our span is its parent */
};

/* From a header `traceparent` as it came; "" for none. */
void trace_begin(struct trace *trace, const char *header);

#endif
