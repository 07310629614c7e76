#include "quota/quota.h"

#include <stdio.h>
#include <string.h>

#include "base/pool.h"
#include "db/db.h"
#include "db/sql.h"
#include "outbox/outbox.h"

static const char CREATE[] = "INSERT INTO quotas (id, size) VALUES (?, ?)";
static const char LOCK[] = "SELECT COUNT(*) FROM quotas WHERE id = ? FOR UPDATE";
static const char RESIZE[] = "UPDATE quotas SET size = ? WHERE id = ? AND held + sold <= ?";

static const char ROOM[] =
	"SELECT CAST(q.size - q.held - q.sold AS SIGNED), " QUOTA_OVERDUE("q") " FROM quotas q WHERE q.id = ?";

/* What one unit of a product takes of each quota, and what the lines of an order take. */
#define CLAIMS_COLUMNS "q.id, CAST(SUM(t.n) AS SIGNED), CAST(MIN(q.size - q.held - q.sold) AS SIGNED), MAX(t.is_stock)"
#define CLAIMS(lines) \
	"SELECT " CLAIMS_COLUMNS " FROM (SELECT l.product_id AS id, l.n, 1 AS is_stock FROM " lines " l UNION ALL" \
	" SELECT t.quota_id, l.n * t.takes, 0 FROM " lines " l JOIN product_quotas t ON t.product_id = l.product_id) t" \
	" JOIN quotas q ON q.id = t.id GROUP BY q.id ORDER BY q.id"
static const char CLAIMS_OF_PRODUCT[] =
	"SELECT q.id, CAST(? AS SIGNED), CAST(q.size - q.held - q.sold AS SIGNED), 1 FROM quotas q WHERE q.id = ? UNION ALL"
	" SELECT q.id, ? * t.takes, CAST(q.size - q.held - q.sold AS SIGNED), 0 FROM product_quotas t JOIN quotas q ON q.id = t.quota_id"
	" WHERE t.product_id = ? ORDER BY 1";
static const char CLAIMS_OF_ORDER[] = CLAIMS("(SELECT product_id, quantity AS n FROM order_items WHERE order_id = ?)");

static const char CLAIM[] = "INSERT INTO claims (order_id, quota_id, quantity, held_until) VALUES (?, ?, ?, ?)";

/* The guard of this statement is what prevents overselling. The CHECK of the table would refuse it as well. */
static const char TAKE[] =
	"UPDATE quotas SET held = held + ?, sold = sold + ?, version = version + 1 WHERE id = ? AND held + sold + ? <= size";

static const char HELD_CLAIMS[] =
	"SELECT c.quota_id, CAST(c.quantity AS SIGNED), 0, EXISTS (SELECT 1 FROM products p WHERE p.id = c.quota_id) FROM claims c"
	" WHERE c.order_id = ? AND c.held_until IS NOT NULL ORDER BY c.quota_id";
static const char SELL[] = "UPDATE quotas SET held = held - ?, sold = sold + ?, version = version + 1 WHERE id = ?";
static const char HOLD_UNTIL[] = "UPDATE claims" BY_PRIMARY_KEY "SET held_until = ? WHERE order_id = ?";

static const char GIVE_BACK[] = "UPDATE quotas SET sold = sold - ?, version = version + 1 WHERE id = ?";
static const char UNCLAIM[] =
	"DELETE c FROM claims c" BY_PRIMARY_KEY "WHERE c.order_id = ? AND c.quota_id = ? AND c.quantity <= ?";
static const char CLAIM_LESS[] =
	"UPDATE claims" BY_PRIMARY_KEY "SET quantity = quantity - ? WHERE order_id = ? AND quota_id = ? AND quantity > ?";

/*
 * The claims are read in the order of their key, and each quota is found by its own key, so quotas are locked in the order of their ids.
 * The index is forced for the reason that BY_PRIMARY_KEY has (db/sql.h).
 */
