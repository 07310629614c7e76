# Overdue orders by the thousand, straight into the database, each as if it had been placed by a request. Sourced.
# shellcheck shell=bash disable=SC2034,SC2154

# plant_overdue ORDERS PRODUCTS: each order holds one ticket of one product
plant_overdue() {
	sql <<-END
		SET @moment = NOW(3) - INTERVAL 1 HOUR;
		INSERT IGNORE INTO users (id, email, password) VALUES ('aaaaaaaaaaaaaaaaaaaaaaaa', 'overdue@example.com', 'none');
		INSERT INTO products (id, user_id, title, price)
			SELECT CONCAT('bb', LPAD(HEX(seq), 22, '0')), 'aaaaaaaaaaaaaaaaaaaaaaaa', 'Overdue', 100 FROM seq_1_to_$2;
		INSERT INTO quotas (id, size, held) SELECT id, 100000, $1 DIV $2 FROM products WHERE id LIKE 'bb%';
		INSERT INTO outbox (subject, aggregate_id, version, data) SELECT 'product:created', p.id, 0, JSON_OBJECT('id', p.id,
			'version', 0, 'title', p.title, 'price', 1, 'userId', p.user_id, 'quantity', q.size, 'available', q.size - q.held)
			FROM products p JOIN quotas q ON q.id = p.id WHERE p.id LIKE 'bb%';
		INSERT INTO orders (id, user_id, status, expires_at, total, created_at)
			SELECT CONCAT('cc', LPAD(LOWER(HEX(seq)), 22, '0')), 'aaaaaaaaaaaaaaaaaaaaaaaa', 'created',
			@moment + INTERVAL seq * 1000 MICROSECOND, 100, @moment FROM seq_1_to_$1;
		INSERT INTO order_items (order_id, line, product_id, title, price, quantity)
			SELECT o.id, 0, CONCAT('bb', LPAD(HEX(1 + CONV(RIGHT(o.id, 8), 16, 10) % $2), 22, '0')), 'Overdue', 100, 1
			FROM orders o WHERE o.id LIKE 'cc%';
		INSERT INTO claims (order_id, quota_id, user_id, quantity, held_until) SELECT o.id, i.product_id, o.user_id, 1, o.expires_at
			FROM orders o JOIN order_items i ON i.order_id = o.id WHERE o.id LIKE 'cc%';
		INSERT INTO outbox (subject, aggregate_id, version, data)
			SELECT 'order:created', o.id, 0, '{}' FROM orders o WHERE o.id LIKE 'cc%';
	END
}

# measure_expiry ORDERS: runs expire_orders once; sets expired, rate (orders a second) and memory (kB resident at most)
measure_expiry() {
	local began=${EPOCHREALTIME/./} microseconds
	BOXOFFICE_CONF=$(conf) /usr/bin/time -v "$BUILD/jobs/expire_orders" >"$work/expired" 2>"$work/time"
	microseconds=$((${EPOCHREALTIME/./} - began))
	expired=$(sed -n 's/^expired=//p' "$work/expired")
	rate=$((${expired:-0} * 1000000 / microseconds))
	memory=$(sed -n 's/.*Maximum resident set size (kbytes): //p' "$work/time")
}

# each_told_once: the orders that haven't exactly one expiration:complete and then one order:cancelled
badly_reported() {
	sql <<'END'
SELECT COUNT(*) FROM (SELECT o.id, SUM(e.subject = 'expiration:complete') AS expirations, SUM(e.subject = 'order:cancelled') AS cancellations,
	MAX(IF(e.subject = 'expiration:complete', e.id, 0)) AS expired, MAX(IF(e.subject = 'order:cancelled', e.id, 0)) AS cancelled
	FROM orders o LEFT JOIN outbox e ON e.aggregate_id = o.id WHERE o.cancelled_by = 'expiry' GROUP BY o.id) t
	WHERE expirations <> 1 OR cancellations <> 1 OR expired >= cancelled;
END
}
