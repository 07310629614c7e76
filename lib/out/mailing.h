/*
 * The consumer `mail`: plans mails from events, in the transaction that moves it on, and sends those that are due. On where
 * BOXOFFICE_SMTP_URL is set. It begins with the events that are to come, not with the shop's past.
 */
#ifndef OUT_MAILING_H
#define OUT_MAILING_H

#include <stdbool.h>
#include <stdint.h>

#include "out/consumer.h"

extern const struct consumer mailing_consumer;

/* By the configuration. */
bool mailing_wanted(void);

/* Sends what is due, one after the other; how many mails were settled. A server that can't be asked is left alone for a while. */
int64_t mailing_round(void *pool);

#endif
