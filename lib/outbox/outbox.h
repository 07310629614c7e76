/*
 * Events, as writes of the batch that makes the change that they tell of. Their JSON is made by the database from the changed rows, so
 * it can't differ from them (but for order:created, whose row is made from the same values in the same round trip); contract.md's table
 * of events gives the shapes.
 *
 * A set of orders is a JSON array of their ids: one statement serves one order and a batch of a thousand.
 */
#ifndef OUTBOX_OUTBOX_H
#define OUTBOX_OUTBOX_H

#include <stdint.h>

#include "base/field.h"
#include "db/batch.h"

/* The fields of a product, of which its events tell those that are EVENT_DATA. They are defined in catalogue/product.c. */
extern const struct field product_fields[];

/* Of a new product, whose own quota is there. */
void outbox_product_created(struct batch *batch, const char *product_id);

/* product:updated of an edit, at the batch's end: it is refused unless the product's own quota has this size. */
void outbox_product_edited(struct batch *batch, const char *product_id, int64_t size);

/*
 * product:updated of a change of stock, at the batch's end, after what has changed the product's own quota. `order_id`: the order that
 * takes of it, which a single ticket then has; NULL where something is given back.
 */
void outbox_product_updated(struct batch *batch, const char *product_id, const char *order_id);

/* product:updated for every product in these orders. Caches aren't told of each: OUTBOX_RELEASED stands for any product's stock. */
#define OUTBOX_RELEASED "released"
void outbox_products_of(struct batch *batch, const char *order_ids);

/* order:created tells of version 0, whatever the order becomes in the same transaction; `data` is its JSON. */
void outbox_order_created(struct batch *batch, const char *order_id, const char *data);
void outbox_order_completed(struct batch *batch, const char *order_id);
void outbox_order_cancelled(struct batch *batch, const char *order_ids);
void outbox_expiration(struct batch *batch, const char *order_ids);

/* payment:created of money received; payment:refunded of money given back. */
void outbox_payment_created(struct batch *batch, const char *payment_id);
void outbox_refund(struct batch *batch, const char *refund_id);

#endif
