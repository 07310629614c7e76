/* Users, products and orders for tests that are about something else; all within the test's transaction. */
#ifndef TESTS_MAKE_H
#define TESTS_MAKE_H

#include <jansson.h>
#include <stdint.h>

#include "base/field.h"
#include "sales/order.h"
#include "catalogue/product.h"

/* A new user's id. */
const char *make_user(void);

/* A product on sale, at a price in cents. */
struct product *make_product(const char *seller, int64_t price, int64_t quantity);
struct product *load_product(const char *id);

/* Writes a batch within the test's transaction, else commits it: false where it is refused; the second asserts that it isn't. */
bool try_batch(struct batch *batch);
void write_batch(struct batch *batch);

/* Places an order and writes it: within the test's transaction, else committed. RESERVED where its batch is refused. */
const struct outcome *place_order(struct order *order, const char *buyer, const struct order_line *lines, size_t count);

/* What order_place() says; the order is in `order`, which may be NULL. */
const struct outcome *try_order(const char *buyer, const char *product_id, int64_t quantity, struct order **order);

/* An order that is placed. */
struct order *make_order(const char *buyer, const char *product_id, int64_t quantity);
struct order *load_order(const struct order *order);

/* Sets the end of its hold this many milliseconds from now, which may be negative. */
void make_due_in(const struct order *order, int64_t milliseconds);

/* The data of the one event; NULL where there is none. */
json_t *event_of(const char *aggregate_id, const char *subject, int64_t version);

/* How many events of this subject tell of it; subjects in order, as "product:created product:updated". */
int64_t events_of(const char *aggregate_id, const char *subject);
const char *subjects_of(const char *aggregate_id);

/* One number by SQL; -1 where there is no row. One text; "none" where there is no row. */
int64_t number_of(const char *sql, const char *id);
const char *text_of(const char *sql, const char *id);

/* A member, by its name, of what a page or a mail tells; as a number. */
const void *value_in_view(const struct view *view, const char *name);
int64_t number_in_view(const struct view *view, const char *name);

#endif
