/*
 * One HTTP exchange with an outside service, by libcurl: no redirects, connection and whole exchange bounded in time, the
 * answer bounded in size, certificates checked. Nothing of it is logged but the status.
 *
 * On a fiber (wait/wait.h) any number of exchanges are under way at once, each on a connection of its own: one that hangs holds up no
 * other. Elsewhere the program waits for each.
 */
#ifndef OUT_HTTP_H
#define OUT_HTTP_H

#include "base/text.h"

struct curl_slist;

/*
 * These lines, of which the last is followed by NULL, as libcurl takes them: headers, recipients. Free with curl_slist_free_all().
 * FAULT_BUG where there is no memory for all of them: a call never goes out without one.
 */
struct curl_slist *http_list(const char *const *lines);

struct http_call {
	const char *method, *url;
	const char *body;           /* NULL for none */
	const char *const *headers; /* "Name: value", NULL at the end */
	long seconds;               /* for the whole exchange */
	const char *header;         /* the name of a header of the answer that the caller wants; NULL for none */
};

struct http_answer {
	int status;         /* 0 where there was no answer: not reached, broken off, too late, too large */
	struct text body;
	const char *header; /* the value of the header that was wanted; NULL where the answer has none of this name */
};

/* What the service answers; texts in the pool. Not within a transaction: the database's connection may be let go meanwhile (db_rest()). */
struct http_answer http_exchange(void *pool, const struct http_call *call);

#endif
