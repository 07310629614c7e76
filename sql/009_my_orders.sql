-- A buyer's list of orders is one range of this key: in a big shop each row of it was a page read of its own.
ALTER TABLE orders DROP KEY buyer, ADD KEY buyer (user_id, created_at, id, status, expires_at, cancelled_by, total, version);
