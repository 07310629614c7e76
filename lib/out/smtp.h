/*
 * Hands a mail to the server or the program that BOXOFFICE_SMTP_URL names. At most 10 seconds to be connected, 30 for all of it.
 * Certificates are checked; a password is never sent in the clear, but to this machine or where BOXOFFICE_SMTP_TLS says never.
 */
#ifndef OUT_SMTP_H
#define OUT_SMTP_H

#include "out/mime_message.h"

#define SMTP_ANSWER_SIZE 64

enum smtp_outcome {
	SMTP_SENT,    /* the server has taken the mail */
	SMTP_REFUSED, /* the server refuses the mail for good, for example since there is no such recipient */
	SMTP_LATER,   /* the server doesn't take this mail now (greylisting), or the answer was lost */
	SMTP_AWAY,    /* no mail can be sent now: the server isn't reached, or has no TLS, or refuses to sign in */
};

/* `answer`: SMTP's code or, where there was none, what went wrong in libcurl's words. */
enum smtp_outcome smtp_send(void *pool, const struct mime_message *message, char answer[SMTP_ANSWER_SIZE]);

/* The host's name in an address such as BOXOFFICE_BASE_URL; "localhost" where it has none. */
const char *smtp_host(void *pool, const char *url);

#endif
