/*
 * How many mails go out in an hour: to one address, and because of one account and one network, as far as it costs them nothing. So nobody
 * can have the shop flood somebody else. An address that isn't confirmed gets as many as the settings say, one that is MAIL_LIMIT_CONFIRMED
 * times as many. What is too much for an address is told in one mail at the end of the hour (mail/mail_digest.h); what an account or a
 * network causes too much of waits.
 */
#ifndef MAIL_MAIL_LIMIT_H
#define MAIL_MAIL_LIMIT_H

#include "mail/mail.h"

#define MAIL_LIMIT_CONFIRMED 5

/*
 * True if the claimed mail may be sent now. Else its claim has ended: it waits, or is part of a digest. Exact, whatever number of processes
 * send: those that are being sent count. Not within a transaction.
 */
bool mail_limit_admit(void *pool, const struct mail *mail);

#endif
