/*
 * Where what is done now comes from: the request that a program is at, for whatever writes down why something happened (events,
 * the log of deeds). A job comes from no request: both are NULL until a request says otherwise.
 */
#ifndef BASE_ORIGIN_H
#define BASE_ORIGIN_H

/* From now on: a request's id (at most 64 characters) and its trace context (W3C traceparent, 55 characters). Both are copied. */
void origin_set(const char *request, const char *trace);

const char *origin_request(void);
const char *origin_trace(void);

#endif
