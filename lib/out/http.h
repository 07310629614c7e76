/*
 * One HTTP exchange with an outside service, by libcurl: no redirects, connection and whole exchange bounded in time, the
 * answer bounded in size, certificates checked. Nothing of it is logged but the status.
 */
#ifndef OUT_HTTP_H
#define OUT_HTTP_H

#include "base/text.h"

struct http_call {
	const char *method, *url;
	const char *body;           /* NULL for none */
	const char *const *headers; /* "Name: value", NULL at the end */
	long seconds;               /* for the whole exchange */
};

/* The answer's status and body; 0 where there was none (not reached, broken off, too late, too large). */
int http_exchange(void *pool, const struct http_call *call, struct text *answer);

/* A header of the last answer, in the pool; NULL where it had none of this name. */
const char *http_header(void *pool, const char *name);

#endif
