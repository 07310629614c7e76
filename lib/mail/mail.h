/*
 * Mails, as rows of `mails`. A mail is planned in the transaction that moves the consumer `mail` past its event, and sent afterwards by
 * out/mail_sender.c. For each kind and thing there is one mail, ever: the primary key ensures it, and rows are never deleted. Each area
 * has a table of its kinds of mail, which says what events a mail follows from and what it contains.
 *
 * One process at a time sends a mail. It claims the mail for MAIL_SECONDS by an update that counts claims; the update that writes the
 * result names the number of the claim. When a process is killed between sending and writing, its claim runs out and the mail is sent once
 * more, with the same Message-ID. There are no other repeats.
 *
 * The accounts that cause mails take turns: a thousand mails of one delay those of the others by one each.
 */
#ifndef MAIL_MAIL_H
#define MAIL_MAIL_H

#include <stdbool.h>

#include "base/field.h"
#include "base/id.h"
#include "base/outcome.h"

#define MAIL_SECONDS 45 /* how long a claim lasts: longer than sending a mail can take */
#define MAIL_DAYS 3     /* how long sending is tried */

struct mail {
	char subject_id[ID_SIZE];
	const char *kind, *email;
	char user_id[ID_SIZE];      /* the account that it goes to */
	char order_id[ID_SIZE];     /* "" for a notice */
	const char *detail;         /* the text of a notice; else NULL */
	int64_t attempts, claims;
	int64_t created_at;         /* milliseconds */
	int64_t is_old;             /* planned more than MAIL_DAYS ago */
	const char *request_id;
	const char *account, *network; /* that have caused it; NULL: unknown, or of a network: it was paid for */
	int64_t is_free;            /* to cause it has cost nothing */
	int64_t is_confirmed;       /* somebody who has this address has said so */
};

/*
 * A kind of mail. Its templates are mail/NAME.txt.tpl and mail/NAME.html.tpl. The tables of kinds end with a row without a name;
 * lib/registry/mails.c has the list of the tables.
 */
struct mail_kind {
	const char *name;
	const char *title; /* what it is, where several mails are told of at once: "Your tickets" */
	/* Reads the contents of the mail at the moment of sending, into the pool. False where the mail is no longer true: it isn't sent. */
	bool (*read)(void *pool, const struct mail *mail, struct view *content);
	const char *plan;   /* MAIL_PLAN(…); NULL: it is planned by a function of lib/mail */
	const bool *wanted; /* the setting that turns it on; NULL: it is always on */
};

/* All tables of kinds, with NULL after the last. Defined in lib/registry/mails.c. */
extern const struct mail_kind *const mail_tables[];

/*
 * The statement that plans a mail of this kind for each event of this subject between two positions, which are bound. Events older than a
 * day get no mail. `joins` is the SQL that joins the event `e` to the order `o` that the mail is about; the buyer of the order gets the
 * mail. There is one mail for each `subject_id`: an event that comes again changes nothing. `account` is SQL for the account that has
 * caused it, and `is_free` is true where that has cost nothing.
 */
#define MAIL_PLAN(kind, subject, joins, subject_id, account, is_free, due_at, condition) \
	"INSERT INTO mails (subject_id, kind, user_id, order_id, account, is_free, network, due_at, request_id, traceparent)" \
	" SELECT " subject_id ", '" kind "', o.user_id, o.id, " account ", " is_free ", IF(" is_free ", o.network, NULL), " due_at \
	", e.request_id, e.traceparent FROM outbox e " joins \
	" WHERE e.position BETWEEN ? AND ? AND e.created_at > NOW(6) - INTERVAL 1 DAY AND e.subject = '" subject "' AND " condition \
	" ON DUPLICATE KEY UPDATE kind = VALUES(kind)"

/* Plans the mails for the events at these positions. Within the transaction that moves the consumer's position. */
void mail_plan(void *pool, int64_t from, int64_t to);

/* Reads the contents of a mail, by its kind. False where the mail is no longer true, or its kind no longer exists. */
bool mail_read(void *pool, const struct mail *mail, struct view *content);

/* The title of a kind of mail. */
const char *mail_title(const char *kind);

/* The `read` of kinds that are notices: the contents are `detail`. */
bool mail_read_notice(void *pool, const struct mail *mail, struct view *content);

/*
 * Plans a notice to a user: the template `kind`, with `detail` shown as it is (2048 characters at most, or NULL). `subject_id` is the
 * occasion, for which there is one mail ever: pass a new id (id_new()) where the same thing may happen again. Does nothing where mail is
 * off. Within a transaction.
 */
void mail_plan_notice(const char *kind, const char *subject_id, const char *user_id, const char *detail);

/* Up to `max` mails that are due, as struct mail: of each account that causes some the one that has waited longest, then the second… */
struct list mail_due(void *pool, int64_t max);

/* Claims the mail, and counts the claim in `mail->claims`. False where another process has claimed it. Not within a transaction. */
bool mail_claim(struct mail *mail);

/* Write the result: sent, not sent because it is no longer true, or failed for good. Nothing is written where the claim was lost. */
void mail_sent(const struct mail *mail);
void mail_dropped(const struct mail *mail);
void mail_failed(const struct mail *mail, const char *answer);

/* Sending failed for now: the mail is due again after a pause (1, 5, 15 minutes … a day), or has failed for good after MAIL_DAYS. */
void mail_later(const struct mail *mail, const char *answer);

/* Nothing was tried: that doesn't count as an attempt, and the mail is due again after so many seconds. */
void mail_untried(const struct mail *mail, int64_t seconds);

/* The end of a statement that writes what became of a claimed mail. Bind MAIL_CLAIMED(mail). */
#define MAIL_IS_CLAIMED " WHERE subject_id = ? AND kind = ? AND claims = ? AND state = 'sending'"
#define MAIL_CLAIMED(mail) db_text((mail)->subject_id), db_text((mail)->kind), db_int((mail)->claims)

#endif
