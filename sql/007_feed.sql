-- The end of an event's life, and totals of all events.

ALTER TABLE feed_head
  ADD COLUMN purged BIGINT UNSIGNED NOT NULL DEFAULT 0,                       -- up to here events are deleted (BOXOFFICE_ARCHIVE_DAYS)
  ADD CONSTRAINT feed_purged CHECK (purged <= archived);

-- How many events of each subject have a position. Written together with the positions, and not reduced when events are deleted.
CREATE TABLE event_totals (
  subject VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  events  BIGINT UNSIGNED NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
INSERT INTO event_totals (subject, events)
  SELECT subject, COUNT(*) FROM (SELECT subject FROM outbox WHERE position IS NOT NULL UNION ALL SELECT subject FROM outbox_archive) e
  GROUP BY subject;

ALTER TABLE provider_events ADD KEY created (created_at);
