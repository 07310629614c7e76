-- One batch of a thousand, by the statements of lib/sales/hold.c without the job around them.
START TRANSACTION;
SELECT JSON_ARRAYAGG(id) INTO @set FROM (SELECT id FROM orders WHERE status = 'created' AND expires_at <= NOW(3) ORDER BY expires_at
	LIMIT 1000 FOR UPDATE SKIP LOCKED) t;
UPDATE JSON_TABLE(@set, '$[*]' COLUMNS (id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) s STRAIGHT_JOIN orders o ON o.id = s.id
	SET o.status = 'cancelled', o.cancelled_by = 'expiry', o.version = o.version + 1 WHERE o.status = 'created' AND o.expires_at <= NOW(3);
INSERT INTO outbox (subject, aggregate_id, version, data) SELECT 'expiration:complete', o.id, o.version, JSON_OBJECT('orderId', o.id)
	FROM JSON_TABLE(@set, '$[*]' COLUMNS (id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) s STRAIGHT_JOIN orders o ON o.id = s.id;
INSERT INTO outbox (subject, aggregate_id, version, data) SELECT 'order:cancelled', o.id, o.version, JSON_OBJECT('id', o.id, 'version', o.version,
	'product', JSON_EXTRACT((SELECT JSON_OBJECT('id', i.product_id) FROM order_items i WHERE i.order_id = o.id AND i.line = 0), '$'),
	'items', JSON_EXTRACT((SELECT JSON_ARRAYAGG(JSON_OBJECT('product', JSON_OBJECT('id', i.product_id), 'quantity', i.quantity) ORDER BY i.line)
	FROM order_items i WHERE i.order_id = o.id), '$'))
	FROM JSON_TABLE(@set, '$[*]' COLUMNS (id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) s STRAIGHT_JOIN orders o ON o.id = s.id;
UPDATE (SELECT i.product_id, SUM(i.quantity) AS quantity FROM
	JSON_TABLE(@set, '$[*]' COLUMNS (id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) s STRAIGHT_JOIN order_items i
	ON i.order_id = s.id WHERE i.held_until IS NOT NULL GROUP BY i.product_id) t
	STRAIGHT_JOIN products p ON p.id = t.product_id SET p.held = p.held - t.quantity, p.order_id = NULL, p.version = p.version + 1;
INSERT INTO outbox (subject, aggregate_id, version, data) SELECT 'product:updated', p.id, p.version, JSON_MERGE_PATCH(JSON_OBJECT('id', p.id,
	'version', p.version, 'title', p.title, 'price', p.price * 0.01, 'userId', p.user_id, 'quantity', p.quantity,
	'available', p.quantity - p.held - p.sold), JSON_OBJECT('orderId', p.order_id)) FROM (SELECT DISTINCT i.product_id FROM
	JSON_TABLE(@set, '$[*]' COLUMNS (id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) s STRAIGHT_JOIN order_items i
	ON i.order_id = s.id) t STRAIGHT_JOIN products p ON p.id = t.product_id;
UPDATE JSON_TABLE(@set, '$[*]' COLUMNS (id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) s STRAIGHT_JOIN order_items i
	ON i.order_id = s.id SET i.held_until = NULL;
COMMIT;
