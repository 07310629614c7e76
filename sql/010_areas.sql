-- An answer that signs somebody in says all that the session needs, so that repeating it asks no other table.

ALTER TABLE idempotency ADD COLUMN signs_in_email VARCHAR(254) CHARACTER SET ascii COLLATE ascii_general_ci NULL;
