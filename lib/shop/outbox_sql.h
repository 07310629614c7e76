/* The statements of product events, for verbs that write theirs in the same round trip as the change. Others call outbox.h. */
#ifndef SHOP_OUTBOX_SQL_H
#define SHOP_OUTBOX_SQL_H

const char *outbox_request_id(void), *outbox_traceparent(void);

/* Bound first; what follows are the further columns. */
#define OUTBOX_ORIGIN str(outbox_request_id()), str(outbox_traceparent())
#define OUTBOX_INTO "INSERT INTO outbox (request_id, traceparent, subject, aggregate_id, version, data) SELECT ?, ?, "

#define OUTBOX_PRODUCT_MEMBERS \
	"'id', p.id, 'version', p.version, 'title', p.title, 'price', p.price * 0.01, 'userId', p.user_id, 'quantity', p.quantity," \
	" 'available', p.quantity - p.held - p.sold"

/* From `products p`. A product without an order has no member of that name. */
#define OUTBOX_PRODUCT_DATA \
	"p.id, p.version, IF(p.order_id IS NULL, JSON_OBJECT(" OUTBOX_PRODUCT_MEMBERS ")," \
	" JSON_OBJECT(" OUTBOX_PRODUCT_MEMBERS ", 'orderId', p.order_id)) "

/* An UPDATE of one product, and product:updated where it changed it; OUTBOX_ORIGIN and the product's id are bound after its values. */
#define OUTBOX_TOLD(update) update "; IF ROW_COUNT() > 0 THEN " OUTBOX_PRODUCT_UPDATED "; END IF"

/* product:updated of the product whose id is bound last. */
#define OUTBOX_PRODUCT_UPDATED OUTBOX_INTO "'product:updated', " OUTBOX_PRODUCT_DATA "FROM products p WHERE p.id = ?"

#endif
