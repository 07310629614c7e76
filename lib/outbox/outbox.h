/*
 * Events, written in the transaction of the change that they tell of. Their JSON is made by the database from the
 * changed rows, so it can't differ from them (but for order:created, whose row is made from the same values in the same
 * statement's round trip); contract.md's table of events gives the shapes.
 *
 * A set of orders is a JSON array of their ids: one statement serves one order and a batch of a thousand.
 */
#ifndef OUTBOX_OUTBOX_H
#define OUTBOX_OUTBOX_H

#include "db/batch.h"

/* product:created or product:updated, of the product as it is now. */
void outbox_product(const char *subject, const char *product_id);

/* product:updated for every product in these orders but one ("" for none). */
void outbox_products_of(const char *order_ids, const char *except);

/* order:created tells of version 0, whatever the order becomes in the same transaction; `data` is its JSON. Adds to the batch. */
void outbox_order_created(struct batch *batch, const char *order_id, const char *data);
void outbox_add_order_completed(struct batch *batch, const char *order_id);

void outbox_order_completed(const char *order_id);
void outbox_order_cancelled(const char *order_ids);
void outbox_expiration(const char *order_ids);

/* The set of this one order; in the pool. */
const char *outbox_one(void *pool, const char *order_id);

/* payment:created of money received; payment:refunded of money given back. */
void outbox_payment(const char *subject, const char *payment_id);
void outbox_refund(const char *refund_id);

#endif
