#include "tests/make.h"

#include "db/db.h"
#include "sales/order_place.h"
#include "tests/test.h"

const char *make_user(void)
{
	static const char INSERT[] = "INSERT INTO users (id, email, password) VALUES (?, ?, 'none')";
	char *id = pool_alloc(pool, ID_SIZE);

	id_new(id);
	db_exec(INSERT, BIND(db_text(id), db_text(pool_print(pool, "%s@example.com", id))));
	return id;
}

bool try_batch(struct batch *batch)
{
	return test_in_transaction() ? batch_run(batch) : batch_commit(&batch, 1) == BATCH_DONE;
}

void write_batch(struct batch *batch)
{
	ck_assert(try_batch(batch));
}

struct product *make_product(const char *seller, int64_t price, int64_t quantity)
{
	struct product *product = pool_alloc(pool, sizeof(*product));
	struct batch *batch = batch_new(pool);

	*product = (struct product){ .title = "Concert", .price = price, .quantity = quantity };
	ck_assert_ptr_eq(product_create(batch, seller, product), CREATED);
	write_batch(batch);
	return product;
}

struct product *load_product(const char *id)
{
	struct product *product = pool_alloc(pool, sizeof(*product));

	ck_assert_ptr_eq(product_load(pool, id, product), DONE);
	return product;
}

const struct outcome *place_order(struct order *order, const char *buyer, const struct order_line *lines, size_t count)
{
	struct batch *batch = batch_new(pool);
	const struct outcome *outcome = order_place(pool, batch, order, buyer, lines, count);

	if (outcome != CREATED)
		return outcome;
	return try_batch(batch) ? CREATED : RESERVED;
}

const struct outcome *try_order(const char *buyer, const char *product_id, int64_t quantity, struct order **placed)
{
	struct order *order = pool_alloc(pool, sizeof(*order));
	struct order_line line = { .quantity = quantity };

	memcpy(line.product_id, product_id, ID_SIZE);
	id_new(order->id);
	if (placed)
		*placed = order;
	return place_order(order, buyer, &line, 1);
}

struct order *make_order(const char *buyer, const char *product_id, int64_t quantity)
{
	struct order *order;

	ck_assert_ptr_eq(try_order(buyer, product_id, quantity, &order), CREATED);
	return order;
}

struct order *load_order(const struct order *order)
{
	struct order *loaded = pool_alloc(pool, sizeof(*loaded));

	ck_assert_ptr_eq(order_load(pool, order->id, order->user_id, loaded), DONE);
	return loaded;
}

void make_due_in(const struct order *order, int64_t milliseconds)
{
	static const char ORDER[] = "UPDATE orders SET expires_at = NOW(3) + INTERVAL ? * 1000 MICROSECOND WHERE id = ?";
	static const char ITEMS[] =
		"UPDATE claims c JOIN orders o ON o.id = c.order_id SET c.held_until = o.expires_at WHERE o.id = ?";

	db_exec(ORDER, BIND(db_int(milliseconds), db_text(order->id)));
	db_exec(ITEMS, BIND(db_text(order->id)));
}

struct text_row {
	const char *text;
};

static const struct field text_fields[] = {
	{ "text", FIELD_TEXT, offsetof(struct text_row, text), STORED, NULL, 0 },
	{ 0 }
};

json_t *event_of(const char *aggregate_id, const char *subject, int64_t version)
{
	static const char FIND[] = "SELECT data FROM outbox WHERE aggregate_id = ? AND subject = ? AND version = ?";
	struct text_row row;
	json_t *data;

	if (!db_get(pool, FIND, BIND(db_text(aggregate_id), db_text(subject), db_int(version)), text_fields, &row))
		return NULL;
	data = json_loads(row.text, JSON_REJECT_DUPLICATES, NULL);
	ck_assert_msg(data != NULL, "not JSON: %s", row.text);
	return data;
}

int64_t events_of(const char *aggregate_id, const char *subject)
{
	static const char COUNT[] = "SELECT COUNT(*) FROM outbox WHERE aggregate_id = ? AND subject = ?";

	return db_number(COUNT, BIND(db_text(aggregate_id), db_text(subject)), -1);
}

const char *subjects_of(const char *aggregate_id)
{
	static const char LIST[] =
		"SELECT COALESCE(GROUP_CONCAT(subject ORDER BY id SEPARATOR ' '), '') FROM outbox WHERE aggregate_id = ?";
	struct text_row row;

	ck_assert(db_get(pool, LIST, BIND(db_text(aggregate_id)), text_fields, &row));
	return row.text;
}

int64_t number_of(const char *sql, const char *id)
{
	return db_number(sql, BIND(db_text(id)), -1);
}

const char *text_of(const char *sql, const char *id)
{
	static const struct field fields[] = { { "text", FIELD_TEXT, 0, STORED }, { 0 } };
	const char *text = "none";

	db_get(pool, sql, BIND(db_text(id)), fields, &text);
	return text;
}

const void *value_in_view(const struct view *view, const char *name)
{
	for (const struct field *field = view->fields; field->name; field++)
		if (!strcmp(field->name, name))
			return (const char *)view->thing + field->offset;
	ck_abort_msg("nothing of this name is told: %s", name);
	return NULL;
}

int64_t number_in_view(const struct view *view, const char *name)
{
	return *(const int64_t *)value_in_view(view, name);
}
