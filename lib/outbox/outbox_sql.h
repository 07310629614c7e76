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
 * Ends what an UPDATE of one product, `UPDATE products p SET …`, sets: raises its version and notes what is to be told. MariaDB sets
 * columns from left to right, each seeing those before it as they will be. No column changes by the note; where there were none, the
 * UPDATE would fail.
 */
#define OUTBOX_NOTED \
	"p.version = (@version := p.version + 1), p.title = IF((@told := " OUTBOX_PRODUCT_DATA ") IS NULL, NULL, p.title)"

/*
 * product:updated as noted; the product's id is bound after OUTBOX_ORIGIN. With VALUES, since INSERT … SELECT holds the lock on the
 * counter of `outbox` to its end: orders of all products would wait for each other.
 */
#define OUTBOX_PRODUCT_UPDATED \
	"INSERT INTO outbox (request_id, traceparent, subject, aggregate_id, version, data)" \
	" VALUES (?, ?, 'product:updated', ?, @version, @told)"

/* An UPDATE that notes, and product:updated where it changed the product; OUTBOX_ORIGIN and the product's id are bound after its values. */
#define OUTBOX_TOLD(update) update "; IF ROW_COUNT() > 0 THEN " OUTBOX_PRODUCT_UPDATED "; END IF"

#endif
