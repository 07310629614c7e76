-- Additions for the pages of buyers and sellers.

-- A seller's list of what was sold of a product: one range of this key, the newest order first.
ALTER TABLE order_items ADD KEY sales (product_id, order_id);

ALTER TABLE payments ADD COLUMN confirm_at VARCHAR(1024) CHARACTER SET ascii COLLATE ascii_bin NULL; -- where the bank asks the buyer, while it does
