-- What a password's hash cost to make: the stored form up to its salt. Signing in asks which costs there are, so that one that fails takes
-- the same time for each account, and for none.

ALTER TABLE users
  ADD COLUMN cost VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin AS (SUBSTRING_INDEX(password, '$', 4)) VIRTUAL,
  ADD KEY cost (cost);
