#include "money/refund.h"

#include "db/db.h"
#include "db/sql.h"
#include "outbox/outbox.h"
#include "quota/quota.h"
#include "sales/order_payment.h"

const struct outcome NOT_REFUNDABLE[1] = { { 400, "Cannot refund these tickets", NULL } };

static const struct field refund_fields[] = {
	{ "id",          FIELD_ID,    offsetof(struct refund, id),          STORED, .column = "r.id" },
	{ "payment_id",  FIELD_ID,    offsetof(struct refund, payment_id),  STORED, .column = "r.payment_id" },
	{ "provider_id", FIELD_TEXT,  offsetof(struct refund, provider_id), STORED, .column = "y.provider_id" },
	{ "provider",    FIELD_TEXT,  offsetof(struct refund, provider),    STORED, .column = "y.provider" },
	{ "currency",    FIELD_TEXT,  offsetof(struct refund, currency),    STORED, .column = "y.currency" },
	{ "amount",      FIELD_MONEY, offsetof(struct refund, amount),      STORED, .column = "r.amount" },
	{ "attempt",     FIELD_INT,   offsetof(struct refund, attempt),     STORED, .column = "r.attempt" },
	{ "whole",       FIELD_FLAG,  offsetof(struct refund, whole),       STORED, .column = "r.reason = 'differs'" },
	{ 0 }
};

static const char ALL[] =
	"INSERT INTO refunds (id, payment_id, account, amount, reason) SELECT ?, y.id, o.user_id, y.amount - " REFUND_SUM ", ?"
	" FROM payments y JOIN orders o ON o.id = y.order_id WHERE y.id = ?";

/* Less, or none, where others have given money back at the provider before. */
static const char PART[] =
	"INSERT INTO refunds (id, payment_id, account, amount, reason) SELECT ?, t.id, ?, t.amount, 'seller' FROM"
	" (SELECT y.id, LEAST(?, y.amount - " REFUND_SUM ") AS amount FROM payments y WHERE y.paid_order = ?) t WHERE t.amount > 0";

/* The order before anything of it, here as everywhere; its products follow in the order of their ids. */
static const char LOCK_COMPLETE[] = "SELECT COUNT(*) FROM orders WHERE id = ? AND status = 'complete' FOR UPDATE";

static const char LINES[] =
	"SELECT i.product_id, i.price, i.quantity - i.refunded FROM orders o JOIN order_items i ON i.order_id = o.id"
	" JOIN products p ON p.id = i.product_id WHERE o.id = ? AND o.status = 'complete' AND p.user_id = ?"
	" ORDER BY i.product_id";

static const char PAID_LINES[] =
	"SELECT product_id, price, quantity - refunded FROM order_items WHERE order_id = ? AND price > 0 AND quantity > refunded"
	" ORDER BY product_id";

static const char IS_SELLER[] =
	"SELECT COUNT(*) FROM order_items i JOIN products p ON p.id = i.product_id WHERE i.order_id = ? AND p.user_id = ?";

static const char EXISTS_ORDER[] = "SELECT COUNT(*) FROM orders WHERE id = ?";

/* Accounts take turns, so that a seller who refunds a thousand orders keeps nobody else's money waiting. */
static const char ALL_DUE[] =
	"SELECT {columns} FROM (SELECT id, due_at, ROW_NUMBER() OVER (PARTITION BY account ORDER BY due_at) AS turn FROM refunds"
	" WHERE done = FALSE AND due_at <= NOW(6) ORDER BY turn, due_at LIMIT ?) d STRAIGHT_JOIN refunds r ON r.id = d.id"
	" STRAIGHT_JOIN payments y ON y.id = r.payment_id ORDER BY d.turn, d.due_at";
static const char DUE_OF_ORDER[] =
	"SELECT {columns} FROM refunds r JOIN payments y ON y.id = r.payment_id WHERE r.done = FALSE AND r.due_at <= NOW(6)"
	" AND y.order_id = ? ORDER BY r.due_at LIMIT ?";

