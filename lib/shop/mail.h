/*
 * Mail, as rows of `mails`: planned in the transaction that reads its event, sent afterwards by out/mailing.c. One mail for each
 * kind and thing, ever: the primary key sees to it, and rows stay.
 *
 *	confirmation  order:completed    of the order: the tickets' references
 *	receipt       payment:created    of the order: the payment that paid for it; other money goes back, and its refund tells so
 *	refund        payment:refunded   of the refund, so the seller's two refunds of an order are two mails
 *	cancelled     order:cancelled    of the order: by the buyer, or its time ran out
 *	reminder      order:created      of the order: its hold ends in MAIL_REMINDER_MINUTES (only with BOXOFFICE_MAIL_REMINDER=1)
 *	webhook_off   mail_plan_notice() of the occasion
 *
 * A mail is sent by one process at a time: it is claimed for MAIL_SECONDS by an update that counts the claim, and its outcome is
 * written by one that names this claim. A process that is killed between sending and writing lets its claim run out, and the mail
 * is sent once more, under the same Message-ID: the one repeat there can be.
 */
#ifndef SHOP_MAIL_H
#define SHOP_MAIL_H

#include <stdbool.h>

#include "base/field.h"
#include "base/id.h"
#include "base/result.h"
#include "shop/order.h"
#include "shop/payment.h"

#define MAIL_SECONDS 45          /* that a claim lasts: longer than sending one takes at most */
#define MAIL_REMINDER_MINUTES 5  /* before the end of a hold */
#define MAIL_IN_TIME_SECONDS 180 /* left of the hold, at least, when a reminder leaves */
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

/* What a mail tells, as it is when it is sent. What its kind doesn't need is empty. */
struct mail_content {
	struct order order;
	struct payment payment; /* of a receipt; of a refund's mail the payment that went back */
	int64_t refund;         /* minor units */
	const char *reason;     /* of the refund: late, duplicate, seller */
	char payment_id[ID_SIZE];
	const char *detail;
};

extern const struct field mail_content_fields[];

/* Plans what the events at these positions ask for; those older than a day ask for nothing. Within the cursor's transaction. */
void mail_plan(int64_t from, int64_t to);

/*
 * Plans a notice to a user: the template `kind`, with `detail` shown as it is (2048 characters at most, or NULL). `subject_id` is
 * the occasion, for which there is one mail ever: id_new() where the same thing may happen again. Where mail is off, nothing.
 * Within a transaction.
 */
void mail_plan_notice(const char *kind, const char *subject_id, const char *user_id, const char *detail);

/* Up to `most` mails whose time has come, those first that have waited longest; as struct mail. */
struct list mail_due(void *pool, int64_t most);

/* Takes it in hand; false where another process has it. Counts in `mail`. Not within a transaction. */
bool mail_claim(struct mail *mail);

/* What it tells; false where that is no longer so: the order is cancelled no more, or the hold it reminds of ends too soon. */
bool mail_read(void *pool, const struct mail *mail, struct mail_content *content);

/* What became of it. Nothing where the claim was lost. */
void mail_sent(const struct mail *mail);
void mail_dropped(const struct mail *mail);
void mail_failed(const struct mail *mail, const char *answer);

/* Not this time: once more when its clock says so (1, 5, 15 minutes … a day), or failed after MAIL_DAYS. */
void mail_later(const struct mail *mail, const char *answer);

/* The server couldn't be asked: that is no attempt, and it is due again in a moment. */
void mail_untried(const struct mail *mail);

#endif
