-- A buyer's list of orders is one range of this key. Without it each row of the list was a page read of its own in a big shop.
ALTER TABLE orders DROP KEY buyer, ADD KEY buyer (user_id, created_at, id, status, expires_at, cancelled_by, total, version);