/* Two seconds, four, eight and so on; at least a minute where the key is another. */
static const char PUT_OFF[] =
	"UPDATE refunds SET refusals = refusals + 1, due_at = NOW(6) + INTERVAL GREATEST(IF(?, 60, 0), LEAST(3600,"
	" POW(2, LEAST(refusals, 12)))) SECOND, attempt = attempt + ? WHERE id = ? AND attempt = ? AND NOT done";

static const char STUCK[] =
	"SELECT {columns} FROM refunds r JOIN payments y ON y.id = r.payment_id WHERE " REFUND_IS_STUCK " ORDER BY r.created_at LIMIT ?";

static const char PAID_BY_HAND[] =
	"UPDATE refunds r SET r.by_hand = TRUE, r.failed_at = NULL WHERE r.id = ? AND " REFUND_IS_STUCK;

static const char MARK_DONE[] = "UPDATE refunds" BY_PRIMARY_KEY "SET done = TRUE WHERE id = ? AND NOT done";

struct line {
	char product_id[ID_SIZE];
	int64_t price, left;
};

static const struct field line_fields[] = {
	{ "product_id", FIELD_ID,    offsetof(struct line, product_id), STORED, NULL, 0 },
	{ "price",      FIELD_MONEY, offsetof(struct line, price),      STORED, NULL, 0 },
	{ "left",       FIELD_INT,   offsetof(struct line, left),       STORED, NULL, 0 },
	{ 0 }
};

void refund_all(struct batch *batch, const char *payment_id, const char *reason)
{
	char id[ID_SIZE];

	id_new(id);
	batch_add(batch, ALL, BIND(db_text(id), db_text(reason), db_text(payment_id)), 1);
}

static void refund_part(struct batch *batch, const char *order_id, const char *seller, int64_t amount)
{
	char id[ID_SIZE];

	id_new(id);
	if (amount)
		batch_add(batch, PART, BIND(db_text(id), db_text(seller), db_int(amount), db_text(order_id)), BATCH_ANY);
}

/* How many tickets of this line go back: all that are left, or as many as were asked for; -1 for more than there are. */
static int64_t wanted(const struct line *line, const struct order_line *asked, size_t count)
{
	if (!count)
		return line->left;
	for (size_t i = 0; i < count; i++)
		if (!strcmp(asked[i].product_id, line->product_id))
			return asked[i].quantity <= line->left ? asked[i].quantity : -1;
	return 0;
}

static bool is_seller(const char *order_id, const char *seller)
{
	return db_number(IS_SELLER, BIND(db_text(order_id), db_text(seller)), 0) > 0;
}

static const struct outcome *why_not(const char *order_id, const char *seller)
{
	if (!db_number(EXISTS_ORDER, BIND(db_text(order_id)), 0))
		return NOT_FOUND;
	return is_seller(order_id, seller) ? NOT_REFUNDABLE : UNAUTHORIZED;
}

/* The lines of a completed order that this seller sold. */
static struct list lines_of(void *pool, const char *order_id, const char *seller)
{
	if (!db_number(LOCK_COMPLETE, BIND(db_text(order_id)), 0))
		return (struct list){ 0 };
	return db_each(pool, LINES, BIND(db_text(order_id), db_text(seller)), line_fields, sizeof(struct line));
}

/* What goes back in all. */
struct giving_back {
	int64_t amount, tickets;
	struct list claims; /* struct quota_claim */
};

static bool add_line(void *pool, struct batch *batch, const char *order_id, const struct line *line, int64_t back,
                     struct giving_back *all)
{
	struct list claims;

	if (back <= 0)
		return !back;
	order_refund_item(batch, order_id, line->product_id, back);
	claims = quota_claims_of(pool, line->product_id, back);
	all->claims = quota_merge(pool, &all->claims, &claims);
	all->amount += back * line->price;
	all->tickets += back;
	return true;
}

static int64_t sum_of(const struct order_line *asked, size_t count)
{
	int64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += asked[i].quantity;
	return sum;
}

