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
UPDATE (SELECT c.quota_id, SUM(c.quantity) AS quantity FROM
	JSON_TABLE(@set, '$[*]' COLUMNS (id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) s STRAIGHT_JOIN claims c
	ON c.order_id = s.id WHERE c.held_until IS NOT NULL GROUP BY c.quota_id ORDER BY c.quota_id) t
	STRAIGHT_JOIN quotas q ON q.id = t.quota_id SET q.held = q.held - t.quantity, q.version = q.version + 1;
DELETE c FROM JSON_TABLE(@set, '$[*]' COLUMNS (id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) s STRAIGHT_JOIN claims c
	ON c.order_id = s.id WHERE c.held_until IS NOT NULL;
INSERT INTO outbox (subject, aggregate_id, version, data) SELECT 'product:updated', p.id, p.revision + q.version, JSON_OBJECT('id', p.id,
	'version', p.revision + q.version, 'title', p.title, 'price', p.price * 0.01, 'userId', p.user_id, 'quantity', q.size,
	'available', q.size - q.held - q.sold) FROM (SELECT DISTINCT i.product_id FROM
	JSON_TABLE(@set, '$[*]' COLUMNS (id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) s STRAIGHT_JOIN order_items i
	ON i.order_id = s.id) t STRAIGHT_JOIN products p ON p.id = t.product_id STRAIGHT_JOIN quotas q ON q.id = p.id;
COMMIT;
