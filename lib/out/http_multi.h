/*
 * Many HTTP posts at once to addresses that users have named, by libcurl's multi interface: none waits for another. Ten seconds
 * for the whole, no redirects, no proxy, only public addresses (unless BOXOFFICE_WEBHOOK_ALLOW_PRIVATE), certificates checked; the
 * answer's body is read up to 64 KiB and dropped.
 */
#ifndef OUT_HTTP_MULTI_H
#define OUT_HTTP_MULTI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HTTP_MULTI_SECONDS 10
#define HTTP_MULTI_ANSWER_MAX ((size_t)64 << 10) /* bytes of the answer's body; more ends the exchange */

/* Filled by its owner but for the last part; must stay where it is, with its texts, until http_multi_end(). */
struct http_multi_transfer {
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

/* Begins a transfer. The struct may have been used for an earlier one. */
void http_multi_begin(struct http_multi_transfer *transfer);

/* Lets all transfers go on, for `milliseconds` at most. Returns earlier if one of them is over. */
void http_multi_drive(int64_t milliseconds);

/* Ends a transfer, even if it isn't over. */
void http_multi_end(struct http_multi_transfer *transfer);

/* Closes all connections that were kept for later transfers. */
void http_multi_close(void);

#endif
