-- A reference for each order, which admits to what was bought; and who has caused what waits in a queue, so that accounts take turns.

-- The id of an order is known to others: a product of one ticket names the order that has bought it. The reference is known to the buyer and
-- to the sellers. The letters and digits are those that nobody takes for another.
ALTER TABLE orders
  ADD COLUMN reference CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN network CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL;    -- that it was ordered from: a digest, not the address
UPDATE orders SET reference = CONCAT(
  SUBSTR('ABCDEFGHJKMNPQRSTUVWXYZ23456789', 1 + ORD(RANDOM_BYTES(1)) % 31, 1),
  SUBSTR('ABCDEFGHJKMNPQRSTUVWXYZ23456789', 1 + ORD(RANDOM_BYTES(1)) % 31, 1),
  SUBSTR('ABCDEFGHJKMNPQRSTUVWXYZ23456789', 1 + ORD(RANDOM_BYTES(1)) % 31, 1),
  SUBSTR('ABCDEFGHJKMNPQRSTUVWXYZ23456789', 1 + ORD(RANDOM_BYTES(1)) % 31, 1),
  SUBSTR('ABCDEFGHJKMNPQRSTUVWXYZ23456789', 1 + ORD(RANDOM_BYTES(1)) % 31, 1),
  SUBSTR('ABCDEFGHJKMNPQRSTUVWXYZ23456789', 1 + ORD(RANDOM_BYTES(1)) % 31, 1),
  SUBSTR('ABCDEFGHJKMNPQRSTUVWXYZ23456789', 1 + ORD(RANDOM_BYTES(1)) % 31, 1),
  SUBSTR('ABCDEFGHJKMNPQRSTUVWXYZ23456789', 1 + ORD(RANDOM_BYTES(1)) % 31, 1));
ALTER TABLE orders MODIFY reference CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT (CONCAT(
  SUBSTR('ABCDEFGHJKMNPQRSTUVWXYZ23456789', 1 + ORD(RANDOM_BYTES(1)) % 31, 1),
  SUBSTR('ABCDEFGHJKMNPQRSTUVWXYZ23456789', 1 + ORD(RANDOM_BYTES(1)) % 31, 1),
  SUBSTR('ABCDEFGHJKMNPQRSTUVWXYZ23456789', 1 + ORD(RANDOM_BYTES(1)) % 31, 1),
  SUBSTR('ABCDEFGHJKMNPQRSTUVWXYZ23456789', 1 + ORD(RANDOM_BYTES(1)) % 31, 1),
  SUBSTR('ABCDEFGHJKMNPQRSTUVWXYZ23456789', 1 + ORD(RANDOM_BYTES(1)) % 31, 1),
  SUBSTR('ABCDEFGHJKMNPQRSTUVWXYZ23456789', 1 + ORD(RANDOM_BYTES(1)) % 31, 1),
  SUBSTR('ABCDEFGHJKMNPQRSTUVWXYZ23456789', 1 + ORD(RANDOM_BYTES(1)) % 31, 1),
  SUBSTR('ABCDEFGHJKMNPQRSTUVWXYZ23456789', 1 + ORD(RANDOM_BYTES(1)) % 31, 1)));

ALTER TABLE mails
  MODIFY state ENUM('pending', 'sending', 'sent', 'failed', 'dropped', 'gathered') NOT NULL DEFAULT 'pending', -- gathered: a digest tells of it
  ADD COLUMN account CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL,    -- that has caused it
  ADD COLUMN network CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL,    -- from which it was caused; NULL: it was paid for
  ADD COLUMN is_free BOOL NOT NULL DEFAULT FALSE,                            -- to cause it has cost nothing
  ADD COLUMN digest_id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL,  -- the digest that tells of it
  DROP KEY due, ADD KEY due (state, due_at, account),
  ADD KEY recipient (user_id, state, sent_at),
  ADD KEY causer (account, state, sent_at),
  ADD KEY network (network, state, sent_at),
  ADD KEY digest (digest_id),
  ADD CONSTRAINT mail_gathered CHECK ((state = 'gathered') = (digest_id IS NOT NULL));
UPDATE mails SET account = user_id;

ALTER TABLE refunds
  ADD COLUMN account CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL,    -- that has caused it: the seller, or who paid late or twice
  DROP KEY due, ADD KEY due (done, due_at, account);

-- Answers were kept as they were given, with whatever secret they had in them; from now on they are encrypted. The keys stay used.
UPDATE idempotency SET fingerprint = '', body = NULL, signs_in = NULL, signs_in_email = NULL;
