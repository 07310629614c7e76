/* The digest: one mail that tells of many, where an address would get too many. It names each by its kind and its order's reference. */
#ifndef MAIL_MAIL_DIGEST_H
#define MAIL_MAIL_DIGEST_H

#include "mail/mail.h"

#define MAIL_DIGEST "digest"
#define MAIL_DIGEST_LINES 50 /* the first so many are named; of the others it says how many they are */

/*
 * Ends the claim of a mail that isn't to be sent by itself: its recipient's next digest tells of it. Where no digest waits, one is planned
 * that is due in so many seconds. Not within a transaction.
 */
void mail_digest_gather(void *pool, const struct mail *mail, int64_t seconds);

/* The digest as a kind of mail. */
extern const struct mail_kind mail_digest_kinds[];

#endif
