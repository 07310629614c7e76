-- What every peer and the bare transaction run: the plainest that has the effect of the shop's own statements, and of the ways to tell
-- of a change the one that is fastest, as the shop does it (lib/outbox/outbox_sql.h). `-- name` begins one;
-- bench/run hands them to PHP, Node, Go and C in a form of theirs.

-- product_list
SELECT p.id, p.title, p.price, p.user_id, p.revision + q.version AS version, p.revision, q.size AS quantity, IF(q.size = 1 AND q.held + q.sold > 0,
	(SELECT c.order_id FROM claims c WHERE c.quota_id = q.id LIMIT 1), NULL) AS order_id, CAST(q.size - q.sold - q.held + IF(q.held = 0, 0,
	(SELECT COALESCE(SUM(c.quantity), 0) FROM claims c WHERE c.quota_id = q.id AND c.held_until <= NOW(3))) AS SIGNED) AS available
FROM products p STRAIGHT_JOIN quotas q ON q.id = p.id ORDER BY p.created_at, p.id LIMIT ?

-- product_newest
SELECT p.id, p.title, p.price, p.user_id, p.revision + q.version AS version, p.revision, q.size AS quantity, IF(q.size = 1 AND q.held + q.sold > 0,
	(SELECT c.order_id FROM claims c WHERE c.quota_id = q.id LIMIT 1), NULL) AS order_id, CAST(q.size - q.sold - q.held + IF(q.held = 0, 0,
	(SELECT COALESCE(SUM(c.quantity), 0) FROM claims c WHERE c.quota_id = q.id AND c.held_until <= NOW(3))) AS SIGNED) AS available
FROM products p STRAIGHT_JOIN quotas q ON q.id = p.id ORDER BY p.created_at DESC, p.id DESC LIMIT 25

-- product
SELECT p.id, p.title, p.price, p.user_id, p.revision + q.version AS version, p.revision, q.size AS quantity, IF(q.size = 1 AND q.held + q.sold > 0,
	(SELECT c.order_id FROM claims c WHERE c.quota_id = q.id LIMIT 1), NULL) AS order_id, CAST(q.size - q.sold - q.held + IF(q.held = 0, 0,
	(SELECT COALESCE(SUM(c.quantity), 0) FROM claims c WHERE c.quota_id = q.id AND c.held_until <= NOW(3))) AS SIGNED) AS available
FROM products p JOIN quotas q ON q.id = p.id WHERE p.id = ?

-- order_product
SELECT p.id, p.title, p.price, CAST(NOW(3) + INTERVAL 900 SECOND AS CHAR) AS expires_at FROM products p WHERE p.id = ?

-- order_insert
INSERT INTO orders (id, user_id, status, expires_at, total) VALUES (?, ?, 'created', ?, ?)

-- order_item
INSERT INTO order_items (order_id, line, product_id, title, price, quantity) VALUES (?, 0, ?, ?, ?, ?)

-- order_claim
INSERT INTO claims (order_id, quota_id, quantity, held_until) VALUES (?, ?, ?, ?)

-- order_event
INSERT INTO outbox (subject, aggregate_id, version, data) VALUES ('order:created', ?, 0, ?)

-- order_stock
UPDATE quotas SET held = held + ?, version = version + 1 WHERE id = ? AND held + sold + ? <= size

-- order_overdue
SELECT order_id FROM claims WHERE quota_id = ? AND held_until <= NOW(3) ORDER BY held_until LIMIT 100

-- product_event
INSERT INTO outbox (subject, aggregate_id, version, data) VALUES ('product:updated', ?,
	(SELECT p.revision + q.version FROM products p STRAIGHT_JOIN quotas q ON q.id = p.id WHERE p.id = ?),
	(SELECT JSON_OBJECT('id', p.id, 'version', p.revision + q.version, 'title', p.title, 'price', p.price * 0.01, 'userId', p.user_id,
	'quantity', q.size, 'available', q.size - q.held - q.sold) FROM products p STRAIGHT_JOIN quotas q ON q.id = p.id WHERE p.id = ?))

-- user
SELECT id, email, password FROM users WHERE email = ?
