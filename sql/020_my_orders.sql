-- A buyer's list of orders is one range of this key again: orders have a currency and a reference by now.
ALTER TABLE orders DROP KEY buyer, ADD KEY buyer (user_id, created_at, id, status, expires_at, cancelled_by, total, currency, version, reference);
