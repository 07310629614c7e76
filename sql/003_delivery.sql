-- Delivery of events: each committed event gets a position in the feed, and each consumer has the position up to which it has all events.

ALTER TABLE outbox
  ADD COLUMN position BIGINT UNSIGNED NULL,                                   -- in the feed: dense, from 1, given after the commit; NULL: not yet
  ADD COLUMN request_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL, -- X-Request-Id of the request that made the change
  ADD COLUMN traceparent CHAR(55) CHARACTER SET ascii COLLATE ascii_bin NULL, -- and its trace (W3C Trace Context)
  ADD UNIQUE KEY position (position);

-- Up to where positions are given out, and up to where events have been moved to the archive. It is one row: processes that give out
-- positions update it with a guard, and so wait for each other, on a cluster too.
CREATE TABLE feed_head (
  one        TINYINT UNSIGNED NOT NULL PRIMARY KEY DEFAULT 1,
  position   BIGINT UNSIGNED NOT NULL DEFAULT 0,                              -- the last one given out
  archived   BIGINT UNSIGNED NOT NULL DEFAULT 0,                              -- up to here events are in outbox_archive
  CONSTRAINT feed_one_head CHECK (one = 1),
  CONSTRAINT feed_archived CHECK (archived <= position)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
INSERT INTO feed_head () VALUES ();

-- Events that every consumer has are moved here after BOXOFFICE_KEEP_DAYS. The feed reads this table too.
CREATE TABLE outbox_archive (
  id           BIGINT UNSIGNED NOT NULL,
  subject      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  data         JSON NOT NULL,
  created_at   DATETIME(6) NOT NULL,
  aggregate_id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  version      INT UNSIGNED NOT NULL,
  position     BIGINT UNSIGNED NOT NULL PRIMARY KEY,
  request_id   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  traceparent  CHAR(55) CHARACTER SET ascii COLLATE ascii_bin NULL,
  UNIQUE KEY once (aggregate_id, version, subject)
) ENGINE=InnoDB ROW_FORMAT=COMPRESSED DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

-- The consumers of the feed: `nats`, `webhooks`, `mail`, and `feed:NAME` for each program that pulls the feed with a token of its own.
CREATE TABLE consumers (
  name       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  position   BIGINT UNSIGNED NOT NULL DEFAULT 0,                              -- it has all up to here
  holder     CHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL,             -- the process that works for it
  held_until DATETIME(3) NULL,                                                -- until then; later any other may
  token      CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,             -- SHA-256 of a puller's token
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  seen_at    DATETIME(6) NULL,                                                -- when it last moved on or asked
  UNIQUE KEY token (token)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
