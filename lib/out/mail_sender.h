/*
 * The consumer `mail`: plans mails from events, in the transaction that moves it on, and sends those that are due. On where
 * BOXOFFICE_SMTP_URL is set. It begins with the events that are to come, not with the shop's past.
 */
#ifndef OUT_MAIL_SENDER_H
#define OUT_MAIL_SENDER_H

#include <stdbool.h>
#include <stdint.h>

/* True if the configuration names a mail server. */
bool mail_sender_wanted(void);

/*
 * Plans mails from events, and sends what is due, one after the other; how many events were planned from, or mails settled, whichever
 * is more. A server that can't be asked is left alone for a while.
 */
int64_t mail_sender_round(void *pool);

/* Ends the claim on the consumer, so that another process can plan at once. */
void mail_sender_end(void);

#endif
