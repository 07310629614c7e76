/*
 * Many HTTP posts at once to addresses that users have named, by libcurl's multi interface: none waits for another. Ten seconds
 * for the whole, no redirects, no proxy, only public addresses (unless BOXOFFICE_WEBHOOK_ALLOW_PRIVATE), certificates checked; the
 * answer's body is read up to 64 KiB and dropped.
 */
#ifndef OUT_POST_H
#define OUT_POST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POST_SECONDS 10
#define POST_ANSWER_MOST ((size_t)64 << 10) /* bytes of the answer's body; more ends the exchange */

/* Filled by its owner but for the last part; must stay where it is, with its texts, until post_end(). */
struct post {
	const char *url, *body;
	const char *const *headers; /* "Name: value", NULL at the end */
	/* of this module */
	void *handle, *list;
	size_t received;
	bool is_refused;    /* an address was none to connect to */
	bool is_over;
	int64_t status;     /* then: the answer's, 0 for none */
	const char *reason; /* and why there was none: timeout, dns, private, unreachable, tls, broken, url; NULL */
};

/* Begins it; it may have been used before. */
void post_begin(struct post *post);

/* Lets all that is under way go on, for this long at most, less where something is over. */
void post_drive(int64_t milliseconds);

/* Ends it, over or not. */
void post_end(struct post *post);

/* Forgets kept connections. */
void post_close(void);

#endif