#define CLAIMS_OF_SET SET_OF_ORDERS " STRAIGHT_JOIN claims c" BY_PRIMARY_KEY "ON c.order_id = s.id"
static const char RELEASE[] =
	"UPDATE (SELECT c.quota_id, SUM(c.quantity) AS quantity FROM " CLAIMS_OF_SET
	" WHERE c.held_until IS NOT NULL GROUP BY c.quota_id ORDER BY c.quota_id) t"
	" STRAIGHT_JOIN quotas q" BY_PRIMARY_KEY "ON q.id = t.quota_id SET q.held = q.held - t.quantity, q.version = q.version + 1";
static const char UNCLAIM_ALL[] =
	"DELETE c FROM " CLAIMS_OF_SET " WHERE c.held_until IS NOT NULL";

#define ENDS_SOON "c.held_until > NOW(3) - INTERVAL ? MICROSECOND AND c.held_until <= NOW(3) + INTERVAL ? MICROSECOND"
static const char NEXT_END[] =
	"SELECT COALESCE(TIMESTAMPDIFF(MICROSECOND, NOW(3), MIN(t.held_until)) DIV 1000, ?) FROM ("
	"SELECT MIN(c.held_until) AS held_until FROM claims c WHERE c.quota_id = ? AND " ENDS_SOON " UNION ALL"
	" SELECT MIN(c.held_until) FROM product_quotas p STRAIGHT_JOIN claims c ON c.quota_id = p.quota_id AND " ENDS_SOON
	" WHERE p.product_id = ?) t";

static const struct field claim_fields[] = {
	{ "quota_id", FIELD_ID,  offsetof(struct quota_claim, quota_id), STORED, NULL, 0 },
	{ "quantity", FIELD_INT, offsetof(struct quota_claim, quantity), STORED, NULL, 0 },
	{ "room",     FIELD_INT, offsetof(struct quota_claim, room),     STORED, NULL, 0 },
	{ "is_stock", FIELD_INT, offsetof(struct quota_claim, is_stock), STORED, NULL, 0 },
	{ 0 }
};

static const struct field room_fields[] = {
	{ "free",    FIELD_INT, offsetof(struct quota_room, free),    STORED, NULL, 0 },
	{ "overdue", FIELD_INT, offsetof(struct quota_room, overdue), STORED, NULL, 0 },
	{ 0 }
};

struct quota_room quota_room_of(const char *id)
{
	struct quota_room room = { 0 };

	db_get(NULL, ROOM, BIND(db_text(id)), room_fields, &room);
	return room;
}

void quota_create(struct batch *batch, const char *product_id, int64_t size)
{
	batch_add(batch, CREATE, BIND(db_text(product_id), db_int(size)), 1);
}

void quota_lock(const char *id)
{
	db_number(LOCK, BIND(db_text(id)), 0);
}

void quota_resize(struct batch *batch, const char *id, int64_t size)
{
	batch_add_last(batch, id, RESIZE, BIND(db_int(size), db_text(id), db_int(size)), BATCH_ANY);
}

struct list quota_claims_of(void *pool, const char *product_id, int64_t units)
{
	return db_each(pool, CLAIMS_OF_PRODUCT, BIND(db_int(units), db_text(product_id), db_int(units), db_text(product_id)), claim_fields,
	               sizeof(struct quota_claim));
}

struct list quota_claims_of_order(void *pool, const char *order_id)
{
	return db_each(pool, CLAIMS_OF_ORDER, BIND(db_text(order_id), db_text(order_id)), claim_fields, sizeof(struct quota_claim));
}

/* Adds one claim to claims that are sorted by quota id. There must be room for one more. */
static void put_claim(struct list *claims, const struct quota_claim *claim)
{
	struct quota_claim *all = claims->rows;
	size_t at = claims->count;

	while (at > 0 && strcmp(all[at - 1].quota_id, claim->quota_id) > 0)
		at--;
	if (at > 0 && !strcmp(all[at - 1].quota_id, claim->quota_id)) {
		all[at - 1].quantity += claim->quantity;
		return;
	}
	memmove(all + at + 1, all + at, (claims->count++ - at) * sizeof(*all));
	all[at] = *claim;
}

