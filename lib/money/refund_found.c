#include "money/refund_found.h"

#include "base/text.h"
#include "db/db.h"
#include "db/sql.h"
#include "mail/mail.h"
#include "money/refund.h"
#include "outbox/outbox.h"

/* The order before its payment, here as everywhere. */
static const char LOCK[] =
	"SELECT COUNT(*) FROM orders o STRAIGHT_JOIN payments y WHERE o.id = ? AND y.id = ? AND y.order_id = o.id AND y.status = 'succeeded'"
	" FOR UPDATE";

static const char KNOWN[] =
	"SELECT id, done, failed_at IS NOT NULL, COALESCE(provider_id, '') FROM refunds WHERE payment_id = ?"
	" AND (id = ? OR provider_id = ?)";

/* The money of one that had come back, paid again: the provider has a new one for it. */
static const char PAID_AGAIN[] =
	"UPDATE refunds SET failed_at = NULL, provider_id = ? WHERE payment_id = ? AND failed_at IS NOT NULL AND amount = ?"
	" ORDER BY id LIMIT 1";

/* What a bank takes can be more than is left, by its rates or fees. */
static const char FOUND[] =
	"INSERT INTO refunds (id, payment_id, amount, reason, done, provider_id) SELECT ?, t.id, t.amount, ?, TRUE, ? FROM"
	" (SELECT y.id, LEAST(?, y.amount - COALESCE((SELECT SUM(r.amount) FROM refunds r WHERE r.payment_id = y.id AND r.done), 0)) AS amount"
	" FROM payments y WHERE y.id = ?) t WHERE t.amount > 0";

static const char CAME_BACK[] = "UPDATE refunds" BY_PRIMARY_KEY "SET failed_at = NOW(6) WHERE id = ? AND done AND NOT by_hand";

static const char TOO_MUCH[] =
	"SELECT CAST(" REFUND_SUM " AS SIGNED) - CAST(y.amount AS SIGNED) FROM payments y WHERE y.id = ?";
static const char STILL_DUE[] = "SELECT id, amount FROM refunds WHERE payment_id = ? AND NOT done ORDER BY id DESC";
static const char DROP[] = "DELETE FROM refunds WHERE id = ? AND NOT done";
static const char MAKE_LESS[] =
	"UPDATE refunds" BY_PRIMARY_KEY "SET amount = amount - ?, attempt = attempt + 1, due_at = NOW(6) WHERE id = ? AND NOT done";

static const char ALL_IS_BACK[] =
	"SELECT COUNT(*) FROM payments y JOIN orders o ON o.id = y.paid_order WHERE y.id = ? AND o.status = 'complete'"
	" AND y.amount = (SELECT SUM(r.amount) FROM refunds r WHERE r.payment_id = y.id)";

struct known {
	char id[ID_SIZE];
	int64_t done, failed;
	const char *provider_id; /* "": it is ours */
};

static const struct field known_fields[] = {
	{ "id",          FIELD_ID,   offsetof(struct known, id),          STORED },
	{ "done",        FIELD_FLAG, offsetof(struct known, done),        STORED },
	{ "failed",      FIELD_FLAG, offsetof(struct known, failed),      STORED },
	{ "provider_id", FIELD_TEXT, offsetof(struct known, provider_id), STORED },
	{ 0 }
};

struct due {
	char id[ID_SIZE];
	int64_t amount;
};

static const struct field due_fields[] = {
	{ "id",     FIELD_ID,    offsetof(struct due, id),     STORED },
	{ "amount", FIELD_MONEY, offsetof(struct due, amount), STORED },
	{ 0 }
};

static void tell_refund(void *pool, const char *refund_id)
{
	struct batch *batch = batch_new(pool);

	outbox_refund(batch, refund_id);
	batch_run_all(batch);
}

static bool made_by_others(void *pool, const struct payment *payment, const struct ledger_entry *entry)
{
	const char *reason = entry->dispute == DISPUTE_NONE ? "provider" : "dispute";
	char id[ID_SIZE];

	if (entry->amount <= 0 ||
	    db_exec(PAID_AGAIN, BIND(db_text(entry->provider_id), db_text(payment->id), db_int(entry->amount))))
		return false;
	id_new(id);
	if (!db_exec(FOUND, BIND(db_text(id), db_text(reason), db_text(entry->provider_id), db_int(entry->amount), db_text(payment->id))))
		return false;
	tell_refund(pool, id);
	return true;
}

