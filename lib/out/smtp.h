/*
 * Hands a mail to the server or the program that BOXOFFICE_SMTP_URL names. At most 10 seconds to be connected, 30 for all of it.
 * Certificates are checked; a password is never sent in the clear, but to this machine or where BOXOFFICE_SMTP_TLS says never.
 */
#ifndef OUT_SMTP_H
#define OUT_SMTP_H

#include "out/mime_message.h"

#define SMTP_ANSWER_SIZE 64

enum smtp_outcome {
	SMTP_SENT,    /* it was taken */
	SMTP_REFUSED, /* for good: no such recipient, or nothing like this */
	SMTP_LATER,   /* this mail not now (greylisting), or nobody knows whether it was taken */
	SMTP_AWAY,    /* the server can't be asked: not reached, no TLS, not signed in */
};

/* `answer`: SMTP's code or, where there was none, what went wrong in libcurl's words. */
enum smtp_outcome smtp_send(void *pool, const struct mime_message *message, char answer[SMTP_ANSWER_SIZE]);

/* The host's name in an address such as BOXOFFICE_BASE_URL; "localhost" where it has none. */
const char *smtp_host(void *pool, const char *url);

#endif
