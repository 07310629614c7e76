/*
 * Events. Each function adds to a batch the write of one event (or of one for each order), after the change that the event is about. The
 * database makes the JSON of an event from the changed rows, so that it can't differ from them; only order:created has its JSON from the
 * caller, who writes the row with the same values in the same round trip. docs/events.md describes the JSON.
 *
 * A set of orders is a JSON array of ids (id_array()).
 */
#ifndef OUTBOX_OUTBOX_H
#define OUTBOX_OUTBOX_H

#include <stdint.h>

#include "base/field.h"
#include "db/batch.h"

/* The fields of a product; those with EVENT_DATA are in its events. Defined in catalogue/product.c. */
extern const struct field product_fields[];

/* product:created. The product and its own quota must have been written before. */
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

/* payment:created for money received; payment:refunded for money given back; payment:disputed where the buyer's bank wants it back. */
void outbox_payment_created(struct batch *batch, const char *payment_id);
void outbox_payment_disputed(struct batch *batch, const char *payment_id);
void outbox_refund(struct batch *batch, const char *refund_id);

#endif