static bool came_back(const struct payment *payment, const struct known *known, const struct ledger_entry *entry)
{
	bool is_this_one = !*known->provider_id || text_is(known->provider_id, entry->provider_id);

	if (!is_this_one || known->failed || !db_exec(CAME_BACK, BIND(db_text(known->id))))
		return false;
	mail_plan_notice("refund_failed", known->id, payment->user_id, NULL);
	return true;
}

static void take_up_known(void *pool, const struct payment *payment, const struct known *known, const struct ledger_entry *entry,
                          struct refund_found *found)
{
	struct refund refund = { 0 };

	memcpy(refund.id, known->id, ID_SIZE);
	if (entry->failed)
		found->came_back += came_back(payment, known, entry);
	else if (!known->done)
		refund_done(pool, &refund);
}

static void take_up_entry(void *pool, const struct payment *payment, const struct ledger_entry *entry, struct refund_found *found)
{
	struct known known;
	const struct value *names = BIND(db_text(payment->id), db_text(entry->id), db_text(entry->provider_id));

	if (entry->dispute != DISPUTE_NONE && entry->dispute != DISPUTE_LOST)
		return;
	if (db_get(pool, KNOWN, names, known_fields, &known))
		take_up_known(pool, payment, &known, entry, found);
	else if (!entry->failed)
		found->found += made_by_others(pool, payment, entry);
}

/* No more is due than is left of the payment. */
static void make_due_less(void *pool, const char *payment_id)
{
	int64_t too_much = db_number(TOO_MUCH, BIND(db_text(payment_id)), 0);
	struct list list = db_each(pool, STILL_DUE, BIND(db_text(payment_id)), due_fields, sizeof(struct due));
	const struct due *due = list.rows;

	for (size_t i = 0; i < list.count && too_much > 0; i++) {
		int64_t less = due[i].amount < too_much ? due[i].amount : too_much;

		if (less == due[i].amount)
			db_exec(DROP, BIND(db_text(due[i].id)));
		else
			db_exec(MAKE_LESS, BIND(db_int(less), db_text(due[i].id)));
		too_much -= less;
	}
}

static void give_tickets_back(void *pool, const struct payment *payment)
{
	struct batch *batch = batch_new(pool);

	if (!db_number(ALL_IS_BACK, BIND(db_text(payment->id)), 0))
		return;
	refund_rest(pool, batch, payment->order_id);
	batch_run_all(batch);
}

/* One that is open counts before one that is decided. */
static const char *dispute_in(const struct ledger *back)
{
	static const char *const names[] = { [DISPUTE_OPEN] = "open", [DISPUTE_WON] = "won", [DISPUTE_LOST] = "lost" };
	static const enum dispute_state by_weight[] = { DISPUTE_OPEN, DISPUTE_LOST, DISPUTE_WON };

	for (size_t weight = 0; weight < sizeof(by_weight) / sizeof(by_weight[0]); weight++)
		for (size_t i = 0; i < back->count; i++)
			if (back->entries[i].dispute == by_weight[weight])
				return names[by_weight[weight]];
	return NULL;
}

static const char *note_dispute(void *pool, const struct payment *payment, const struct ledger *back)
{
	const char *state = dispute_in(back);
	struct batch *batch = batch_new(pool);

	if (!state || !payment_note_dispute(payment->id, state))
		return NULL;
	if (!payment->dispute)
		outbox_payment_disputed(batch, payment->id);
	batch_run_all(batch);
	return state;
}

struct refund_found refund_found_take_up(void *pool, const struct payment *payment, const struct ledger *back)
{
	struct refund_found found = { 0 };

	if (!db_number(LOCK, BIND(db_text(payment->order_id), db_text(payment->id)), 0))
		return found;
	found.dispute = note_dispute(pool, payment, back);
	for (size_t i = 0; i < back->count; i++)
		take_up_entry(pool, payment, &back->entries[i], &found);
	make_due_less(pool, payment->id);
	if (found.found)
		give_tickets_back(pool, payment);
	return found;
}
