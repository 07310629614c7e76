/*
 * Mail, as rows of `mails`: planned in the transaction that reads its event, sent afterwards by out/mail_sender.c. One mail for each
 * kind and thing, ever: the primary key sees to it, and rows stay. Which events ask for one, and what it tells: money/order_mail.h.
 *
 * A mail is sent by one process at a time: it is claimed for MAIL_SECONDS by an update that counts the claim, and its outcome is
 * written by one that names this claim. A process that is killed between sending and writing lets its claim run out, and the mail
 * is sent once more, under the same Message-ID: the one repeat there can be.
 */
#ifndef OUTBOX_MAIL_H
#define OUTBOX_MAIL_H

#include <stdbool.h>

#include "base/field.h"
#include "base/id.h"
#include "base/outcome.h"

#define MAIL_SECONDS 45          /* that a claim lasts: longer than sending one takes at most */
#define MAIL_DAYS 3              /* that sending is tried */

struct mail {
	char subject_id[ID_SIZE];
	const char *kind, *email;
	char order_id[ID_SIZE];     /* "" for a notice */
	const char *detail;         /* of a notice */
	int64_t attempts, claims;
	int64_t created_at;         /* milliseconds */
	int64_t is_old;             /* planned more than MAIL_DAYS ago */
	const char *request_id;
};

/*
 * Plans a notice to a user: the template `kind`, with `detail` shown as it is (2048 characters at most, or NULL). `subject_id` is
 * the occasion, for which there is one mail ever: id_new() where the same thing may happen again. Where mail is off, nothing.
 * Within a transaction.
 */
void mail_plan_notice(const char *kind, const char *subject_id, const char *user_id, const char *detail);

/* Up to `most` mails whose time has come, those first that have waited longest; as struct mail. */
struct list mail_due(void *pool, int64_t max);

/* Takes it in hand; false where another process has it. Counts in `mail`. Not within a transaction. */
bool mail_claim(struct mail *mail);

/* What became of it. Nothing where the claim was lost. */
void mail_sent(const struct mail *mail);
void mail_dropped(const struct mail *mail);
void mail_failed(const struct mail *mail, const char *answer);

/* Not this time: once more when its clock says so (1, 5, 15 minutes … a day), or failed after MAIL_DAYS. */
void mail_later(const struct mail *mail, const char *answer);

/* The server couldn't be asked: that is no attempt, and it is due again in a moment. */
void mail_untried(const struct mail *mail);

#endif
