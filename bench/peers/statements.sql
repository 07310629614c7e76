-- What every peer and the bare transaction run: the plainest that has the effect of the shop's own statements, and of the ways to tell
-- of a change the one that is fastest, as the shop does it (lib/outbox/outbox_sql.h). `-- name` begins one;
-- bench/run hands them to PHP, Node, Go and C in a form of theirs.

-- product_list
SELECT p.id, p.title, p.price, p.user_id, p.version, p.quantity, p.order_id, CAST(p.quantity - p.sold - p.held + IF(p.held = 0, 0,
	(SELECT COALESCE(SUM(i.quantity), 0) FROM order_items i WHERE i.product_id = p.id AND i.held_until <= NOW(3))) AS SIGNED) AS available
FROM products p ORDER BY p.created_at, p.id LIMIT ?

-- product_newest
SELECT p.id, p.title, p.price, p.user_id, p.version, p.quantity, p.order_id, CAST(p.quantity - p.sold - p.held + IF(p.held = 0, 0,
	(SELECT COALESCE(SUM(i.quantity), 0) FROM order_items i WHERE i.product_id = p.id AND i.held_until <= NOW(3))) AS SIGNED) AS available
FROM products p ORDER BY p.created_at DESC, p.id DESC LIMIT 25

-- product
SELECT p.id, p.title, p.price, p.user_id, p.version, p.quantity, p.order_id, CAST(p.quantity - p.sold - p.held + IF(p.held = 0, 0,
	(SELECT COALESCE(SUM(i.quantity), 0) FROM order_items i WHERE i.product_id = p.id AND i.held_until <= NOW(3))) AS SIGNED) AS available
FROM products p WHERE p.id = ?

-- order_product
SELECT p.id, p.title, p.price, CAST(NOW(3) + INTERVAL 900 SECOND AS CHAR) AS expires_at FROM products p WHERE p.id = ?

-- order_insert
INSERT INTO orders (id, user_id, status, expires_at, total) VALUES (?, ?, 'created', ?, ?)

-- order_item
INSERT INTO order_items (order_id, line, product_id, title, price, quantity, held_until) VALUES (?, 0, ?, ?, ?, ?, ?)

-- order_event
INSERT INTO outbox (subject, aggregate_id, version, data) VALUES ('order:created', ?, 0, ?)

-- order_stock
UPDATE products SET held = held + ?, order_id = IF(quantity = 1, ?, NULL), version = (@version := version + 1),
	title = IF((@told := REPLACE(JSON_OBJECT('id', id, 'version', version, 'title', title, 'price', price * 0.01, 'userId', user_id,
	'quantity', quantity, 'available', quantity - held - sold, 'orderId', order_id), ', "orderId": null', '')) IS NULL, NULL, title)
WHERE id = ? AND held + sold + ? <= quantity

-- order_overdue
SELECT order_id FROM order_items WHERE product_id = ? AND held_until <= NOW(3) ORDER BY held_until LIMIT 100

-- product_event
INSERT INTO outbox (subject, aggregate_id, version, data) VALUES ('product:updated', ?, @version, @told)

-- user
SELECT id, email, password FROM users WHERE email = ?
