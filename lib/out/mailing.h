/*
 * The consumer `mail`: plans mails from events, in the transaction that moves it on, and sends those that are due. On where
 * BOXOFFICE_SMTP_URL is set. It begins with the events that are to come, not with the shop's past.
 */
#ifndef OUT_MAILING_H
#define OUT_MAILING_H

#include <stdbool.h>
#include <stdint.h>

/* By the configuration. */
bool mailing_wanted(void);

/*
 * Plans mails from events, and sends what is due, one after the other; how many events were planned from, or mails settled, whichever
 * is more. A server that can't be asked is left alone for a while.
 */
int64_t mailing_round(void *pool);

/* Lets another process plan at once. */
void mailing_end(void);

#endif