struct list quota_merge(void *pool, const struct list *claims, const struct list *more)
{
	struct list merged = { pool_alloc(pool, (claims->count + more->count) * sizeof(struct quota_claim)), 0 };

	for (size_t i = 0; i < claims->count; i++)
		put_claim(&merged, (const struct quota_claim *)claims->rows + i);
	for (size_t i = 0; i < more->count; i++)
		put_claim(&merged, (const struct quota_claim *)more->rows + i);
	return merged;
}

/*
 * Adds to the batch: the statement that changes the claim's quota and, if that quota is a product's stock, the event `product:updated`.
 * `order_id`: the order that takes units, which the event names; NULL where none does.
 */
static void change_quota(struct batch *batch, const struct quota_claim *claim, const char *sql, const struct value *values,
                         const char *order_id)
{
	batch_add_last(batch, claim->quota_id, sql, values, 1);
	if (claim->is_stock)
		outbox_product_updated(batch, claim->quota_id, order_id);
}

void quota_take(struct batch *batch, const char *order_id, const struct list *claims, const char *held_until)
{
	for (const struct quota_claim *c = claims->rows; c < (const struct quota_claim *)claims->rows + claims->count; c++) {
		batch_add(batch, CLAIM, BIND(db_text(order_id), db_text(c->quota_id), db_int(c->quantity), db_text(held_until)), 1);
		change_quota(batch, c, TAKE, BIND(db_int(held_until ? c->quantity : 0), db_int(held_until ? 0 : c->quantity),
		                                  db_text(c->quota_id), db_int(c->quantity)), order_id);
	}
}

struct list quota_claims_held(void *pool, const char *order_id)
{
	return db_each(pool, HELD_CLAIMS, BIND(db_text(order_id)), claim_fields, sizeof(struct quota_claim));
}

void quota_sell(struct batch *batch, const char *order_id, const struct list *held)
{
	batch_add(batch, HOLD_UNTIL, BIND(db_text(NULL), db_text(order_id)), (int64_t)held->count);
	for (const struct quota_claim *c = held->rows; c < (const struct quota_claim *)held->rows + held->count; c++)
		change_quota(batch, c, SELL, BIND(db_int(c->quantity), db_int(c->quantity), db_text(c->quota_id)), order_id);
}

void quota_return(struct batch *batch, const char *order_id, const struct list *claims)
{
	for (const struct quota_claim *c = claims->rows; c < (const struct quota_claim *)claims->rows + claims->count; c++) {
		batch_add(batch, UNCLAIM, BIND(db_text(order_id), db_text(c->quota_id), db_int(c->quantity)), BATCH_ANY);
		batch_add(batch, CLAIM_LESS,
		          BIND(db_int(c->quantity), db_text(order_id), db_text(c->quota_id), db_int(c->quantity)), BATCH_ANY);
		change_quota(batch, c, GIVE_BACK, BIND(db_int(c->quantity), db_text(c->quota_id)), NULL);
	}
}

void quota_release(struct batch *batch, const char *order_ids)
{
	batch_add(batch, RELEASE, BIND(db_text(order_ids)), BATCH_ANY);
	batch_add(batch, UNCLAIM_ALL, BIND(db_text(order_ids)), BATCH_ANY);
	outbox_products_of(batch, order_ids);
}

void quota_hold_until(struct batch *batch, const char *order_id, const char *held_until)
{
	batch_add(batch, HOLD_UNTIL, BIND(db_text(held_until), db_text(order_id)), BATCH_ANY);
}

int64_t quota_next_end(const char *product_id, int64_t max)
{
	struct value within = db_int(max * 1000);
	int64_t left = db_number(NEXT_END, BIND(db_int(max), db_text(product_id), within, within, within, within, db_text(product_id)), 0);

	return left > 0 ? left : 0;
}
