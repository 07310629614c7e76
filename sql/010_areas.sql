-- A kept answer that signs somebody in contains all that the session needs, so that a repeat reads no other table.

ALTER TABLE idempotency ADD COLUMN signs_in_email VARCHAR(254) CHARACTER SET ascii COLLATE ascii_general_ci NULL;
