/* The statements of product events, for verbs that write theirs in the same round trip as the change. Others call outbox.h. */
#ifndef OUTBOX_OUTBOX_SQL_H
#define OUTBOX_OUTBOX_SQL_H

#include "base/origin.h"

/* Bound first; what follows are the further columns. */
#define OUTBOX_ORIGIN db_text(origin_request()), db_text(origin_trace())
#define OUTBOX_INTO "INSERT INTO outbox (request_id, traceparent, subject, aggregate_id, version, data) SELECT ?, ?, "

#define OUTBOX_PRODUCT_MEMBERS \
	"'id', p.id, 'version', p.version, 'title', p.title, 'price', p.price * 0.01, 'userId', p.user_id, 'quantity', p.quantity," \
	" 'available', p.quantity - p.held - p.sold"

/*
 * Of a row of `products p`. A product without an order has no member of that name: cutting it out costs less than two objects, one with
 * it and one without. In a JSON string the quotes would be escaped.
 */
#define OUTBOX_PRODUCT_DATA \
	"REPLACE(JSON_OBJECT(" OUTBOX_PRODUCT_MEMBERS ", 'orderId', p.order_id), ', \"orderId\": null', '')"

/*
 * product:updated of a product as it is after what stands before it in a batch; bound are OUTBOX_ORIGIN and three times the product's
 * id. With VALUES, since INSERT … SELECT holds the lock on the counter of `outbox` to its end: orders of all products would wait for
 * each other.
 */
#define OUTBOX_PRODUCT_UPDATED \
	"INSERT INTO outbox (request_id, traceparent, subject, aggregate_id, version, data) VALUES (?, ?, 'product:updated', ?," \
	" (SELECT p.version FROM products p WHERE p.id = ?), (SELECT " OUTBOX_PRODUCT_DATA " FROM products p WHERE p.id = ?))"

#endif
