/*
 * A mail as it travels (RFC 5322): text and HTML of the same, put together by libcurl. What comes from outside gets into a header
 * through one function only, which leaves no control character in it.
 */
#ifndef OUT_MIME_MESSAGE_H
#define OUT_MIME_MESSAGE_H

#include <curl/curl.h>
#include <stdint.h>

struct mime_message {
	const char *name, *from; /* the sender: a name for people, and an address */
	const char *to;          /* an address */
	const char *subject;
	const char *text, *html; /* lines end in \n */
	const char *id;          /* of the message, without brackets */
	int64_t date;            /* milliseconds */
};

/* All headers but those of the parts; free with curl_slist_free_all(). */
struct curl_slist *mime_message_headers(void *pool, const struct mime_message *message);

/* Both forms as multipart/alternative, for this transfer; free with curl_mime_free(). */
curl_mime *mime_message_body(void *pool, CURL *curl, const struct mime_message *message);

/*
 * Words for a header: as they are where they are short and plain ASCII, else as encoded words (RFC 2047) on lines of their own.
 * Control characters become blanks.
 */
const char *mime_message_words(void *pool, const char *words);

#endif
