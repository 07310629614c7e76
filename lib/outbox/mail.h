/*
 * Mail, as rows of `mails`: planned in the transaction that reads its event, sent afterwards by out/mail_sender.c. One mail for each
 * kind and thing, ever: the primary key sees to it, and rows stay. Which events ask for one, and what it tells,
 * says the table of kinds of the area that it is about.
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
 * A kind of mail. Its templates are mail/NAME.txt.tpl and mail/NAME.html.tpl. The tables of kinds end with a row without a name;
 * lib/registry/mails.c has the list of the tables.
 */
struct mail_kind {
	const char *name;
	/* What the mail tells, as it is now that it is to be sent; in the pool. False where it is no longer true: nothing is sent. */
	bool (*read)(void *pool, const struct mail *mail, struct view *content);
	const char *plan;   /* MAIL_PLAN(…); NULL: it is planned by mail_plan_notice() */
	const bool *wanted; /* the setting that turns it on; NULL: it is always on */
};

/* NULL after the last. */
extern const struct mail_kind *const mail_tables[];

/*
 * Plans a mail of this kind from each event of this subject at the positions that are bound, unless it is older than a day. `joins` lead
 * from the event `e` to the order `o` that the mail is about, whose buyer gets it; there is one for each `subject_id`. An event that
 * comes again finds its mail there.
 */
#define MAIL_PLAN(kind, subject, joins, subject_id, due_at, condition) \
	"INSERT INTO mails (subject_id, kind, user_id, order_id, due_at, request_id, traceparent)" \
	" SELECT " subject_id ", '" kind "', o.user_id, o.id, " due_at ", e.request_id, e.traceparent FROM outbox e " joins \
	" WHERE e.position BETWEEN ? AND ? AND e.created_at > NOW(6) - INTERVAL 1 DAY AND e.subject = '" subject "' AND " condition \
	" ON DUPLICATE KEY UPDATE kind = VALUES(kind)"

/* Plans what the events at these positions ask for. Within the transaction that moves the consumer on. */
void mail_plan(void *pool, int64_t from, int64_t to);

/* What it tells, read by its kind. False where that is no longer true, or where there is no such kind any more. */
bool mail_read(void *pool, const struct mail *mail, struct view *content);

/* For kinds that are notices: tells `detail`. */
bool mail_read_notice(void *pool, const struct mail *mail, struct view *content);

/*
 * Plans a notice to a user: the template `kind`, with `detail` shown as it is (2048 characters at most, or NULL). `subject_id` is
 * the occasion, for which there is one mail ever: id_new() where the same thing may happen again. Where mail is off, nothing.
 * Within a transaction.
 */
void mail_plan_notice(const char *kind, const char *subject_id, const char *user_id, const char *detail);

/* Up to `max` mails whose time has come, those first that have waited longest; as struct mail. */
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