const struct outcome *refund_tickets(void *pool, const char *order_id, const char *seller, const struct order_line *asked, size_t count)
{
	struct list lines = lines_of(pool, order_id, seller);
	struct batch *batch = batch_new(pool);
	struct giving_back all = { 0 };

	if (!lines.count)
		return why_not(order_id, seller);
	for (size_t i = 0; i < lines.count; i++) {
		const struct line *line = (const struct line *)lines.rows + i;

		if (!add_line(pool, batch, order_id, line, wanted(line, asked, count), &all))
			return NOT_REFUNDABLE;
	}
	if (!all.tickets || (count && all.tickets != sum_of(asked, count)))
		return NOT_REFUNDABLE;
	refund_part(batch, order_id, seller, all.amount);
	quota_return(batch, order_id, &all.claims);
	batch_run_all(batch);
	return DONE;
}

void refund_rest(void *pool, struct batch *batch, const char *order_id)
{
	struct list lines = db_each(pool, PAID_LINES, BIND(db_text(order_id)), line_fields, sizeof(struct line));
	struct giving_back all = { 0 };

	for (size_t i = 0; i < lines.count; i++) {
		const struct line *line = (const struct line *)lines.rows + i;

		add_line(pool, batch, order_id, line, line->left, &all);
	}
	if (all.tickets)
		quota_return(batch, order_id, &all.claims);
}

struct list refund_due(void *pool, const char *order_id, int64_t max)
{
	if (order_id)
		return db_each(pool, DUE_OF_ORDER, BIND(db_text(order_id), db_int(max)), refund_fields, sizeof(struct refund));
	return db_each(pool, ALL_DUE, BIND(db_int(max)), refund_fields, sizeof(struct refund));
}

const struct outcome *refund_put_off(const struct refund *refund, bool anew)
{
	db_exec(PUT_OFF, BIND(db_int(anew), db_int(anew), db_text(refund->id), db_int(refund->attempt)));
	return DONE;
}

const struct outcome *refund_done(void *pool, const struct refund *refund)
{
	struct batch *batch = batch_new(pool);

	if (!db_exec(MARK_DONE, BIND(db_text(refund->id))))
		return DONE;
	outbox_refund(batch, refund->id);
	batch_run_all(batch);
	return DONE;
}

static const struct field stuck_fields[] = {
	{ "id",          FIELD_ID,     offsetof(struct refund_stuck, id),          STORED, .column = "r.id" },
	{ "payment_id",  FIELD_ID,     offsetof(struct refund_stuck, payment_id),  STORED, .column = "y.id" },
	{ "order_id",    FIELD_ID,     offsetof(struct refund_stuck, order_id),    STORED, .column = "y.order_id" },
	{ "provider_id", FIELD_TEXT,   offsetof(struct refund_stuck, provider_id), STORED, .column = "y.provider_id" },
	{ "currency",    FIELD_TEXT,   offsetof(struct refund_stuck, currency),    STORED, .column = "y.currency" },
	{ "amount",      FIELD_MONEY,  offsetof(struct refund_stuck, amount),      STORED, .column = "r.amount" },
	{ "came_back",   FIELD_FLAG,   offsetof(struct refund_stuck, came_back),   STORED, .column = "r.failed_at IS NOT NULL" },
	{ "created_at",  FIELD_MOMENT, offsetof(struct refund_stuck, created_at),  STORED, .column = "r.created_at" },
	{ 0 }
};

struct list refund_stuck_list(void *pool, int64_t max)
{
	return db_each(pool, STUCK, BIND(db_int(max)), stuck_fields, sizeof(struct refund_stuck));
}

const struct outcome *refund_paid_by_hand(void *pool, const char *id)
{
	struct refund refund = { 0 };

	if (!id_valid(id) || !db_exec(PAID_BY_HAND, BIND(db_text(id))))
		return NOT_FOUND;
	memcpy(refund.id, id, ID_SIZE);
	return refund_done(pool, &refund);
}
